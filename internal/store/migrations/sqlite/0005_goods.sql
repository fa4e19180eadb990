-- +goose Up

-- waybill is made anew with what lists filter and sort by, before the fold that
-- is long. It is folded from facts, so nothing is lost: the desk refolds all when
-- it sees that another version did.
DROP TABLE waybill;
CREATE TABLE waybill (
    id        TEXT NOT NULL PRIMARY KEY,
    open      INTEGER NOT NULL, -- 1 while something of it is on the road
    state     TEXT NOT NULL,    -- the last thing that happened to it
    org       TEXT NOT NULL,    -- that loaded it
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    at_node   TEXT NOT NULL,
    vehicle   TEXT NOT NULL,    -- restricted
    goods     TEXT NOT NULL,    -- commodities aboard, each between line feeds
    since     INTEGER NOT NULL, -- of the state
    began     INTEGER NOT NULL, -- the first thing that happened to it
    findings  INTEGER NOT NULL, -- how many
    losses    INTEGER NOT NULL, -- lines of which something was lost, damaged or diverted
    last_n    INTEGER NOT NULL, -- the newest fact about it
    fold      BLOB NOT NULL
);
CREATE INDEX waybill_last ON waybill (last_n);
CREATE INDEX waybill_by_id ON waybill (open, id);
CREATE INDEX waybill_by_last ON waybill (open, last_n, id);
CREATE INDEX waybill_by_since ON waybill (open, since, id);
CREATE INDEX waybill_by_vehicle ON waybill (vehicle, id) WHERE vehicle <> '';
CREATE INDEX carried_by ON carried (waybill, consignment);

-- consignment is what lists show of one: from the facts about itself, and added
-- up over the waybills that carried it. Amounts are folded when it is opened.
CREATE TABLE consignment (
    id        TEXT NOT NULL PRIMARY KEY,
    open      INTEGER NOT NULL, -- 1 while nothing of it was loaded or something is on the road
    state     TEXT NOT NULL,    -- released, moving, arrived or closed
    owner     TEXT NOT NULL,
    donor     TEXT NOT NULL,
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    goods     TEXT NOT NULL,
    released  INTEGER NOT NULL,
    closed    INTEGER NOT NULL,
    own_n     INTEGER NOT NULL, -- the newest fact about itself, -1 for none
    own_since INTEGER NOT NULL, -- when that is said to have happened
    own_found INTEGER NOT NULL, -- findings of its own
    waybills  INTEGER NOT NULL,
    on_road   INTEGER NOT NULL, -- of the waybills
    losses    INTEGER NOT NULL, -- lines of waybills with losses
    findings  INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    last_n    INTEGER NOT NULL
);
CREATE INDEX consignment_by_id ON consignment (open, id);
CREATE INDEX consignment_by_last ON consignment (open, last_n, id);
CREATE INDEX consignment_by_since ON consignment (open, since, id);

-- +goose Down
DROP TABLE consignment;
DROP INDEX carried_by;
DROP TABLE waybill;
CREATE TABLE waybill (
    id        TEXT NOT NULL PRIMARY KEY,
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    last_n    INTEGER NOT NULL,
    fold      BLOB NOT NULL
);
CREATE INDEX waybill_last ON waybill (last_n);
UPDATE setting SET value = '' WHERE name = 'fold';

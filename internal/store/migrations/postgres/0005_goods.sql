-- +goose Up

-- waybill is made anew with what lists filter and sort by, before the fold that
-- is long. It is folded from facts, so nothing is lost: the desk refolds all when
-- it sees that another version did.
DROP TABLE waybill;
CREATE TABLE waybill (
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    open      BIGINT NOT NULL, -- 1 while something of it is on the road
    state     TEXT COLLATE "C" NOT NULL,    -- the last thing that happened to it
    org       TEXT COLLATE "C" NOT NULL,    -- that loaded it
    from_node TEXT COLLATE "C" NOT NULL,
    to_node   TEXT COLLATE "C" NOT NULL,
    at_node   TEXT COLLATE "C" NOT NULL,
    vehicle   TEXT COLLATE "C" NOT NULL,    -- restricted
    goods     TEXT COLLATE "C" NOT NULL,    -- commodities aboard, each between line feeds
    since     BIGINT NOT NULL, -- of the state
    began     BIGINT NOT NULL, -- the first thing that happened to it
    findings  BIGINT NOT NULL, -- how many
    losses    BIGINT NOT NULL, -- lines of which something was lost, damaged or diverted
    last_n    BIGINT NOT NULL, -- the newest fact about it
    fold      BYTEA NOT NULL
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
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    open      BIGINT NOT NULL, -- 1 while nothing of it was loaded or something is on the road
    state     TEXT COLLATE "C" NOT NULL,    -- released, moving, arrived or closed
    owner     TEXT COLLATE "C" NOT NULL,
    donor     TEXT COLLATE "C" NOT NULL,
    from_node TEXT COLLATE "C" NOT NULL,
    to_node   TEXT COLLATE "C" NOT NULL,
    goods     TEXT COLLATE "C" NOT NULL,
    released  BIGINT NOT NULL,
    closed    BIGINT NOT NULL,
    own_n     BIGINT NOT NULL, -- the newest fact about itself, -1 for none
    own_since BIGINT NOT NULL, -- when that is said to have happened
    own_found BIGINT NOT NULL, -- findings of its own
    waybills  BIGINT NOT NULL,
    on_road   BIGINT NOT NULL, -- of the waybills
    losses    BIGINT NOT NULL, -- lines of waybills with losses
    findings  BIGINT NOT NULL,
    since     BIGINT NOT NULL,
    last_n    BIGINT NOT NULL
);
CREATE INDEX consignment_by_id ON consignment (open, id);
CREATE INDEX consignment_by_last ON consignment (open, last_n, id);
CREATE INDEX consignment_by_since ON consignment (open, since, id);

-- +goose Down
DROP TABLE consignment;
DROP INDEX carried_by;
DROP TABLE waybill;
CREATE TABLE waybill (
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_node TEXT COLLATE "C" NOT NULL,
    to_node   TEXT COLLATE "C" NOT NULL,
    last_n    BIGINT NOT NULL,
    fold      BYTEA NOT NULL
);
CREATE INDEX waybill_last ON waybill (last_n);
UPDATE setting SET value = '' WHERE name = 'fold';

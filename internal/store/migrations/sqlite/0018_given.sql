-- +goose Up

-- given is where all of one commodity of a consignment is, so that what somebody
-- gave is added up over consignments and not over all their waybills.
CREATE TABLE given (
    donor       TEXT NOT NULL,
    owner       TEXT NOT NULL,
    commodity   TEXT NOT NULL,
    unit        TEXT NOT NULL,
    day         INTEGER NOT NULL, -- of its release, counted so that 0001-01-01 is day 1; 0: nobody said
    consignment TEXT NOT NULL,
    released    INTEGER NOT NULL,
    loaded      INTEGER NOT NULL, -- of that, once, on however many legs
    on_road     INTEGER NOT NULL,
    at_hubs     INTEGER NOT NULL,
    adrift      INTEGER NOT NULL, -- of which nothing more is expected
    received    INTEGER NOT NULL,
    lost        INTEGER NOT NULL,
    damaged     INTEGER NOT NULL,
    diverted    INTEGER NOT NULL,
    returned    INTEGER NOT NULL,
    excess      INTEGER NOT NULL, -- accounted for beyond what was released
    PRIMARY KEY (donor, owner, commodity, unit, day, consignment)
) WITHOUT ROWID;
CREATE INDEX given_consignment ON given (consignment);

-- consignment_fold is what its own facts say of a consignment and what waybills moved
-- of it, by line and leg: one more waybill is added to it without reading the others.
CREATE TABLE consignment_fold (
    consignment TEXT NOT NULL PRIMARY KEY,
    fold        BLOB NOT NULL
);

-- +goose Down
DROP TABLE consignment_fold;
DROP TABLE given;

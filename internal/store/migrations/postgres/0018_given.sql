-- +goose Up

-- given is where all of one commodity of a consignment is, so that what somebody
-- gave is added up over consignments and not over all their waybills.
CREATE TABLE given (
    donor       TEXT COLLATE "C" NOT NULL,
    owner       TEXT COLLATE "C" NOT NULL,
    commodity   TEXT COLLATE "C" NOT NULL,
    unit        TEXT COLLATE "C" NOT NULL,
    day         BIGINT NOT NULL, -- of its release, counted so that 0001-01-01 is day 1; 0: nobody said
    consignment TEXT COLLATE "C" NOT NULL,
    released    BIGINT NOT NULL,
    loaded      BIGINT NOT NULL, -- of that, once, on however many legs
    on_road     BIGINT NOT NULL,
    at_hubs     BIGINT NOT NULL,
    adrift      BIGINT NOT NULL, -- of which nothing more is expected
    received    BIGINT NOT NULL,
    lost        BIGINT NOT NULL,
    damaged     BIGINT NOT NULL,
    diverted    BIGINT NOT NULL,
    returned    BIGINT NOT NULL,
    excess      BIGINT NOT NULL, -- accounted for beyond what was released
    PRIMARY KEY (donor, owner, commodity, unit, day, consignment)
);
CREATE INDEX given_consignment ON given (consignment);

-- consignment_fold is what its own facts say of a consignment and what waybills moved
-- of it, by line and leg: one more waybill is added to it without reading the others.
CREATE TABLE consignment_fold (
    consignment TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fold        BYTEA NOT NULL
);

-- +goose Down
DROP TABLE consignment_fold;
DROP TABLE given;

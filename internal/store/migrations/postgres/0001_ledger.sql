-- +goose Up

-- fact is the ledger itself: rows are added and never changed, but for what an
-- erasure takes out. n is the place in the log, from 0 without a gap.
CREATE TABLE fact (
    n        BIGINT NOT NULL PRIMARY KEY,
    id       TEXT COLLATE "C" NOT NULL,
    device   TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL,
    hash     BYTEA NOT NULL, -- of the body; empty once something was erased
    subject  TEXT COLLATE "C" NOT NULL, -- what is folded together: w/…, c/… or p/…
    received BIGINT NOT NULL,
    via      TEXT COLLATE "C" NOT NULL, -- the token that it came with
    body     BYTEA NOT NULL, -- exactly as its device wrote it
    salts    BYTEA NOT NULL  -- of its commitments in the log
);
CREATE UNIQUE INDEX fact_number ON fact (device, seq, hash);
CREATE INDEX fact_subject ON fact (subject, n);
CREATE INDEX fact_id ON fact (id);

-- erasure keeps the commitment of every field that was erased, so that the log
-- can still be checked.
CREATE TABLE erasure (
    n          BIGINT NOT NULL,
    field      TEXT COLLATE "C" NOT NULL,
    commitment BYTEA NOT NULL,
    erased     BIGINT NOT NULL,
    why        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (n, field)
);

-- quarantine holds what was sent and is no fact, with the reason.
CREATE TABLE quarantine (
    hash     BYTEA NOT NULL PRIMARY KEY,
    received BIGINT NOT NULL,
    via      TEXT COLLATE "C" NOT NULL,
    reason   TEXT COLLATE "C" NOT NULL,
    body     BYTEA NOT NULL
);

-- waybill and carried are folded from facts in the transaction that brings a
-- fact, and can be thrown away and folded again.
CREATE TABLE waybill (
    id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    from_node TEXT COLLATE "C" NOT NULL,
    to_node   TEXT COLLATE "C" NOT NULL,
    last_n    BIGINT NOT NULL, -- the newest fact about it
    fold      BYTEA NOT NULL
);
CREATE INDEX waybill_last ON waybill (last_n);
CREATE TABLE carried (
    consignment TEXT COLLATE "C" NOT NULL,
    waybill     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (consignment, waybill)
);

-- tile is the transparency log: up to 256 hashes of 32 bytes.
CREATE TABLE tile (
    level  BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);
CREATE TABLE checkpoint (
    size   BIGINT NOT NULL PRIMARY KEY,
    signed BIGINT NOT NULL,
    text   BYTEA NOT NULL
);

CREATE TABLE token (
    secret  BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of what its holder shows
    name    TEXT COLLATE "C" NOT NULL UNIQUE,
    org     TEXT COLLATE "C" NOT NULL,
    scopes  TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT NOT NULL -- 0 while it holds
);

CREATE TABLE setting (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE setting;
DROP TABLE token;
DROP TABLE checkpoint;
DROP TABLE tile;
DROP TABLE carried;
DROP TABLE waybill;
DROP TABLE quarantine;
DROP TABLE erasure;
DROP TABLE fact;

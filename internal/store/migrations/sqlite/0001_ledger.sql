-- +goose Up

-- fact is the ledger itself: rows are added and never changed, but for what an
-- erasure takes out. n is the place in the log, from 0 without a gap.
CREATE TABLE fact (
    n        INTEGER NOT NULL PRIMARY KEY,
    id       TEXT NOT NULL,
    device   TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL, -- of the body; empty once something was erased
    subject  TEXT NOT NULL, -- what is folded together: w/…, c/… or p/…
    received INTEGER NOT NULL,
    via      TEXT NOT NULL, -- the token that it came with
    body     BLOB NOT NULL, -- exactly as its device wrote it
    salts    BLOB NOT NULL  -- of its commitments in the log
);
CREATE UNIQUE INDEX fact_number ON fact (device, seq, hash);
CREATE INDEX fact_subject ON fact (subject, n);
CREATE INDEX fact_id ON fact (id);

-- erasure keeps the commitment of every field that was erased, so that the log
-- can still be checked.
CREATE TABLE erasure (
    n          INTEGER NOT NULL,
    field      TEXT NOT NULL,
    commitment BLOB NOT NULL,
    erased     INTEGER NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (n, field)
);

-- quarantine holds what was sent and is no fact, with the reason.
CREATE TABLE quarantine (
    hash     BLOB NOT NULL PRIMARY KEY,
    received INTEGER NOT NULL,
    via      TEXT NOT NULL,
    reason   TEXT NOT NULL,
    body     BLOB NOT NULL
);

-- waybill and carried are folded from facts in the transaction that brings a
-- fact, and can be thrown away and folded again.
CREATE TABLE waybill (
    id        TEXT NOT NULL PRIMARY KEY,
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    last_n    INTEGER NOT NULL, -- the newest fact about it
    fold      BLOB NOT NULL
);
CREATE INDEX waybill_last ON waybill (last_n);
CREATE TABLE carried (
    consignment TEXT NOT NULL,
    waybill     TEXT NOT NULL,
    PRIMARY KEY (consignment, waybill)
);

-- tile is the transparency log: up to 256 hashes of 32 bytes.
CREATE TABLE tile (
    level  INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, n)
);
CREATE TABLE checkpoint (
    size   INTEGER NOT NULL PRIMARY KEY,
    signed INTEGER NOT NULL,
    text   BLOB NOT NULL
);

CREATE TABLE token (
    secret  BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what its holder shows
    name    TEXT NOT NULL UNIQUE,
    org     TEXT NOT NULL,
    scopes  TEXT NOT NULL,
    created INTEGER NOT NULL,
    revoked INTEGER NOT NULL -- 0 while it holds
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
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

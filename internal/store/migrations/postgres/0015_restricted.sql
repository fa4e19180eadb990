-- +goose Up

-- restricted is what only the people read that its row names: where a site or a
-- stop of a movement is, exactly, or the vehicles and contacts of a notification.
-- It is no fact: it goes to no other ledger and into no list, and it can be removed.
CREATE TABLE restricted (
    id         TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,    -- position or particulars
    notice     TEXT COLLATE "C" NOT NULL,    -- id of the fact
    org        TEXT COLLATE "C" NOT NULL,    -- that made the notification
    place      TEXT COLLATE "C" NOT NULL,    -- the named place that a position is of
    sealed     BYTEA NOT NULL,   -- encrypted together with all other columns of the row
    entered_by TEXT COLLATE "C" NOT NULL,    -- account
    entered_at BIGINT NOT NULL,
    checked_by TEXT COLLATE "C" NOT NULL,    -- account; empty: nobody yet
    checked_at BIGINT NOT NULL,
    readers    TEXT COLLATE "C" NOT NULL,    -- JSON: who may read it, named by whom and when
    PRIMARY KEY (id, kind)
);
INSERT INTO restricted
    SELECT id, 'position', notice, org, place, sealed, entered_by, entered_at, checked_by, checked_at, readers FROM exact_position
    UNION ALL
    SELECT id, 'particulars', notice, org, '', content, entered_by, entered_at, '', 0, readers FROM particulars;
DROP TABLE exact_position;
DROP TABLE particulars;
CREATE INDEX restricted_notice ON restricted (kind, notice, id);

-- +goose Down
CREATE TABLE exact_position (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    notice     TEXT COLLATE "C" NOT NULL,
    org        TEXT COLLATE "C" NOT NULL,
    place      TEXT COLLATE "C" NOT NULL,
    sealed     BYTEA NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL,
    entered_at BIGINT NOT NULL,
    checked_by TEXT COLLATE "C" NOT NULL,
    checked_at BIGINT NOT NULL,
    readers    TEXT COLLATE "C" NOT NULL
);
CREATE TABLE particulars (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    notice     TEXT COLLATE "C" NOT NULL,
    org        TEXT COLLATE "C" NOT NULL,
    content    BYTEA NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL,
    entered_at BIGINT NOT NULL,
    readers    TEXT COLLATE "C" NOT NULL
);
INSERT INTO exact_position SELECT id, notice, org, place, sealed, entered_by, entered_at, checked_by, checked_at, readers FROM restricted WHERE kind = 'position';
INSERT INTO particulars SELECT id, notice, org, sealed, entered_by, entered_at, readers FROM restricted WHERE kind = 'particulars';
DROP TABLE restricted;
CREATE INDEX exact_position_notice ON exact_position (notice, id);
CREATE INDEX particulars_notice ON particulars (notice, id);

-- +goose Up

-- restricted is what only the people read that its row names: where a site or a
-- stop of a movement is, exactly, or the vehicles and contacts of a notification.
-- It is no fact: it goes to no other ledger and into no list, and it can be removed.
CREATE TABLE restricted (
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,    -- position or particulars
    notice     TEXT NOT NULL,    -- id of the fact
    org        TEXT NOT NULL,    -- that made the notification
    place      TEXT NOT NULL,    -- the named place that a position is of
    sealed     BLOB NOT NULL,    -- encrypted together with all other columns of the row
    entered_by TEXT NOT NULL,    -- account
    entered_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,    -- account; empty: nobody yet
    checked_at INTEGER NOT NULL,
    readers    TEXT NOT NULL,    -- JSON: who may read it, named by whom and when
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
    id         TEXT NOT NULL PRIMARY KEY,
    notice     TEXT NOT NULL,
    org        TEXT NOT NULL,
    place      TEXT NOT NULL,
    sealed     BLOB NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,
    checked_at INTEGER NOT NULL,
    readers    TEXT NOT NULL
);
CREATE TABLE particulars (
    id         TEXT NOT NULL PRIMARY KEY,
    notice     TEXT NOT NULL,
    org        TEXT NOT NULL,
    content    BLOB NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at INTEGER NOT NULL,
    readers    TEXT NOT NULL
);
INSERT INTO exact_position SELECT id, notice, org, place, sealed, entered_by, entered_at, checked_by, checked_at, readers FROM restricted WHERE kind = 'position';
INSERT INTO particulars SELECT id, notice, org, sealed, entered_by, entered_at, readers FROM restricted WHERE kind = 'particulars';
DROP TABLE restricted;
CREATE INDEX exact_position_notice ON exact_position (notice, id);
CREATE INDEX particulars_notice ON particulars (notice, id);

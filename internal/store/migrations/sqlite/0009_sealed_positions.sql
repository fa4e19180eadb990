-- +goose Up

-- open_position is what was entered before positions were encrypted. The desk,
-- which has the key, encrypts it when the ledger is next opened; from then on the
-- table is empty.
ALTER TABLE exact_position RENAME TO open_position;
DROP INDEX exact_position_notice;

-- exact_position is where a site or a stop of a movement is, for the people that
-- its row names. It is no fact: it goes to no other ledger and into no list, and
-- it can be removed.
CREATE TABLE exact_position (
    id         TEXT NOT NULL PRIMARY KEY,
    notice     TEXT NOT NULL,    -- id of the fact
    org        TEXT NOT NULL,    -- that made the notification
    place      TEXT NOT NULL,    -- the named place that it is of
    sealed     BLOB NOT NULL,    -- where, encrypted together with all other columns of the row
    entered_by TEXT NOT NULL,    -- account
    entered_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,    -- account; empty: nobody yet
    checked_at INTEGER NOT NULL,
    readers    TEXT NOT NULL     -- JSON: who may read it, named by whom and when
);
CREATE INDEX exact_position_notice ON exact_position (notice, id);

-- +goose Down
DROP TABLE exact_position;
ALTER TABLE open_position RENAME TO exact_position;
CREATE INDEX exact_position_notice ON exact_position (notice, id);

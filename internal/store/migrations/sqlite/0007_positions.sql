-- +goose Up

-- exact_position is where a site or a stop of a movement is, for the people that
-- its row names. It is no fact: it goes to no other ledger and into no list, and
-- it can be removed.
CREATE TABLE exact_position (
    id          TEXT NOT NULL PRIMARY KEY,
    notice      TEXT NOT NULL,    -- id of the fact
    org         TEXT NOT NULL,    -- that made the notification
    place       TEXT NOT NULL,    -- the named place that it is of
    lat         INTEGER NOT NULL, -- ten-millionths of a degree
    lon         INTEGER NOT NULL,
    datum       TEXT NOT NULL,
    precision_m INTEGER NOT NULL, -- metres
    entered_by  TEXT NOT NULL,    -- account
    entered_at  INTEGER NOT NULL,
    checked_by  TEXT NOT NULL,    -- account; empty: nobody yet
    checked_at  INTEGER NOT NULL,
    readers     TEXT NOT NULL     -- JSON: who may read it, named by whom and when
);
CREATE INDEX exact_position_notice ON exact_position (notice, id);

-- +goose Down
DROP TABLE exact_position;

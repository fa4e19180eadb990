-- +goose Up

-- particulars is what the form of a notification asks for about vehicles and
-- contacts, for the people that its row names. Like an exact position it is no
-- fact: it goes to no other ledger and into no list, and it can be removed.
CREATE TABLE particulars (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    notice     TEXT COLLATE "C" NOT NULL, -- id of the fact
    org        TEXT COLLATE "C" NOT NULL, -- that made the notification
    content    BYTEA NOT NULL, -- vehicles with their plates, contacts; encrypted together with all other columns of the row
    entered_by TEXT COLLATE "C" NOT NULL, -- account
    entered_at BIGINT NOT NULL,
    readers    TEXT COLLATE "C" NOT NULL  -- JSON: who may read it, named by whom and when
);
CREATE INDEX particulars_notice ON particulars (notice, id);

-- +goose Down
DROP TABLE particulars;

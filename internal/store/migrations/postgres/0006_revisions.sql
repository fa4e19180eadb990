-- +goose Up

-- A revision says which form made it, so that one that is sent twice makes one,
-- and what it changed.
ALTER TABLE revision ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE revision ADD COLUMN changes TEXT NOT NULL DEFAULT ''; -- JSON
CREATE UNIQUE INDEX revision_form ON revision (scenario, form) WHERE form <> '';

-- upload is a workbook that was sent in and is looked at before it is kept.
CREATE TABLE upload (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    scenario TEXT COLLATE "C" NOT NULL,
    base     BIGINT NOT NULL, -- the revision that it was made from
    made     BIGINT NOT NULL,
    author   TEXT NOT NULL,
    tables   BYTEA NOT NULL -- a zip
);

-- +goose Down
DROP TABLE upload;
DROP INDEX revision_form;
ALTER TABLE revision DROP COLUMN changes;
ALTER TABLE revision DROP COLUMN form;

-- +goose Up

-- Rows that are little more than their key are kept in the index of the key
-- alone, so that taking a fact in writes less.
CREATE TABLE passing_by_key (
    waybill TEXT NOT NULL,
    node    TEXT NOT NULL,
    what    TEXT NOT NULL,
    day     INTEGER NOT NULL, -- counted so that 0001-01-01 is day 1
    PRIMARY KEY (waybill, node, what)
) WITHOUT ROWID;
INSERT INTO passing_by_key SELECT waybill, node, what, day FROM passing ORDER BY waybill, node, what;
DROP TABLE passing;
ALTER TABLE passing_by_key RENAME TO passing;
CREATE INDEX passing_day ON passing (day, node, what);

CREATE TABLE carried_by_key (
    consignment TEXT NOT NULL,
    waybill     TEXT NOT NULL,
    PRIMARY KEY (consignment, waybill)
) WITHOUT ROWID;
INSERT INTO carried_by_key SELECT consignment, waybill FROM carried ORDER BY consignment, waybill;
DROP TABLE carried;
ALTER TABLE carried_by_key RENAME TO carried;
CREATE INDEX carried_by ON carried (waybill, consignment);

-- waybill_by_last finds what this one found.
DROP INDEX waybill_last;

-- +goose Down
CREATE INDEX waybill_last ON waybill (last_n);

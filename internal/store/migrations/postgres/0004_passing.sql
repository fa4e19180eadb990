-- +goose Up

-- passing says where the truck of a waybill was and what happened there, each
-- once. It is folded from facts like the waybill itself.
CREATE TABLE passing (
    waybill TEXT COLLATE "C" NOT NULL,
    node    TEXT COLLATE "C" NOT NULL,
    what    TEXT COLLATE "C" NOT NULL,
    day     BIGINT NOT NULL, -- counted so that 0001-01-01 is day 1
    PRIMARY KEY (waybill, node, what)
);
CREATE INDEX passing_day ON passing (day, node, what);

-- The folds of an older program lack it, so they are made anew.
DELETE FROM setting WHERE name = 'fold';

-- +goose Down
DROP TABLE passing;

-- +goose Up

-- passing_sum counts passing by day, so that what a month of trucks did is read in
-- as many rows as it shows and not in as many as there were trucks.
CREATE TABLE passing_sum (
    day    BIGINT NOT NULL,
    node   TEXT NOT NULL,
    what   TEXT NOT NULL,
    trucks BIGINT NOT NULL,
    PRIMARY KEY (day, node, what)
);
INSERT INTO passing_sum (day, node, what, trucks) SELECT day, node, what, count(*) FROM passing GROUP BY day, node, what;

-- waybill_short finds among many waybills the few of which something was lost.
CREATE INDEX waybill_short ON waybill (since) WHERE losses > 0;

-- +goose Down
DROP INDEX waybill_short;
DROP TABLE passing_sum;

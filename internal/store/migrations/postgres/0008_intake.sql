-- +goose Up

-- waybill_by_last finds what this one found; taking a fact in writes less.
DROP INDEX waybill_last;

-- +goose Down
CREATE INDEX waybill_last ON waybill (last_n);

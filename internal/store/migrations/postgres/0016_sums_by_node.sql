-- +goose Up

-- What passed a node over years is read along it, and not along all nodes of each day.
CREATE INDEX passing_sum_node ON passing_sum (node, day, what);

-- +goose Down
DROP INDEX passing_sum_node;

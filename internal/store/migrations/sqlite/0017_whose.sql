-- +goose Up

-- Whose a consignment is stands beside it: a list for one organisation would look
-- through a hundred waybills of each to find one that it loaded or has at a node.
ALTER TABLE consignment ADD COLUMN loaders TEXT NOT NULL DEFAULT ''; -- of its waybills, each between line feeds
ALTER TABLE consignment ADD COLUMN stops TEXT NOT NULL DEFAULT '';   -- where its waybills begin, are or end, each between line feeds

UPDATE consignment SET loaders = coalesce((SELECT string_agg(char(10) || name || char(10), '' ORDER BY name) FROM (
        SELECT DISTINCT org AS name FROM carried JOIN waybill ON waybill.id = carried.waybill WHERE carried.consignment = consignment.id) AS names
        WHERE name <> ''), ''),
    stops = coalesce((SELECT string_agg(char(10) || name || char(10), '' ORDER BY name) FROM (
        SELECT from_node AS name FROM carried JOIN waybill ON waybill.id = carried.waybill WHERE carried.consignment = consignment.id
        UNION SELECT at_node FROM carried JOIN waybill ON waybill.id = carried.waybill WHERE carried.consignment = consignment.id
        UNION SELECT to_node FROM carried JOIN waybill ON waybill.id = carried.waybill WHERE carried.consignment = consignment.id) AS names
        WHERE name <> ''), '');

-- +goose Down
ALTER TABLE consignment DROP COLUMN loaders;
ALTER TABLE consignment DROP COLUMN stops;

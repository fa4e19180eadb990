-- +goose Up

-- scenario is a crisis that plans are made for; revision is what its tables
-- said at some time, as one zip. Revisions are added and never changed.
CREATE TABLE scenario (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made INTEGER NOT NULL
);
CREATE TABLE revision (
    scenario TEXT NOT NULL,
    n        INTEGER NOT NULL, -- from 1
    made     INTEGER NOT NULL,
    author   TEXT NOT NULL,
    what     TEXT NOT NULL, -- was changed, in the words of whoever did
    tables   BLOB NOT NULL,
    PRIMARY KEY (scenario, n)
);

-- plan is one run of the planner on a revision with changes, and what came of
-- it.
CREATE TABLE plan (
    id       TEXT NOT NULL PRIMARY KEY, -- time-ordered
    scenario TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changes  TEXT NOT NULL, -- JSON; what if
    name     TEXT NOT NULL, -- that somebody keeps it under; empty: nobody does
    author   TEXT NOT NULL,
    made     INTEGER NOT NULL,
    ended    INTEGER NOT NULL, -- 0 while it is being made
    state    TEXT NOT NULL,
    trouble  TEXT NOT NULL, -- why there is none, as a sentence
    document BLOB NOT NULL  -- plan.json, gzipped
);
CREATE INDEX plan_scenario ON plan (scenario, id);

-- +goose Down
DROP TABLE plan;
DROP TABLE revision;
DROP TABLE scenario;

-- +goose Up

-- scenario is a crisis that plans are made for; revision is what its tables
-- said at some time, as one zip. Revisions are added and never changed.
CREATE TABLE scenario (
    id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    made BIGINT NOT NULL
);
CREATE TABLE revision (
    scenario TEXT COLLATE "C" NOT NULL,
    n        BIGINT NOT NULL, -- from 1
    made     BIGINT NOT NULL,
    author   TEXT COLLATE "C" NOT NULL,
    what     TEXT COLLATE "C" NOT NULL, -- was changed, in the words of whoever did
    tables   BYTEA NOT NULL,
    PRIMARY KEY (scenario, n)
);

-- plan is one run of the planner on a revision with changes, and what came of
-- it.
CREATE TABLE plan (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- time-ordered
    scenario TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    changes  TEXT COLLATE "C" NOT NULL, -- JSON; what if
    name     TEXT COLLATE "C" NOT NULL, -- that somebody keeps it under; empty: nobody does
    author   TEXT COLLATE "C" NOT NULL,
    made     BIGINT NOT NULL,
    ended    BIGINT NOT NULL, -- 0 while it is being made
    state    TEXT COLLATE "C" NOT NULL,
    trouble  TEXT COLLATE "C" NOT NULL, -- why there is none, as a sentence
    document BYTEA NOT NULL  -- plan.json, gzipped
);
CREATE INDEX plan_scenario ON plan (scenario, id);

-- +goose Down
DROP TABLE plan;
DROP TABLE revision;
DROP TABLE scenario;

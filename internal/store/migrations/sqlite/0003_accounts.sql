-- +goose Up

-- organisation is somebody whose people have accounts, with the nodes that it
-- runs: it sees what begins, is or ends there.
CREATE TABLE organisation (
    id    TEXT NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,
    nodes TEXT NOT NULL -- separated by spaces
);

-- account is a person. Whoever has no way in yet has a link instead.
CREATE TABLE account (
    id       TEXT NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE, -- to sign in with
    person   TEXT NOT NULL,        -- as others read it
    org      TEXT NOT NULL,
    roles    TEXT NOT NULL,        -- separated by spaces
    password TEXT NOT NULL,        -- hashed; empty: none
    code     BLOB NOT NULL,        -- secret of one-time codes; empty: none
    code_at  INTEGER NOT NULL,     -- step of the last code that was used
    created  INTEGER NOT NULL,
    disabled INTEGER NOT NULL      -- 0 while it holds
);

-- passkey is a key of an account on some device.
CREATE TABLE passkey (
    id      BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    name    TEXT NOT NULL, -- that its owner knows it by
    body    BLOB NOT NULL, -- JSON
    created INTEGER NOT NULL,
    used    INTEGER NOT NULL
);
CREATE INDEX passkey_account ON passkey (account);

-- identity is an account as an identity provider knows it.
CREATE TABLE identity (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- session is a browser on its way in, or in.
CREATE TABLE session (
    secret  BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what the browser shows
    account TEXT NOT NULL,             -- empty while nobody has said who it is
    stage   TEXT NOT NULL,
    pending BLOB NOT NULL,             -- JSON of what the next step needs
    agent   TEXT NOT NULL,             -- what the browser calls itself, for its owner to know it by
    created INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    proved  INTEGER NOT NULL           -- when its owner last proved who they are
);
CREATE INDEX session_account ON session (account);

-- link lets somebody set up ways to sign in to an account, and ends when they
-- have. The account is empty in the link to the first one.
CREATE TABLE link (
    secret  BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what the link carries
    account TEXT NOT NULL UNIQUE,
    renews  INTEGER NOT NULL,          -- 1: older ways in end with it
    ends    INTEGER NOT NULL
);

-- recovery is an account for which one administrator has asked for a new way in
-- and another has not yet agreed.
CREATE TABLE recovery (
    account TEXT NOT NULL PRIMARY KEY,
    asker   TEXT NOT NULL, -- account
    asked   INTEGER NOT NULL
);

-- journal is who did what to accounts and tokens, and who read what is
-- restricted. Rows are added and never changed.
CREATE TABLE journal (
    n       INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    account TEXT NOT NULL, -- id; empty for tokens and the command line
    name    TEXT NOT NULL, -- of the account or token, as it was then
    org     TEXT NOT NULL,
    act     TEXT NOT NULL,
    about   TEXT NOT NULL
);
CREATE INDEX journal_account ON journal (account, n);

-- A token may end by itself. 0: it does not.
ALTER TABLE token ADD COLUMN ends INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE token DROP COLUMN ends;
DROP TABLE journal;
DROP TABLE recovery;
DROP TABLE link;
DROP TABLE session;
DROP TABLE identity;
DROP TABLE passkey;
DROP TABLE account;
DROP TABLE organisation;

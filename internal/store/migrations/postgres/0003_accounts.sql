-- +goose Up

-- organisation is somebody whose people have accounts, with the nodes that it
-- runs: it sees what begins, is or ends there.
CREATE TABLE organisation (
    id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name  TEXT COLLATE "C" NOT NULL,
    nodes TEXT COLLATE "C" NOT NULL -- separated by spaces
);

-- account is a person. Whoever has no way in yet has a link instead.
CREATE TABLE account (
    id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name     TEXT COLLATE "C" NOT NULL UNIQUE, -- to sign in with
    person   TEXT COLLATE "C" NOT NULL,        -- as others read it
    org      TEXT COLLATE "C" NOT NULL,
    roles    TEXT COLLATE "C" NOT NULL,        -- separated by spaces
    password TEXT COLLATE "C" NOT NULL,        -- hashed; empty: none
    code     BYTEA NOT NULL,        -- secret of one-time codes; empty: none
    code_at  BIGINT NOT NULL,     -- step of the last code that was used
    created  BIGINT NOT NULL,
    disabled BIGINT NOT NULL      -- 0 while it holds
);

-- passkey is a key of an account on some device.
CREATE TABLE passkey (
    id      BYTEA NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL, -- that its owner knows it by
    body    BYTEA NOT NULL, -- JSON
    created BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
CREATE INDEX passkey_account ON passkey (account);

-- identity is an account as an identity provider knows it.
CREATE TABLE identity (
    issuer  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- session is a browser on its way in, or in.
CREATE TABLE session (
    secret  BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of what the browser shows
    account TEXT COLLATE "C" NOT NULL,             -- empty while nobody has said who it is
    stage   TEXT COLLATE "C" NOT NULL,
    pending BYTEA NOT NULL,             -- JSON of what the next step needs
    agent   TEXT COLLATE "C" NOT NULL,             -- what the browser calls itself, for its owner to know it by
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    proved  BIGINT NOT NULL           -- when its owner last proved who they are
);
CREATE INDEX session_account ON session (account);

-- link lets somebody set up ways to sign in to an account, and ends when they
-- have. The account is empty in the link to the first one.
CREATE TABLE link (
    secret  BYTEA NOT NULL PRIMARY KEY, -- SHA-256 of what the link carries
    account TEXT COLLATE "C" NOT NULL UNIQUE,
    renews  BIGINT NOT NULL,          -- 1: older ways in end with it
    ends    BIGINT NOT NULL
);

-- recovery is an account for which one administrator has asked for a new way in
-- and another has not yet agreed.
CREATE TABLE recovery (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    asker   TEXT COLLATE "C" NOT NULL, -- account
    asked   BIGINT NOT NULL
);

-- journal is who did what to accounts and tokens, and who read what is
-- restricted. Rows are added and never changed.
CREATE TABLE journal (
    n       BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL, -- id; empty for tokens and the command line
    name    TEXT COLLATE "C" NOT NULL, -- of the account or token, as it was then
    org     TEXT COLLATE "C" NOT NULL,
    act     TEXT COLLATE "C" NOT NULL,
    about   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX journal_account ON journal (account, n);

-- A token may end by itself. 0: it does not.
ALTER TABLE token ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;

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

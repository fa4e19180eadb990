-- All migrations together; written by tools/with-postgres go test ./internal/store -update.

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

CREATE TABLE "carried" (
    consignment TEXT NOT NULL,
    waybill     TEXT NOT NULL,
    PRIMARY KEY (consignment, waybill)
) WITHOUT ROWID;

CREATE INDEX carried_by ON carried (waybill, consignment);

CREATE TABLE checkpoint (
    size   INTEGER NOT NULL PRIMARY KEY,
    signed INTEGER NOT NULL,
    text   BLOB NOT NULL
);

CREATE TABLE consignment (
    id        TEXT NOT NULL PRIMARY KEY,
    open      INTEGER NOT NULL, -- 1 while nothing of it was loaded or something is on the road
    state     TEXT NOT NULL,    -- released, moving, arrived or closed
    owner     TEXT NOT NULL,
    donor     TEXT NOT NULL,
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    goods     TEXT NOT NULL,
    released  INTEGER NOT NULL,
    closed    INTEGER NOT NULL,
    own_n     INTEGER NOT NULL, -- the newest fact about itself, -1 for none
    own_since INTEGER NOT NULL, -- when that is said to have happened
    own_found INTEGER NOT NULL, -- findings of its own
    waybills  INTEGER NOT NULL,
    on_road   INTEGER NOT NULL, -- of the waybills
    losses    INTEGER NOT NULL, -- lines of waybills with losses
    findings  INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    last_n    INTEGER NOT NULL
, loaders TEXT NOT NULL DEFAULT '', stops TEXT NOT NULL DEFAULT '');

CREATE INDEX consignment_by_id ON consignment (open, id);

CREATE INDEX consignment_by_last ON consignment (open, last_n, id);

CREATE INDEX consignment_by_since ON consignment (open, since, id);

CREATE TABLE consignment_fold (
    consignment TEXT NOT NULL PRIMARY KEY,
    fold        BLOB NOT NULL
);

CREATE TABLE erasure (
    n          INTEGER NOT NULL,
    field      TEXT NOT NULL,
    commitment BLOB NOT NULL,
    erased     INTEGER NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (n, field)
);

CREATE TABLE fact (
    n        INTEGER NOT NULL PRIMARY KEY,
    id       TEXT NOT NULL,
    device   TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL, -- of the body; empty once something was erased
    subject  TEXT NOT NULL, -- what is folded together: w/…, c/… or p/…
    received INTEGER NOT NULL,
    via      TEXT NOT NULL, -- the token that it came with
    body     BLOB NOT NULL, -- exactly as its device wrote it
    salts    BLOB NOT NULL  -- of its commitments in the log
);

CREATE INDEX fact_id ON fact (id);

CREATE UNIQUE INDEX fact_number ON fact (device, seq, hash);

CREATE INDEX fact_subject ON fact (subject, n);

CREATE TABLE given (
    donor       TEXT NOT NULL,
    owner       TEXT NOT NULL,
    commodity   TEXT NOT NULL,
    unit        TEXT NOT NULL,
    day         INTEGER NOT NULL, -- of its release, counted so that 0001-01-01 is day 1; 0: nobody said
    consignment TEXT NOT NULL,
    released    INTEGER NOT NULL,
    loaded      INTEGER NOT NULL, -- of that, once, on however many legs
    on_road     INTEGER NOT NULL,
    at_hubs     INTEGER NOT NULL,
    adrift      INTEGER NOT NULL, -- of which nothing more is expected
    received    INTEGER NOT NULL,
    lost        INTEGER NOT NULL,
    damaged     INTEGER NOT NULL,
    diverted    INTEGER NOT NULL,
    returned    INTEGER NOT NULL,
    excess      INTEGER NOT NULL, -- accounted for beyond what was released
    PRIMARY KEY (donor, owner, commodity, unit, day, consignment)
) WITHOUT ROWID;

CREATE INDEX given_consignment ON given (consignment);

CREATE TABLE identity (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
);

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

CREATE TABLE link (
    secret  BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what the link carries
    account TEXT NOT NULL UNIQUE,
    renews  INTEGER NOT NULL,          -- 1: older ways in end with it
    ends    INTEGER NOT NULL
);

CREATE TABLE "open_position" (
    id          TEXT NOT NULL PRIMARY KEY,
    notice      TEXT NOT NULL,    -- id of the fact
    org         TEXT NOT NULL,    -- that made the notification
    place       TEXT NOT NULL,    -- the named place that it is of
    lat         INTEGER NOT NULL, -- ten-millionths of a degree
    lon         INTEGER NOT NULL,
    datum       TEXT NOT NULL,
    precision_m INTEGER NOT NULL, -- metres
    entered_by  TEXT NOT NULL,    -- account
    entered_at  INTEGER NOT NULL,
    checked_by  TEXT NOT NULL,    -- account; empty: nobody yet
    checked_at  INTEGER NOT NULL,
    readers     TEXT NOT NULL     -- JSON: who may read it, named by whom and when
);

CREATE TABLE organisation (
    id    TEXT NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,
    nodes TEXT NOT NULL -- separated by spaces
);

CREATE TABLE "passing" (
    waybill TEXT NOT NULL,
    node    TEXT NOT NULL,
    what    TEXT NOT NULL,
    day     INTEGER NOT NULL, -- counted so that 0001-01-01 is day 1
    PRIMARY KEY (waybill, node, what)
) WITHOUT ROWID;

CREATE INDEX passing_day ON passing (day, node, what);

CREATE TABLE passing_sum (
    day    INTEGER NOT NULL,
    node   TEXT NOT NULL,
    what   TEXT NOT NULL,
    trucks INTEGER NOT NULL,
    PRIMARY KEY (day, node, what)
) WITHOUT ROWID;

CREATE INDEX passing_sum_node ON passing_sum (node, day, what);

CREATE TABLE passkey (
    id      BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    name    TEXT NOT NULL, -- that its owner knows it by
    body    BLOB NOT NULL, -- JSON
    created INTEGER NOT NULL,
    used    INTEGER NOT NULL
);

CREATE INDEX passkey_account ON passkey (account);

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

CREATE TABLE quarantine (
    hash     BLOB NOT NULL PRIMARY KEY,
    received INTEGER NOT NULL,
    via      TEXT NOT NULL,
    reason   TEXT NOT NULL,
    body     BLOB NOT NULL
);

CREATE TABLE recovery (
    account TEXT NOT NULL PRIMARY KEY,
    asker   TEXT NOT NULL, -- account
    asked   INTEGER NOT NULL
);

CREATE TABLE restricted (
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,    -- position or particulars
    notice     TEXT NOT NULL,    -- id of the fact
    org        TEXT NOT NULL,    -- that made the notification
    place      TEXT NOT NULL,    -- the named place that a position is of
    sealed     BLOB NOT NULL,    -- encrypted together with all other columns of the row
    entered_by TEXT NOT NULL,    -- account
    entered_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,    -- account; empty: nobody yet
    checked_at INTEGER NOT NULL,
    readers    TEXT NOT NULL,    -- JSON: who may read it, named by whom and when
    PRIMARY KEY (id, kind)
);

CREATE INDEX restricted_notice ON restricted (kind, notice, id);

CREATE TABLE revision (
    scenario TEXT NOT NULL,
    n        INTEGER NOT NULL, -- from 1
    made     INTEGER NOT NULL,
    author   TEXT NOT NULL,
    what     TEXT NOT NULL, -- was changed, in the words of whoever did
    tables   BLOB NOT NULL, form TEXT NOT NULL DEFAULT '', changes TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (scenario, n)
);

CREATE UNIQUE INDEX revision_form ON revision (scenario, form) WHERE form <> '';

CREATE TABLE scenario (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made INTEGER NOT NULL
);

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

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE tile (
    level  INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, n)
);

CREATE TABLE token (
    secret  BLOB NOT NULL PRIMARY KEY, -- SHA-256 of what its holder shows
    name    TEXT NOT NULL UNIQUE,
    org     TEXT NOT NULL,
    scopes  TEXT NOT NULL,
    created INTEGER NOT NULL,
    revoked INTEGER NOT NULL -- 0 while it holds
, ends INTEGER NOT NULL DEFAULT 0);

CREATE TABLE upload (
    id       TEXT NOT NULL PRIMARY KEY,
    scenario TEXT NOT NULL,
    base     INTEGER NOT NULL, -- the revision that it was made from
    made     INTEGER NOT NULL,
    author   TEXT NOT NULL,
    tables   BLOB NOT NULL -- a zip
);

CREATE TABLE waybill (
    id        TEXT NOT NULL PRIMARY KEY,
    open      INTEGER NOT NULL, -- 1 while something of it is on the road
    state     TEXT NOT NULL,    -- the last thing that happened to it
    org       TEXT NOT NULL,    -- that loaded it
    from_node TEXT NOT NULL,
    to_node   TEXT NOT NULL,
    at_node   TEXT NOT NULL,
    vehicle   TEXT NOT NULL,    -- restricted
    goods     TEXT NOT NULL,    -- commodities aboard, each between line feeds
    since     INTEGER NOT NULL, -- of the state
    began     INTEGER NOT NULL, -- the first thing that happened to it
    findings  INTEGER NOT NULL, -- how many
    losses    INTEGER NOT NULL, -- lines of which something was lost, damaged or diverted
    last_n    INTEGER NOT NULL, -- the newest fact about it
    fold      BLOB NOT NULL
);

CREATE INDEX waybill_by_id ON waybill (open, id);

CREATE INDEX waybill_by_last ON waybill (open, last_n, id);

CREATE INDEX waybill_by_since ON waybill (open, since, id);

CREATE INDEX waybill_by_vehicle ON waybill (vehicle, id) WHERE vehicle <> '';

CREATE INDEX waybill_short ON waybill (since) WHERE losses > 0;

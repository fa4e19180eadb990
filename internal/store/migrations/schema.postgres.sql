-- All migrations together; written by tools/with-postgres go test ./internal/store -update.

CREATE TABLE account (
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    roles text COLLATE "C" NOT NULL,
    password text COLLATE "C" NOT NULL,
    code bytea NOT NULL,
    code_at bigint NOT NULL,
    created bigint NOT NULL,
    disabled bigint NOT NULL,
    CONSTRAINT account_name_key UNIQUE (name),
    CONSTRAINT account_pkey PRIMARY KEY (id)
);

CREATE TABLE carried (
    consignment text COLLATE "C" NOT NULL,
    waybill text COLLATE "C" NOT NULL,
    CONSTRAINT carried_pkey PRIMARY KEY (consignment, waybill)
);

CREATE INDEX carried_by ON carried USING btree (waybill, consignment);

CREATE TABLE checkpoint (
    size bigint NOT NULL,
    signed bigint NOT NULL,
    text bytea NOT NULL,
    CONSTRAINT checkpoint_pkey PRIMARY KEY (size)
);

CREATE TABLE consignment (
    id text COLLATE "C" NOT NULL,
    open bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    donor text COLLATE "C" NOT NULL,
    from_node text COLLATE "C" NOT NULL,
    to_node text COLLATE "C" NOT NULL,
    goods text COLLATE "C" NOT NULL,
    released bigint NOT NULL,
    closed bigint NOT NULL,
    own_n bigint NOT NULL,
    own_since bigint NOT NULL,
    own_found bigint NOT NULL,
    waybills bigint NOT NULL,
    on_road bigint NOT NULL,
    losses bigint NOT NULL,
    findings bigint NOT NULL,
    since bigint NOT NULL,
    last_n bigint NOT NULL,
    loaders text DEFAULT ''::text NOT NULL,
    stops text DEFAULT ''::text NOT NULL,
    CONSTRAINT consignment_pkey PRIMARY KEY (id)
);

CREATE INDEX consignment_by_id ON consignment USING btree (open, id);

CREATE INDEX consignment_by_last ON consignment USING btree (open, last_n, id);

CREATE INDEX consignment_by_since ON consignment USING btree (open, since, id);

CREATE TABLE consignment_fold (
    consignment text COLLATE "C" NOT NULL,
    fold bytea NOT NULL,
    CONSTRAINT consignment_fold_pkey PRIMARY KEY (consignment)
);

CREATE TABLE erasure (
    n bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    commitment bytea NOT NULL,
    erased bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    CONSTRAINT erasure_pkey PRIMARY KEY (n, field)
);

CREATE TABLE fact (
    n bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    device text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    subject text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    via text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    salts bytea NOT NULL,
    CONSTRAINT fact_pkey PRIMARY KEY (n)
);

CREATE INDEX fact_id ON fact USING btree (id);

CREATE INDEX fact_subject ON fact USING btree (subject, n);

CREATE UNIQUE INDEX fact_number ON fact USING btree (device, seq, hash);

CREATE TABLE given (
    donor text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    commodity text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    day bigint NOT NULL,
    consignment text COLLATE "C" NOT NULL,
    released bigint NOT NULL,
    loaded bigint NOT NULL,
    on_road bigint NOT NULL,
    at_hubs bigint NOT NULL,
    adrift bigint NOT NULL,
    received bigint NOT NULL,
    lost bigint NOT NULL,
    damaged bigint NOT NULL,
    diverted bigint NOT NULL,
    returned bigint NOT NULL,
    excess bigint NOT NULL,
    CONSTRAINT given_pkey PRIMARY KEY (donor, owner, commodity, unit, day, consignment)
);

CREATE INDEX given_consignment ON given USING btree (consignment);

CREATE TABLE identity (
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    CONSTRAINT identity_pkey PRIMARY KEY (issuer, subject)
);

CREATE TABLE journal (
    n bigint NOT NULL,
    at bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    act text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    CONSTRAINT journal_pkey PRIMARY KEY (n)
);

CREATE INDEX journal_account ON journal USING btree (account, n);

CREATE TABLE link (
    secret bytea NOT NULL,
    account text COLLATE "C" NOT NULL,
    renews bigint NOT NULL,
    ends bigint NOT NULL,
    CONSTRAINT link_account_key UNIQUE (account),
    CONSTRAINT link_pkey PRIMARY KEY (secret)
);

CREATE TABLE open_position (
    id text COLLATE "C" NOT NULL,
    notice text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    lat bigint NOT NULL,
    lon bigint NOT NULL,
    datum text COLLATE "C" NOT NULL,
    precision_m bigint NOT NULL,
    entered_by text COLLATE "C" NOT NULL,
    entered_at bigint NOT NULL,
    checked_by text COLLATE "C" NOT NULL,
    checked_at bigint NOT NULL,
    readers text COLLATE "C" NOT NULL,
    CONSTRAINT open_position_pkey PRIMARY KEY (id)
);

CREATE TABLE organisation (
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    nodes text COLLATE "C" NOT NULL,
    CONSTRAINT organisation_pkey PRIMARY KEY (id)
);

CREATE TABLE passing (
    waybill text COLLATE "C" NOT NULL,
    node text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    day bigint NOT NULL,
    CONSTRAINT passing_pkey PRIMARY KEY (waybill, node, what)
);

CREATE INDEX passing_day ON passing USING btree (day, node, what);

CREATE TABLE passing_sum (
    day bigint NOT NULL,
    node text NOT NULL,
    what text NOT NULL,
    trucks bigint NOT NULL,
    CONSTRAINT passing_sum_pkey PRIMARY KEY (day, node, what)
);

CREATE INDEX passing_sum_node ON passing_sum USING btree (node, day, what);

CREATE TABLE passkey (
    id bytea NOT NULL,
    account text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    created bigint NOT NULL,
    used bigint NOT NULL,
    CONSTRAINT passkey_pkey PRIMARY KEY (id)
);

CREATE INDEX passkey_account ON passkey USING btree (account);

CREATE TABLE plan (
    id text COLLATE "C" NOT NULL,
    scenario text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    changes text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    made bigint NOT NULL,
    ended bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    trouble text COLLATE "C" NOT NULL,
    document bytea NOT NULL,
    CONSTRAINT plan_pkey PRIMARY KEY (id)
);

CREATE INDEX plan_scenario ON plan USING btree (scenario, id);

CREATE TABLE quarantine (
    hash bytea NOT NULL,
    received bigint NOT NULL,
    via text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT quarantine_pkey PRIMARY KEY (hash)
);

CREATE TABLE recovery (
    account text COLLATE "C" NOT NULL,
    asker text COLLATE "C" NOT NULL,
    asked bigint NOT NULL,
    CONSTRAINT recovery_pkey PRIMARY KEY (account)
);

CREATE TABLE restricted (
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    notice text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    place text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    entered_by text COLLATE "C" NOT NULL,
    entered_at bigint NOT NULL,
    checked_by text COLLATE "C" NOT NULL,
    checked_at bigint NOT NULL,
    readers text COLLATE "C" NOT NULL,
    CONSTRAINT restricted_pkey PRIMARY KEY (id, kind)
);

CREATE INDEX restricted_notice ON restricted USING btree (kind, notice, id);

CREATE TABLE revision (
    scenario text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    made bigint NOT NULL,
    author text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    tables bytea NOT NULL,
    form text DEFAULT ''::text NOT NULL,
    changes text DEFAULT ''::text NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (scenario, n)
);

CREATE UNIQUE INDEX revision_form ON revision USING btree (scenario, form) WHERE (form <> ''::text);

CREATE TABLE scenario (
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    made bigint NOT NULL,
    CONSTRAINT scenario_pkey PRIMARY KEY (id)
);

CREATE TABLE session (
    secret bytea NOT NULL,
    account text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    pending bytea NOT NULL,
    agent text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    seen bigint NOT NULL,
    proved bigint NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (secret)
);

CREATE INDEX session_account ON session USING btree (account);

CREATE TABLE setting (
    name text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (name)
);

CREATE TABLE tile (
    level bigint NOT NULL,
    n bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT tile_pkey PRIMARY KEY (level, n)
);

CREATE TABLE token (
    secret bytea NOT NULL,
    name text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    revoked bigint NOT NULL,
    ends bigint DEFAULT 0 NOT NULL,
    CONSTRAINT token_name_key UNIQUE (name),
    CONSTRAINT token_pkey PRIMARY KEY (secret)
);

CREATE TABLE upload (
    id text COLLATE "C" NOT NULL,
    scenario text COLLATE "C" NOT NULL,
    base bigint NOT NULL,
    made bigint NOT NULL,
    author text NOT NULL,
    tables bytea NOT NULL,
    CONSTRAINT upload_pkey PRIMARY KEY (id)
);

CREATE TABLE waybill (
    id text COLLATE "C" NOT NULL,
    open bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    from_node text COLLATE "C" NOT NULL,
    to_node text COLLATE "C" NOT NULL,
    at_node text COLLATE "C" NOT NULL,
    vehicle text COLLATE "C" NOT NULL,
    goods text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    began bigint NOT NULL,
    findings bigint NOT NULL,
    losses bigint NOT NULL,
    last_n bigint NOT NULL,
    fold bytea NOT NULL,
    CONSTRAINT waybill_pkey PRIMARY KEY (id)
);

CREATE INDEX waybill_by_id ON waybill USING btree (open, id);

CREATE INDEX waybill_by_last ON waybill USING btree (open, last_n, id);

CREATE INDEX waybill_by_since ON waybill USING btree (open, since, id);

CREATE INDEX waybill_by_vehicle ON waybill USING btree (vehicle, id) WHERE (vehicle <> ''::text);

CREATE INDEX waybill_short ON waybill USING btree (since) WHERE (losses > 0);

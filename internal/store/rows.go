package store

import (
	"cmp"
	"strings"
)

// Waybill is a waybill as it was last folded.
type Waybill struct {
	WaybillHead
	Fold    []byte // JSON
	Carries []string

	Passings []Passing // where its truck was; see [Tx.PutPassings]
	Before   *Kept     // nil: nobody knows
}

// Kept is what is kept of a waybill, with all that it carries but what is in
// Carries anew.
type Kept struct {
	WaybillHead
	Passings []Passing
}

// WaybillHead is what lists filter and sort waybills by. Moments are in
// microseconds.
type WaybillHead struct {
	ID       string
	Open     bool // something of it is on the road
	State    string
	Org      string
	From, To string
	At       string
	Vehicle  string // restricted
	Goods    string // commodities aboard, each between line feeds
	Since    int64
	Began    int64
	Findings int64
	Losses   int64
	LastN    int64 // place in the log of the newest fact about it
}

const headColumns = "id, open, state, org, from_node, to_node, at_node, vehicle, goods, since, began, findings, losses, last_n"

func (w *WaybillHead) columns(open *int64) []any {
	return []any{&w.ID, open, &w.State, &w.Org, &w.From, &w.To, &w.At, &w.Vehicle, &w.Goods, &w.Since, &w.Began, &w.Findings, &w.Losses, &w.LastN}
}

// PutWaybills writes waybills over what was folded before. A database writes an
// index again for every column that is set, be it to what it was; so those of
// which nothing changes but what each fact changes are written apart.
func (t *Tx) PutWaybills(waybills []Waybill) error {
	var moved, other []Waybill
	var carried [][2]string
	for _, w := range waybills {
		if b := w.Before; b != nil && b.Open == w.Open && b.Org == w.Org && b.From == w.From && b.To == w.To && b.Vehicle == w.Vehicle && b.Goods == w.Goods {
			moved = append(moved, w)
		} else {
			other = append(other, w)
		}
		for _, c := range w.Carries {
			carried = append(carried, [2]string{c, w.ID})
		}
	}
	err := cmp.Or(t.putWaybills(moved, ""), t.putWaybills(other, `open = excluded.open, org = excluded.org,
		from_node = excluded.from_node, to_node = excluded.to_node, vehicle = excluded.vehicle, goods = excluded.goods, `))
	if err != nil {
		return wrap(err, "saving waybills")
	}
	// A line stays once it was ever carried: only a conflict that empties the
	// waybill could take it off, and the fold then says that nothing is on it.
	err = inChunks(carried, func(some [][2]string) error {
		args := make([]any, 0, 2*len(some))
		for _, c := range some {
			args = append(args, c[0], c[1])
		}
		return t.exec("INSERT INTO carried (consignment, waybill) VALUES "+tuples(len(some), 2)+" ON CONFLICT DO NOTHING", args...)
	})
	return wrap(err, "saving waybills")
}

// putWaybills writes waybills; of those that are there, what each fact changes
// and more.
func (t *Tx) putWaybills(waybills []Waybill, more string) error {
	return inChunks(waybills, func(some []Waybill) error {
		args := make([]any, 0, 15*len(some))
		for _, w := range some {
			args = append(args, w.ID, flag(w.Open), w.State, w.Org, w.From, w.To, w.At, w.Vehicle, w.Goods,
				w.Since, w.Began, w.Findings, w.Losses, w.LastN, w.Fold)
		}
		return t.exec("INSERT INTO waybill ("+headColumns+", fold) VALUES "+tuples(len(some), 15)+`
			ON CONFLICT (id) DO UPDATE SET `+more+`state = excluded.state, at_node = excluded.at_node, since = excluded.since,
				began = excluded.began, findings = excluded.findings, losses = excluded.losses, last_n = excluded.last_n, fold = excluded.fold`, args...)
	})
}

// flag is a truth as both engines keep it.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Waybill returns a waybill, and false where no fact speaks of it.
func (t *Tx) Waybill(id string) (w Waybill, ok bool, err error) {
	err = t.eachWaybill(func(one Waybill) { w, ok = one, true }, "SELECT "+headColumns+", fold FROM waybill WHERE id = $1", id)
	return w, ok, err
}

// Waybills yields up to limit waybills whose ids come after one, in order.
func (t *Tx) Waybills(after string, limit int, yield func(Waybill)) error {
	return t.eachWaybill(yield, "SELECT "+headColumns+", fold FROM waybill WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
}

// WaybillsSince yields up to limit waybills that a fact from place n of the log
// on speaks of, in the order of their newest facts; with a node, only those
// that begin or end there.
func (t *Tx) WaybillsSince(n int64, node string, limit int, yield func(Waybill)) error {
	part := func(open string) string { // of which an index has the order
		return "SELECT * FROM (SELECT " + headColumns + ", fold FROM waybill WHERE open = " + open + ` AND last_n >= $1
			AND ($2 = '' OR from_node = $2 OR to_node = $2) ORDER BY last_n LIMIT $3) AS part` + open
	}
	return t.eachWaybill(yield, "SELECT * FROM ("+part("0")+" UNION ALL "+part("1")+") AS both_parts ORDER BY last_n LIMIT $3", n, node, limit)
}

// Carrying yields the waybills that ever carried a line of the consignment.
func (t *Tx) Carrying(consignment string, yield func(Waybill)) error {
	return t.eachWaybill(yield, "SELECT "+headColumns+`, fold FROM waybill
		JOIN carried ON waybill = id WHERE consignment = $1 ORDER BY id`, consignment)
}

// eachWaybill yields the waybills of a query, each in memory of its own.
func (t *Tx) eachWaybill(yield func(Waybill), query string, args ...any) error {
	var w Waybill
	var open int64
	return wrap(t.each(func() {
		one := w
		one.Open = open == 1
		yield(one)
	}, append(w.columns(&open), &w.Fold), query, args...), "reading waybills")
}

// Consignments returns up to limit ids, after one, of consignments that a
// waybill carries or a fact is about.
func (t *Tx) Consignments(after string, limit int) (ids []string, err error) {
	var id string
	err = t.each(func() { ids = append(ids, id) }, []any{&id}, `SELECT DISTINCT id FROM (
			SELECT consignment AS id FROM carried WHERE consignment > $1
			UNION SELECT substr(subject, 3) AS id FROM fact WHERE subject > 'c/' || $1 AND subject < 'c0'
		) AS ids ORDER BY id LIMIT $2`, after, limit)
	return ids, wrap(err, "reading consignments")
}

// WaybillNames yields the id of every waybill.
func (t *Tx) WaybillNames(yield func(string)) error {
	var id string
	return wrap(t.each(func() { yield(id) }, []any{&id}, "SELECT id FROM waybill"), "reading waybills")
}

// ConsignmentNames yields the id of every consignment.
func (t *Tx) ConsignmentNames(yield func(string)) error {
	var id string
	return wrap(t.each(func() { yield(id) }, []any{&id}, "SELECT id FROM consignment"), "reading consignments")
}

// OrgsOfFacts returns the organisations whose devices recorded facts. Each is one
// look into the index of devices, whose names are ORGANISATION/DEVICE.
func (t *Tx) OrgsOfFacts() (orgs []string, err error) {
	for after := ""; ; {
		var device string
		found, err := t.get([]any{&device}, "SELECT device FROM fact WHERE device > $1 ORDER BY device LIMIT 1", after)
		if err != nil || !found {
			return orgs, wrap(err, "reading organisations")
		}
		org, _, _ := strings.Cut(device, "/")
		orgs = append(orgs, org)
		after = org + "0" // the character behind the slash
	}
}

// ForgetFolds throws away all that was folded from facts.
func (t *Tx) ForgetFolds() error {
	for _, table := range []string{"carried", "consignment", "consignment_fold", "given", "passing", "passing_sum"} {
		if err := t.exec("DELETE FROM " + table); err != nil {
			return wrap(err, "clearing folds")
		}
	}
	return wrap(t.exec("DELETE FROM waybill"), "clearing folds")
}

// Tile returns the hashes of a tile of the log, nil where it has none yet.
func (t *Tx) Tile(level int, n int64) ([]byte, error) {
	var hashes []byte
	_, err := t.get([]any{&hashes}, "SELECT hashes FROM tile WHERE level = $1 AND n = $2", level, n)
	return hashes, wrap(err, "reading the log")
}

// PutTile writes a tile, which may only have grown.
func (t *Tx) PutTile(level int, n int64, hashes []byte) error {
	return wrap(t.exec(`INSERT INTO tile (level, n, hashes) VALUES ($1, $2, $3)
		ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes`, level, n, hashes), "writing the log")
}

// Checkpoint returns the newest signed checkpoint, empty where there is none.
func (t *Tx) Checkpoint() (size int64, text []byte, err error) {
	_, err = t.get([]any{&size, &text}, "SELECT size, text FROM checkpoint ORDER BY size DESC LIMIT 1")
	return size, text, wrap(err, "reading the checkpoint")
}

// PutCheckpoint keeps a signed checkpoint, also over one of the same size.
func (t *Tx) PutCheckpoint(size, signed int64, text []byte) error {
	return wrap(t.exec(`INSERT INTO checkpoint (size, signed, text) VALUES ($1, $2, $3)
		ON CONFLICT (size) DO UPDATE SET signed = excluded.signed, text = excluded.text`, size, signed, text), "saving the checkpoint")
}

// Setting returns a setting, empty where it was never made.
func (t *Tx) Setting(name string) (value string, err error) {
	_, err = t.get([]any{&value}, "SELECT value FROM setting WHERE name = $1", name)
	return value, wrap(err, "reading a setting")
}

// SetSetting makes a setting.
func (t *Tx) SetSetting(name, value string) error {
	return wrap(t.exec(`INSERT INTO setting (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value), "saving a setting")
}

// Rejected is something that was sent as a fact and is none.
type Rejected struct {
	Hash     []byte
	Received int64
	Via      string
	Reason   string
	Body     []byte
}

// Quarantine keeps what is no fact. The same again changes nothing.
func (t *Tx) Quarantine(r Rejected) error {
	return wrap(t.exec(`INSERT INTO quarantine (hash, received, via, reason, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, r.Hash, r.Received, r.Via, r.Reason, r.Body), "saving what is no fact")
}

// Quarantined yields up to limit of what is no fact, the newest first.
func (t *Tx) Quarantined(limit int, yield func(Rejected)) error {
	var r Rejected
	err := t.each(func() { yield(r) }, []any{&r.Hash, &r.Received, &r.Via, &r.Reason, &r.Body},
		"SELECT hash, received, via, reason, body FROM quarantine ORDER BY received DESC, hash LIMIT $1", limit)
	return wrap(err, "reading what is no fact")
}

// LeaveQuarantine takes out what has become a fact.
func (t *Tx) LeaveQuarantine(hash []byte) error {
	return wrap(t.exec("DELETE FROM quarantine WHERE hash = $1", hash), "emptying the quarantine")
}

// Token is a key to the interface; only the hash of its secret is kept.
type Token struct {
	Secret  []byte // SHA-256
	Name    string
	Org     string
	Scopes  string // separated by spaces
	Created int64
	Revoked int64 // 0 while it holds
	Ends    int64 // 0: not by itself
}

const tokenColumns = "secret, name, org, scopes, created, revoked, ends"

func (k *Token) columns() []any {
	return []any{&k.Secret, &k.Name, &k.Org, &k.Scopes, &k.Created, &k.Revoked, &k.Ends}
}

// AddToken adds a token.
func (t *Tx) AddToken(k Token) error {
	return wrap(t.exec("INSERT INTO token ("+tokenColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7)",
		k.Secret, k.Name, k.Org, k.Scopes, k.Created, k.Revoked, k.Ends), "saving the token")
}

// Tokens returns all tokens, by name.
func (t *Tx) Tokens() (tokens []Token, err error) {
	var k Token
	err = t.each(func() { tokens = append(tokens, k) }, k.columns(), "SELECT "+tokenColumns+" FROM token ORDER BY name")
	return tokens, wrap(err, "reading tokens")
}

// TokenOf returns the token with the hash of a secret, and false where there is
// none.
func (t *Tx) TokenOf(secret []byte) (k Token, ok bool, err error) {
	ok, err = t.get(k.columns(), "SELECT "+tokenColumns+" FROM token WHERE secret = $1", secret)
	return k, ok, wrap(err, "reading a token")
}

// RevokeToken ends a token. It reports false where none of that name holds.
func (t *Tx) RevokeToken(name string, at int64) (bool, error) {
	tokens, err := t.Tokens()
	if err != nil {
		return false, err
	}
	for _, k := range tokens {
		if k.Name == name && k.Revoked == 0 {
			return true, wrap(t.exec("UPDATE token SET revoked = $1 WHERE name = $2", at, name), "revoking the token")
		}
	}
	return false, nil
}

// Erased is the commitment of a field that was erased.
type Erased struct {
	N          int64
	Field      string
	Commitment []byte
	At         int64
	Why        string
}

// Erasures returns what was erased of the fact at place n.
func (t *Tx) Erasures(n int64) (erased []Erased, err error) {
	var e Erased
	err = t.each(func() { erased = append(erased, e) }, []any{&e.N, &e.Field, &e.Commitment, &e.At, &e.Why},
		"SELECT n, field, commitment, erased, why FROM erasure WHERE n = $1 ORDER BY field", n)
	return erased, wrap(err, "reading erasures")
}

// CountErasures is how many fields were ever erased.
func (t *Tx) CountErasures() (n int64, err error) {
	_, err = t.get([]any{&n}, "SELECT count(*) FROM erasure")
	return n, wrap(err, "counting erasures")
}

// Erase keeps the commitments of fields and what is left of the fact's body
// and salts. The hash of the old body goes: it would betray a short secret.
func (t *Tx) Erase(n int64, body, salts []byte, fields []Erased) error {
	for _, e := range fields {
		if err := t.exec("INSERT INTO erasure (n, field, commitment, erased, why) VALUES ($1, $2, $3, $4, $5)",
			n, e.Field, e.Commitment, e.At, e.Why); err != nil {
			return wrap(err, "erasing")
		}
	}
	return wrap(t.exec("UPDATE fact SET body = $1, salts = $2, hash = $3 WHERE n = $4", blob(body), blob(salts), []byte{}, n), "erasing")
}

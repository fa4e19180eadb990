package store

// Upload is a workbook that was sent in and is looked at before it is kept.
type Upload struct {
	ID       string
	Scenario string
	Base     int64 // the revision that it was made from
	Made     int64
	Author   string
	Tables   []byte // a zip
}

// AddUpload keeps what was sent in, and forgets what was before a time.
func (t *Tx) AddUpload(u Upload, forget int64) error {
	if err := t.exec("DELETE FROM upload WHERE made < $1", forget); err != nil {
		return wrap(err, "forgetting uploads")
	}
	return wrap(t.exec("INSERT INTO upload (id, scenario, base, made, author, tables) VALUES ($1, $2, $3, $4, $5, $6)",
		u.ID, u.Scenario, u.Base, u.Made, u.Author, u.Tables), "keeping the upload")
}

// Upload returns what was sent in, and false where there is no such thing.
func (t *Tx) Upload(id string) (u Upload, ok bool, err error) {
	ok, err = t.get([]any{&u.ID, &u.Scenario, &u.Base, &u.Made, &u.Author, &u.Tables},
		"SELECT id, scenario, base, made, author, tables FROM upload WHERE id = $1", id)
	return u, ok, wrap(err, "reading the upload")
}

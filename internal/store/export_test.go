package store

// Copied are the tables that a backup holds.
func Copied() (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

// TableNames are all tables of a SQLite file.
func (t *Tx) TableNames() (names []string, err error) {
	var name string
	err = t.each(func() { names = append(names, name) }, []any{&name}, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
	return names, err
}

// Encrypted is how a server is reached.
var Encrypted = encrypted

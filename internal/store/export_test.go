package store

import "context"

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

// Renew takes the tables back to a version and forth again.
func (s *Store) Renew(ctx context.Context, version int64) error {
	p, err := s.versions()
	if err != nil {
		return err
	}
	if _, err := p.DownTo(ctx, version); err != nil {
		return err
	}
	return s.migrate(ctx)
}

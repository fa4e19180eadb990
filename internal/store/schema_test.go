package store_test

import (
	"database/sql"
	"flag"
	"strings"
	"testing"

	"passage/internal/golden"
	"passage/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the schemas anew")

// TestSchemaIsUpToDate keeps beside the migrations what all of them come to, so that
// whoever reads a change of one sees what it does to the tables.
func TestSchemaIsUpToDate(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		storetest.Open(t, place)
		file, driver, query := "migrations/schema.sqlite.sql", "sqlite", sqliteSchema
		if strings.HasPrefix(place, "postgres") {
			file, driver, query = "migrations/schema.postgres.sql", "pgx", postgresSchema
		}
		want := "-- All migrations together; written by tools/with-postgres go test ./internal/store -update.\n" + statements(t, driver, place, query)
		golden.Keep(t, file, want, *update, "tools/with-postgres go test ./internal/store -update")
	})
}

// sqliteSchema asks for the statements that SQLite keeps: that of each table, then
// those of its indexes.
const sqliteSchema = `SELECT sql || ';' FROM sqlite_schema
	WHERE sql IS NOT NULL AND tbl_name <> 'goose_db_version' AND name NOT LIKE 'sqlite%'
	ORDER BY tbl_name, type = 'table' DESC, name`

// postgresSchema makes such statements from the catalogues, since each version of
// pg_dump writes its own way. That a column is not null is told with the column:
// only from version 18 on is it a constraint too.
const postgresSchema = `
	WITH own AS (SELECT oid, relname FROM pg_class
		WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('i', 't') AND relname NOT LIKE 'goose_db_version%'),
	parts AS (
		SELECT relname, 1 AS part, attnum AS place, '    ' || quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
			|| CASE WHEN collname <> 'default' THEN ' COLLATE ' || quote_ident(collname) ELSE '' END
			|| coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
			|| CASE WHEN attidentity <> '' THEN ' GENERATED AS IDENTITY' ELSE '' END
			|| CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END AS text
		FROM own JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
			LEFT JOIN pg_collation c ON c.oid = attcollation LEFT JOIN pg_attrdef ON adrelid = own.oid AND adnum = attnum
		UNION ALL
		SELECT relname, 2, 0, '    CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(pg_constraint.oid)
		FROM own JOIN pg_constraint ON conrelid = own.oid AND contype <> 'n'
		UNION ALL
		SELECT relname, 3, 0, pg_get_indexdef(indexrelid)
		FROM own JOIN pg_index ON indrelid = own.oid
		WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid))
	SELECT replace('CREATE TABLE ' || relname || E' (\n'
		|| string_agg(text, E',\n' ORDER BY part, place, text COLLATE "C") FILTER (WHERE part < 3) || E'\n);'
		|| coalesce(string_agg(E'\n\n' || text || ';', '' ORDER BY text COLLATE "C") FILTER (WHERE part = 3), ''),
		quote_ident(current_schema()) || '.', '')
	FROM parts GROUP BY relname ORDER BY relname COLLATE "C"`

// statements are the texts that a query finds, an empty line before each.
func statements(t *testing.T, driver, place, query string) string {
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n" + text + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

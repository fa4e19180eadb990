package store

import "testing"

func TestPositional(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT 1":                            "SELECT 1",
		"VALUES ($1, $2), ($3, $4)":           "VALUES (?, ?), (?, ?)",
		"a = $1":                              "a = ?",
		"$1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11":  "? ? ? ? ? ? ? ? ? ? ?",
		"a = $2 AND b = $1":                   "a = $2 AND b = $1",
		"a = $1 OR b = $1":                    "a = $1 OR b = $1",
		"$1 = '' OR from = $1 OR to = $2":     "$1 = '' OR from = $1 OR to = $2",
		"$10":                                 "$10",
		"(VALUES ($1, CAST($2 AS BIGINT)))":   "(VALUES (?, CAST(? AS BIGINT)))",
		"SELECT n FROM fact WHERE id = '$'":   "SELECT n FROM fact WHERE id = '$'",
		"UPDATE t SET a = $1, b = $2 LIMIT $": "UPDATE t SET a = $1, b = $2 LIMIT $",
	} {
		if got := positional(query); got != want {
			t.Errorf("%s\nbecame %s\nwant   %s", query, got, want)
		}
	}
}

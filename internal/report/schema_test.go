package report

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"passage"
	"passage/internal/golden"
	"passage/internal/planner"
)

var update = flag.Bool("update", false, "write docs/formats anew")

const again = "go test ./internal/report -update"

// The schema of plan.json is what the types say.
func TestSchemaIsUpToDate(t *testing.T) {
	schema := schemaOf(reflect.TypeFor[Document]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "plan.json"
	schema["description"] = "A plan with everything that is known about it; see plan.md."
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Keep(t, "../../docs/formats/plan.schema.json", string(text)+"\n", *update, again)
}

// The tables that plan.md describes are those that are written.
func TestTablesAreDocumented(t *testing.T) {
	const page, begin, end = "../../docs/formats/plan.md", "<!-- tables -->\n", "<!-- /tables -->\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no %s", page, begin)
	}
	var b strings.Builder
	for _, t := range (&Document{}).tables(nil) {
		fmt.Fprintf(&b, "\n### %s.csv\n\nOne row is %s.\n\n| column | meaning |\n|---|---|\n", t.name, t.doc)
		for _, c := range t.columns {
			fmt.Fprintf(&b, "| %s | %s |\n", c.name, c.doc)
		}
	}
	golden.Keep(t, page, before+begin+b.String()+"\n"+end+after, *update, again)
}

// schemaOf says in JSON Schema what a type looks like in JSON.
func schemaOf(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[Number]():
		return map[string]any{"type": []string{"number", "null"}}
	case reflect.TypeFor[passage.Date]():
		return map[string]any{"type": "string", "pattern": `^(\d{4}-\d{2}-\d{2})?$`}
	case reflect.TypeFor[planner.Status]():
		return map[string]any{"enum": []planner.Status{planner.Optimal, planner.Infeasible, planner.TimeLimit, planner.Unproved, ""}}
	}
	switch t.Kind() {
	case reflect.Struct:
		properties, required := map[string]any{}, []string{}
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			properties[name] = schemaOf(f.Type)
			required = append(required, name)
		}
		return map[string]any{"type": "object", "properties": properties, "required": required}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{schemaOf(t.Elem()), map[string]any{"type": "null"}}}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	return map[string]any{"type": "number"}
}

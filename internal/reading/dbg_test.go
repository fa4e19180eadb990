package reading

import (
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	b, _ := os.ReadFile(os.Getenv("F"))
	if len(b) == 0 {
		t.Skip()
	}
	d := newDoc(string(b))
	d.known = lexicon{}
	d.readDates(0)
	d.readBodies()
	d.readPeople()
	for _, x := range d.bodies {
		fmt.Printf("body %q %s %d-%d\n", x.name, x.kind, x.from, x.to)
	}
	for _, x := range d.people {
		fmt.Printf("person %q role %q body %q level %s s%d\n", x.name, x.role, x.body, x.level, x.sentence)
	}
	for _, x := range d.days {
		fmt.Printf("day %s %q\n", x.day, d.span(x.from, x.to).Text)
	}
	for _, x := range d.tellings() {
		fmt.Printf("telling %s s%d %q\n", x.form, x.sentence, d.span(x.from, x.to).Text)
	}
}

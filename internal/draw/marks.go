package draw

// State is what is known of a door.
type State int

const (
	Unknown State = iota
	Open
	Restricted
	Closed
	states
)

// StateWords are the words for states.
type StateWords [states]string

func (w StateWords) say(s State) string {
	if s < 0 || s >= states {
		s = Unknown
	}
	return w[s]
}

// door draws a door by its state, each of a shape of its own: a disc, a
// triangle, a crossed square, a broken ring.
func (c *canvas) door(s State, x, y, r float64) {
	switch s {
	case Open:
		c.circle(x, y, r, "dr-open")
	case Restricted:
		c.path("dr-restricted", "", "M", x, y-1.15*r, "L", x+1.15*r, y+0.9*r, x-1.15*r, y+0.9*r, "Z")
	case Closed:
		k, t := 0.95*r, 0.5*r
		c.rect(x-k, y-k, 2*k, 2*k, "dr-closed", "")
		c.path("dr-cross", "", "M", x-t, y-t, "L", x+t, y+t, "M", x-t, y+t, "L", x+t, y-t)
	default:
		c.circle(x, y, 0.85*r, "dr-unknown")
	}
}

// stateItems are a legend's, those of the states that occur.
func (c *canvas) stateItems(words StateWords, used map[State]bool) []item {
	var out []item
	for _, s := range []State{Open, Restricted, Closed, Unknown} {
		if used[s] {
			out = append(out, item{label: words.say(s), draw: func(x, y float64) { c.door(s, x+8, y, 5.5) }})
		}
	}
	return out
}

// others is how many shapes there are for counts of others.
const others = 6

// other draws a count of somebody else: a small shape for each source.
func (c *canvas) other(source int, x, y float64) {
	const r = 3.4
	switch source % others {
	case 0: // a diamond
		c.path("dr-other", "", "M", x, y-1.2*r, "L", x+1.2*r, y, x, y+1.2*r, x-1.2*r, y, "Z")
	case 1: // a triangle on its tip
		c.path("dr-other", "", "M", x-r, y-r, "L", x+r, y-r, x, y+r, "Z")
	case 2: // a cross
		c.path("dr-stroke", "", "M", x-r, y-r, "L", x+r, y+r, "M", x-r, y+r, "L", x+r, y-r)
	case 3: // a ring
		c.circle(x, y, r, "dr-other")
	case 4: // a plus
		c.path("dr-stroke", "", "M", x-r, y, "L", x+r, y, "M", x, y-r, "L", x, y+r)
	case 5: // a square
		c.rect(x-r, y-r, 2*r, 2*r, "dr-other", "")
	}
}

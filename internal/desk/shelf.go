package desk

// shelf keeps what was looked up lately, so many of it and at most as many again
// that were looked up before. It is for one user at a time.
type shelf[K comparable, V any] struct {
	most       int
	young, old map[K]V
}

func (s *shelf[K, V]) get(k K) (v V, ok bool) {
	if v, ok = s.young[k]; ok {
		return v, true
	}
	if v, ok = s.old[k]; ok {
		s.put(k, v)
	}
	return v, ok
}

func (s *shelf[K, V]) put(k K, v V) {
	if s.young == nil || len(s.young) >= s.most {
		s.old, s.young = s.young, map[K]V{}
	}
	s.young[k] = v
}

func (s *shelf[K, V]) clear() { s.young, s.old = nil, nil }

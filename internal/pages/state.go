package pages

import (
	"passage"
	"passage/internal/desk"
)

// statePage is how the server stands: what it runs on, how far its log is signed, and
// the last backup that was proven.
type statePage struct {
	Version string
	desk.State
	New    int64           // facts that no checkpoint is of yet
	Proven passage.Instant // when the backup was made; zero: there is none
}

func (s *Server) state(r *request) (answer, error) {
	state, err := s.desk.State(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	p := statePage{Version: "passage " + s.opt.Version, State: state, New: state.Facts - state.Signed}
	if at := state.Backup.At; !at.IsZero() {
		p.Proven = passage.InstantOf(at)
	}
	return p, nil
}

package localrelay

import "time"

// Insist makes a member unmute and talk again, after a while, whenever a command has muted it: a number of times, or
// Always; 0 ends it. It returns ErrNoRoom and ErrNoMember.
func (s *Server) Insist(roomSessionID, memberID string, times int, after time.Duration) error {
	return s.onMember(roomSessionID, memberID, func(_ *room, m *member) error {
		m.insists = insistence{times, after}
		return nil
	})
}

// insist plans that a member muted by someone else unmutes itself, if the member insists.
func (r *room) insist(m *member) {
	if m.insists.left == 0 {
		return
	}
	if m.insists.left != Always {
		m.insists.left--
	}
	s, rs, id := r.server, r.entity.ID, m.entity.ID
	s.clock.after(m.insists.after, func() {
		_ = s.onMember(rs, id, func(r *room, m *member) error { // it may have left
			if !m.entity.Deaf {
				r.setAudioMuted(m, false)
				r.setTalking(m, true)
			}
			return nil
		})
	})
}

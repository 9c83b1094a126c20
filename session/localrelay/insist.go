package localrelay

import "time"

// Insist makes a member open the microphone again and talk, after a while, whenever a command has muted it: so many
// times, or Always; 0 ends it. It returns ErrNoRoom and ErrNoMember.
func (s *Server) Insist(roomSessionID, memberID string, times int, after time.Duration) error {
	return s.onMember(roomSessionID, memberID, func(_ *room, m *member) error {
		m.insists = insistence{times, after}
		return nil
	})
}

// insist plans that a member opens the microphone again which somebody else has closed, if its owner does so.
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

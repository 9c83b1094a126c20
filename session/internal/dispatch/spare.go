package dispatch

import (
	"maps"

	"gavel/session/video"
)

// SetProtected sets who is protected. The function is called on the owner's goroutine, for each request of a command
// with SkipProtected at the moment when it leaves.
func (d *Dispatcher) SetProtected(is func(*video.Member) bool) { d.protected = is }

// spares reports whether a member of the room is protected from the command.
func (d *Dispatcher) spares(s *step, id video.MemberID) bool {
	if d.protected == nil || id == "" || !s.job.cmd.SkipProtected && !s.cmd.SkipProtected {
		return false
	}
	m := d.room.Member(id)
	return m != nil && (d.protected(m) || m.ParentID != "" && d.sparesOwner(m))
}

// sparesOwner reports whether the owner of a screen or device is protected.
func (d *Dispatcher) sparesOwner(m *video.Member) bool {
	owner := d.room.Member(m.ParentID)
	return owner != nil && d.protected(owner)
}

// sparePlaces takes protected members out of the positions that a command on the room asks for. A member that keeps its
// place stays in them, because the room may move a member that is missing. sparePlaces reports whether nothing is left
// to ask for.
func (d *Dispatcher) sparePlaces(s *step, t *target) (empty bool) {
	rest, spared := s.cmd.Placed(), false
	for id, p := range s.cmd.Placed() {
		if m := d.room.Member(id); m != nil && m.RequestedPosition != p && d.spares(s, id) {
			if !spared {
				rest, spared = maps.Clone(rest), true
			}
			delete(rest, id)
		}
	}
	if !spared {
		return false
	}
	c, ok := s.cmd.WithPlaced(rest)
	if !ok {
		return true
	}
	if requests, err := c.Requests(s.room.ID); err == nil {
		s.cmd, t.request = c, requests[0]
	}
	return false
}

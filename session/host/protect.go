package host

import (
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// Protect protects people for this event, or releases them. Commands with [video.Command].SkipProtected, the modes of
// the floor and [Host.Panic] do not touch protected people. The error is [video.ErrClosed].
func (h *Host) Protect(on bool, ids ...video.MemberID) error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		e.Protect(now, on, ids...)
		return nil
	})
}

// Protects reports whether a member is protected: tonight's decision, or else the list of the configuration. A screen
// or device is protected with its owner, which owner returns for an id; nil means that the owner is unknown.
func (h *Host) Protects(m *video.Member, owner func(video.MemberID) *video.Member) bool {
	if m == nil {
		return false
	}
	if h.isProtected(m) {
		return true
	}
	if m.ParentID == "" || owner == nil {
		return false
	}
	parent := owner(m.ParentID)
	return parent != nil && h.isProtected(parent)
}

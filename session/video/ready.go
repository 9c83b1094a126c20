package video

import "strings"

// Check reports why the command cannot run now, or nil: an [*ArgumentError], or a [*StateError] with the reason.
func (c Command) Check(s *Snapshot) error {
	c, err := c.Normalize()
	if err != nil {
		return err
	}
	return c.CheckNow(Conditions{Ended: s.Room.Ended, Link: s.Link.State, Stale: s.Stale, Denied: s.Denied}, s.lookup(len(c.Targets)))
}

// Conditions are what every command depends on.
type Conditions struct {
	Ended  bool
	Link   LinkState
	Stale  bool
	Denied map[Action]string
}

// Reasons for which a command is refused before anything is sent.
const (
	ReasonOffline = "not connected: nothing was sent"
	reasonStale   = "the room is being read again: wait a moment"
	ReasonEnded   = "the room has ended"
)

// CheckNow is Check for a normalized command.
func (c Command) CheckNow(now Conditions, w View) error {
	if err := c.CheckRoom(now); err != nil {
		return err
	}
	if len(c.Steps) > 0 {
		return c.eachStep(func(s Command) error { return s.CheckNow(now, w) })
	}
	return c.checkPresent(c.info(), w)
}

// CheckRoom checks what does not depend on the target.
func (c Command) CheckRoom(now Conditions) error {
	if len(c.Steps) > 0 {
		return c.eachStep(func(s Command) error { return s.CheckRoom(now) })
	}
	row := c.info()
	switch {
	case now.Ended:
		return &StateError{Reason: ReasonEnded, Err: ErrRoomEnded}
	case now.Link != LinkLive:
		return &StateError{Reason: ReasonOffline, Err: ErrOffline}
	case now.Stale && row.Risk != RiskRead:
		return &StateError{Reason: reasonStale, Err: ErrOffline}
	}
	if reason, denied := now.Denied[row.Action]; denied {
		return &StateError{Reason: strings.TrimSpace("the token lacks the permission "+row.Scope) + ": " + reason, Err: ErrRefused}
	}
	return nil
}

func (c Command) checkPresent(row *ActionInfo, w View) error {
	gone := func(what string) error { return &StateError{Reason: what, Err: ErrNotFound} }
	switch row.Target {
	case OnMember:
		if row.Unlisted { // any id may be one
			return nil
		}
		for _, id := range c.Targets {
			if w.Member(id) == nil {
				return gone("the member is not in the room (any more)")
			}
		}
	case OnRecording:
		if r := w.Recording(c.Object); r != nil && r.State == StateCompleted {
			return gone("the recording has ended")
		}
	case OnPlayback:
		if p := w.Playback(c.Object); p != nil && p.State == StateCompleted {
			return gone("the playback has ended")
		}
	case OnStream:
		if t := w.Stream(c.Object); t != nil && t.State == StateCompleted {
			return gone("the stream has ended")
		}
	}
	return nil
}

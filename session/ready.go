package session

import "strings"

// Check reports why the command cannot run now, or nil: an [*ArgumentError], or a [*StateError] with the reason.
func (c Command) Check(s *Snapshot) error {
	c, err := c.Normalize()
	if err != nil {
		return err
	}
	return c.checkNow(circumstances{s.Room.Ended, s.Link.State, s.Stale, s.Denied}, s.lookup(len(c.Targets)))
}

// circumstances are what every command depends on.
type circumstances struct {
	ended  bool
	link   LinkState
	stale  bool
	denied map[Action]string
}

// Reasons for which a command is refused before anything is sent.
const (
	reasonOffline = "not connected: nothing was sent"
	reasonStale   = "the room is being read again: wait a moment"
	reasonEnded   = "the room has ended"
)

// checkNow is Check for a normalized command.
func (c Command) checkNow(now circumstances, w world) error {
	if err := c.checkRoom(now); err != nil {
		return err
	}
	row, _ := c.Action.Info()
	return c.checkPresent(row, w)
}

// checkRoom checks what does not depend on the target.
func (c Command) checkRoom(now circumstances) error {
	row, _ := c.Action.Info()
	switch {
	case now.ended:
		return &StateError{Reason: reasonEnded, Err: ErrRoomEnded}
	case now.link != LinkLive:
		return &StateError{Reason: reasonOffline, Err: ErrOffline}
	case now.stale && row.Risk != RiskRead:
		return &StateError{Reason: reasonStale, Err: ErrOffline}
	}
	if reason, denied := now.denied[c.Action]; denied {
		return &StateError{Reason: strings.TrimSpace("the token lacks the permission "+row.Scope) + ": " + reason, Err: ErrRefused}
	}
	return nil
}

func (c Command) checkPresent(row ActionInfo, w world) error {
	gone := func(what string) error { return &StateError{Reason: what, Err: ErrNotFound} }
	switch row.Target {
	case OnMember:
		if c.Action == ActPromote { // people of the audience are not listed: any id may be one
			return nil
		}
		for _, id := range c.Targets {
			if w.memberOf(id) == nil {
				return gone("the member is not in the room (any more)")
			}
		}
	case OnRecording:
		if r := w.recordingOf(c.Object); r != nil && r.State == StateCompleted {
			return gone("the recording has ended")
		}
	case OnPlayback:
		if p := w.playbackOf(c.Object); p != nil && p.State == StateCompleted {
			return gone("the playback has ended")
		}
	case OnStream:
		if t := w.streamOf(c.Object); t != nil && t.State == StateCompleted {
			return gone("the stream has ended")
		}
	}
	return nil
}

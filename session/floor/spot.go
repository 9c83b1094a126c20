package floor

import (
	"slices"

	"gavel/session/video"
)

// spot is the slot of the spotlight.
var spot = video.Reserved(1)

// usesSpot reports whether the floor places its guests in reserved-1 now: the layout has it, and a mode or a turn is
// on.
func (e *Engine) usesSpot() bool {
	return e.cfg.Spotlight && e.snap != nil && (e.mode.Preset != Open || len(e.turns) > 0) &&
		slices.ContainsFunc(e.snap.Layout.Layers, func(l video.Layer) bool { return l.Position == spot })
}

// checkSpot returns an error for a command that places a member without the floor in reserved-1 while the floor uses
// it, or that lets raised hands come first, because the room would place one there.
func (e *Engine) checkSpot(c video.Command) error {
	if !e.usesSpot() {
		return nil
	}
	if normal, err := c.Normalize(); err == nil { // otherwise nothing is sent
		c = normal
	}
	for _, step := range c.List() {
		switch {
		case step.Sets() == video.Setting{Field: video.FieldPrioritizeHandraise, Value: video.Yes}:
			return spotTaken("raised hands cannot come first while the floor uses reserved-1")
		case step.Position() == spot && !e.areGuests(step.Targets):
			return spotTaken("the floor uses reserved-1 for its guests")
		}
		for id, to := range step.Placed() {
			if to == spot && !e.areGuests([]video.MemberID{id}) {
				return spotTaken("the floor uses reserved-1 for its guests")
			}
		}
	}
	return nil
}

func spotTaken(reason string) error { return &video.StateError{Reason: reason, Err: ErrSpotlight} }

// areGuests reports whether all of the members have the floor.
func (e *Engine) areGuests(ids []video.MemberID) bool {
	return !slices.ContainsFunc(ids, func(id video.MemberID) bool { return e.turn(id) == nil })
}

// handsAside stops raised hands from coming first in reserved-1, the place of the guests.
func (e *Engine) handsAside() []video.Command {
	if e.snap.Room.PrioritizeHandraise != video.Yes {
		return nil
	}
	return []video.Command{video.SetPrioritizeHandraise(false)}
}

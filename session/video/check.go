package video

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Normalize checks the command against the table: action, targets, names, types and ranges of parameters. It needs no
// room. It returns a copy whose Args have the Go types that their ArgType names and whose Action is the current name in
// the reference, or an [*ArgumentError].
func (c Command) Normalize() (Command, error) {
	if len(c.Steps) > 0 {
		return c.normalizeSteps()
	}
	row, ok := c.Action.Info()
	if !ok {
		return c, &ArgumentError{Name: fmt.Sprintf("%q", string(c.Action)), Reason: "is not a method of a room session"}
	}
	if err := c.checkTargets(row); err != nil {
		return c, err
	}
	args := Args{}
	for _, name := range slices.Sorted(maps.Keys(c.Args)) {
		arg := row.Arg(name)
		if arg == nil {
			return c, row.bad(name, "is not a parameter; "+row.parameterNames())
		}
		value, reason := arg.convert(c.Args[name])
		if reason != "" {
			return c, row.bad(name, reason)
		}
		args[name] = value
	}
	for _, arg := range row.Args {
		if _, given := args[arg.Name]; arg.Required && !given {
			return c, row.bad(arg.Name, "is missing; it must be "+arg.Allowed())
		}
	}
	c.Action, c.Args = row.Action, args
	c.Targets = distinct(c.Targets)
	return c, nil
}

// distinct returns the ids without repetitions, in their order, so that no member gets a command twice.
func distinct(ids []MemberID) []MemberID {
	if len(ids) < 2 {
		return slices.Clone(ids)
	}
	seen := make(map[MemberID]struct{}, len(ids))
	out := make([]MemberID, 0, len(ids))
	for _, id := range ids {
		if _, again := seen[id]; !again {
			seen[id] = struct{}{}
			out = append(out, id)
		}
	}
	return out
}

func (a *ActionInfo) bad(name, reason string) error {
	return &ArgumentError{Action: a.Action, Name: name, Reason: reason}
}

// ArgNames returns the names of the parameters in the reference, the target's first.
func (a *ActionInfo) ArgNames() (names []string) {
	if object := a.Target.ObjectArg(); object != "" {
		names = append(names, object)
	}
	for _, arg := range a.Args {
		names = append(names, arg.Name)
	}
	return names
}

func (a *ActionInfo) parameterNames() string {
	names := a.ArgNames()
	if len(names) == 0 {
		return "this method has none"
	}
	return "allowed are " + strings.Join(names, ", ")
}

func (c Command) checkTargets(row *ActionInfo) error {
	name := row.Target.ObjectArg()
	switch row.Target {
	case OnRoom:
		if len(c.Targets) > 0 || c.Object != "" {
			return row.bad("memberId", "is not a parameter; "+row.parameterNames())
		}
	case OnMember:
		if len(c.Targets) == 0 || slices.Contains(c.Targets, "") {
			return row.bad(name, "is missing; it must be the id of a member, because this connection is not one")
		}
		for _, id := range c.Targets {
			switch {
			case id == "all":
				return row.bad(name, `is "all"; it must be the id of one member`)
			case !ValidID(id):
				return row.bad(name, fmt.Sprintf("is %q; %s", string(id), idAllowed))
			}
		}
	default:
		if !ValidID(c.Object) {
			return row.bad(name, "is missing or not an id; "+idAllowed)
		}
	}
	return nil
}

// ReadsOnly reports whether the command changes nothing. Such a command is neither logged nor paced.
func (c Command) ReadsOnly() bool {
	return len(c.Steps) == 0 && c.info().Risk == RiskRead
}

// normalizeSteps is Normalize for a composite.
func (c Command) normalizeSteps() (Command, error) {
	bad := func(name, reason string) (Command, error) { return c, &ArgumentError{Name: name, Reason: reason} }
	switch {
	case c.Action != "" || c.Object != "" || len(c.Args) > 0:
		return bad("steps", "cannot be combined with an action, an object or arguments")
	case c.Verb == "" || c.Past == "":
		return bad("verb", "is missing")
	}
	steps := make([]Command, 0, len(c.Steps))
	for _, s := range c.Steps {
		if len(s.Steps) > 0 {
			return bad("steps", "cannot be composites themselves")
		}
		s, err := s.Normalize()
		if err != nil {
			return c, err
		}
		if s.ReadsOnly() || s.info().Resyncs {
			return bad("steps", "cannot read")
		}
		steps = append(steps, s)
	}
	c.Steps, c.Targets = steps, distinct(c.Targets)
	return c, nil
}

// Check reports why the command cannot run now, or nil: an [*ArgumentError], or a [*StateError] with the reason.
func (c Command) Check(s *Snapshot) error {
	c, err := c.Normalize()
	if err != nil {
		return err
	}
	now := Conditions{Ended: s.Room.Ended, Link: s.Link.State, Stale: s.Stale, Denied: s.Denied}
	return c.CheckNow(now, s.lookup(len(c.Targets)))
}

// Conditions are the conditions that apply to every command.
type Conditions struct {
	Ended  bool              // the session is over
	Link   LinkState         // of the connection
	Stale  bool              // the connection was lost since the room was read
	Denied map[Action]string // as in [Snapshot]
}

// The reasons for refusing a command before anything is sent.
const (
	reasonOffline = "not connected"
	reasonStale   = "the room is being read again: wait a moment"
	reasonEnded   = "the room has ended"
)

// CheckNow is Check for a normalised command.
func (c Command) CheckNow(now Conditions, w View) error {
	if err := c.CheckRoom(now); err != nil {
		return err
	}
	if len(c.Steps) > 0 {
		return c.checkAbout(w)
	}
	return c.checkPresent(c.info(), w)
}

// CheckRoom checks the conditions that do not depend on a target.
func (c Command) CheckRoom(now Conditions) error {
	if len(c.Steps) > 0 {
		return c.eachStep(func(s Command) error { return s.CheckRoom(now) })
	}
	row := c.info()
	switch {
	case now.Ended:
		return &StateError{Reason: reasonEnded, Err: ErrRoomEnded}
	case now.Link != LinkLive:
		return &StateError{Reason: reasonOffline, Err: ErrOffline}
	case now.Stale && row.Risk != RiskRead:
		return &StateError{Reason: reasonStale, Err: ErrNotSent}
	}
	if reason, denied := now.Denied[row.Action]; denied {
		lacks := strings.TrimSpace("the token lacks the permission " + c.scope(row))
		return &StateError{Reason: lacks + ": " + reason, Err: ErrRefused}
	}
	return nil
}

func (c Command) checkPresent(row *ActionInfo, w View) error {
	gone := func(what string) error { return &StateError{Reason: what, Err: ErrNotFound} }
	switch row.Target {
	case OnMember:
		if row.Unlisted { // any id is possible
			return nil
		}
		for _, id := range c.Targets {
			if w.Member(id) == nil {
				return gone("the member is not in the room")
			}
		}
	case OnRecording:
		if r := w.Recording(c.Object); r != nil && r.HasEnded() {
			return gone("the recording has ended")
		}
	case OnPlayback:
		if p := w.Playback(c.Object); p != nil && p.HasEnded() {
			return gone("the playback has ended")
		}
	case OnStream:
		if t := w.Stream(c.Object); t != nil && t.HasEnded() {
			return gone("the stream has ended")
		}
	}
	return nil
}

// checkAbout returns an error if a member that a composite is about is not in the room. Its other members may have
// left; the steps skip them.
func (c Command) checkAbout(w View) error {
	for _, id := range c.Targets {
		if w.Member(id) == nil {
			return &StateError{Reason: "the member is not in the room", Err: ErrNotFound}
		}
	}
	return nil
}

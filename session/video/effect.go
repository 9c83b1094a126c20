package video

import (
	"encoding/json"
	"reflect"
)

// View is the room as effects look at it: the mutable state inside the session's goroutine, or a snapshot outside.
type View interface {
	Session() *Room
	Canvas() *Layout
	Member(id MemberID) *Member
	Recording(id string) *Recording
	Playback(id string) *Playback
	Stream(id string) *Stream
}

func (s *Snapshot) Session() *Room  { return &s.Room }
func (s *Snapshot) Canvas() *Layout { return &s.Layout }

func (s *Snapshot) Recording(id string) *Recording { return FindRecording(s.Recordings, id) }
func (s *Snapshot) Playback(id string) *Playback   { return FindPlayback(s.Playbacks, id) }
func (s *Snapshot) Stream(id string) *Stream       { return FindStream(s.Streams, id) }

func FindRecording(list []*Recording, id string) *Recording {
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func FindPlayback(list []*Playback, id string) *Playback {
	for _, p := range list {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func FindStream(list []*Stream, id string) *Stream {
	for _, t := range list {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Verdict is what a look at the room says about a command's effect.
type Verdict uint8

// The verdicts.
const (
	CannotTell Verdict = iota
	Holds              // the effect is there
	Missing            // it is not
)

func holdsIf(b bool) Verdict {
	if b {
		return Holds
	}
	return Missing
}

// subject is what the effect of a command is looked for in: the room, and what the command acts on, nil when that is not
// there.
type subject struct {
	View
	member    *Member
	recording *Recording
	playback  *Playback
	stream    *Stream
}

// subject looks up what the command acts on.
func (c Command) subject(row *ActionInfo, w View, target MemberID) subject {
	on := subject{View: w}
	switch row.Target {
	case OnRoom:
	case OnMember:
		on.member = w.Member(target)
	case OnRecording:
		on.recording = w.Recording(c.Object)
	case OnPlayback:
		on.playback = w.Playback(c.Object)
	case OnStream:
		on.stream = w.Stream(c.Object)
	}
	return on
}

// Effect looks whether what the command wanted of the target is so. The target is "" for actions on the room.
// The command is normalized. Source of the effects: PROTOCOL.md section 9.
func (c Command) Effect(w View, target MemberID) Verdict {
	row := c.info()
	if row.effect == nil {
		return CannotTell
	}
	return row.effect(c, c.subject(row, w, target))
}

// EffectOn is Effect for a member who is, or was, as m says, nil for one who is not there.
func (c Command) EffectOn(m *Member, w View) Verdict {
	row := c.info()
	if row.effect == nil {
		return CannotTell
	}
	return row.effect(c, subject{View: w, member: m})
}

// Now returns the present value of what the command sets, in the type of the parameter, or nil when it is not known.
// The target is "" for actions that do not act on members.
func (c Command) Now(w View, target MemberID) any {
	row := c.info()
	if row.now == nil {
		return nil
	}
	return row.now(c.subject(row, w, target))
}

// What rows are made of: effects.

// memberIs looks whether a member who is here is as test wants.
func memberIs(test func(*Member) bool) func(Command, subject) Verdict {
	return func(_ Command, on subject) Verdict {
		if on.member == nil {
			return CannotTell
		}
		return holdsIf(test(on.member))
	}
}

// isNow looks whether the present value is the one of the parameter.
func isNow(arg string, now func(subject) any) func(Command, subject) Verdict {
	return func(c Command, on subject) Verdict {
		value := now(on)
		if value == nil {
			return CannotTell
		}
		return holdsIf(value == c.Args[arg])
	}
}

// flagEffect looks whether the room's flag is as wanted.
func flagEffect(now Flag, want bool) Verdict {
	if now == Unknown {
		return CannotTell
	}
	return holdsIf(now == FlagOf(want))
}

// known returns a flag as a truth value, or nil.
func known(f Flag) any {
	if f == Unknown {
		return nil
	}
	return f == Yes
}

// meta returns the metadata of the member, or of the room; false when it cannot be read.
func (on subject) meta() (map[string]any, bool) {
	text := on.Session().Meta
	if on.member != nil {
		text = on.member.Meta
	}
	var have map[string]any
	return have, len(text) == 0 || json.Unmarshal(text, &have) == nil
}

// contains reports whether have holds every pair of want, compared as JSON.
func contains(have, want map[string]any) bool {
	text, err := json.Marshal(want)
	if err != nil {
		return false
	}
	var plain map[string]any
	if json.Unmarshal(text, &plain) != nil {
		return false
	}
	for key, v := range plain {
		if got, there := have[key]; !there || !reflect.DeepEqual(got, v) {
			return false
		}
	}
	return true
}

// flag returns a boolean parameter, or def when it was left out.
func (c Command) flag(name string, def bool) bool {
	if b, ok := c.Args[name].(bool); ok {
		return b
	}
	return def
}

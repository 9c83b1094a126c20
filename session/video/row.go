package video

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ActionInfo is the row of one action in the table, with everything that is known about it. Typed methods, keys,
// palette, command line, help, dry-run, undo and reconciliation read it. No other code knows an action by its name.
type ActionInfo struct {
	// Names in the reference and on the wire.

	Action   Action   // name in the reference
	Aliases  []Action // older names of the same method in the reference
	Wire     string   // wire method
	WireOff  string   // wire method for false, if true and false have a method each; Wire is then the one for true
	Target   Target   // the kind of its target
	Args     []Arg    // its parameters, without the target
	Result   string   // key of the value in the result, or ""
	Scope    string   // permission that a room token needs
	ScopeOff string   // permission for WireOff, if it differs
	Section  string   // section of PROTOCOL.md

	// Names for people.

	Label    string // in lists: "mute microphone"
	Verb     string // imperative, before the name of the target if there is one: "mute", "set the layout"
	Done     string // the same in the past tense, for the log: "muted"; "" for actions that only read
	Synonyms string // other words that people search for

	// The care that it needs.

	Risk  Risk
	Opens Opening
	Asks  bool // the command line asks first
	// Confirm is the text with which a console asks first, although the action can be undone; "" if it does not ask.
	Confirm string
	Final   string // why it cannot be undone; "" if it can be, or changes nothing

	// The changes that it makes.

	Sets       Setting // the property that it is meant to set
	Besides    Setting // the property that the room changes with it
	Part       Part    // the part of the room that shows the effect
	Starts     Target  // the object that it starts: OnRecording, OnPlayback or OnStream; OnRoom for none
	Ends       bool    // it ends its object
	Unlisted   bool    // its target may be in the audience, and then in no list of members
	Resendable bool    // may be resent automatically: it opens no microphone or camera, and sets an absolute value
	Resyncs    bool    // subscribes and reads the whole room in several requests; its result is the next snapshot
	Blind      string  // why no event and no read shows its effect; "" if one does

	follows  Fields                                 // a change of these may change the property that it sets
	addsUp   bool                                   // a second one does not replace the first: both count
	words    func(args Args) (verb, done string)    // Verb and Done, if they depend on parameters
	value    func(args Args) string                 // the value that it sets, to follow the verb: " to 3x3"
	standing Standing                               // state of the target afterwards
	states   func(args Args) Standing               // the same, if it depends on parameters
	params   func(args Args, p params) params       // the parameters on the wire, after room and target; nil: as given
	effect   func(args Args, on subject) Verdict    // whether the target is as requested; nil if it is blind or reads
	now      func(on subject) any                   // the present value of its property, in the type of its parameter
	wasIdle  func(args Args, was *Room) bool        // whether it changed nothing, or may have, given the room before
	idle     func(args Args, was *Member) bool      // the same for a member; nil: if the effect was there before
	inverse  func(c Command, was *Before) []Command // the commands that restore the previous state; nil if none can
}

// Standing describes the state of a command's target, in phrases that follow the target's name.
type Standing struct {
	Of  string // the property of the target: "camera"; "" for the target itself
	Is  string // with the effect: "is off"; for the room, a clause with its subject: "the room is locked"
	Not string // without the effect: "is still on"
}

// Arg returns the parameter with the name in the reference, or nil.
func (a *ActionInfo) Arg(name string) *Arg {
	for i := range a.Args {
		if a.Args[i].Name == name {
			return &a.Args[i]
		}
	}
	return nil
}

// Undoable reports whether commands can undo the action.
func (a *ActionInfo) Undoable() bool { return a.inverse != nil }

// Called reports whether the name is a present or older name of the action in the reference. It ignores case.
func (a *ActionInfo) Called(name string) bool {
	for _, known := range append([]Action{a.Action}, a.Aliases...) {
		if strings.EqualFold(string(known), name) {
			return true
		}
	}
	return false
}

// Target is the kind of target of an action.
type Target uint8

// The kinds of targets.
const (
	OnRoom Target = iota
	OnMember
	OnRecording
	OnPlayback
	OnStream
)

// ObjectArg returns the name of the parameter that holds the target's id: memberId, recordingId, playbackId, streamId,
// or "" for the room.
func (t Target) ObjectArg() string {
	return [...]string{"", "memberId", "recordingId", "playbackId", "streamId"}[min(t, OnStream)]
}

// wireArg returns the name of ObjectArg on the wire.
func (t Target) wireArg() string {
	return [...]string{"", "member_id", "recording_id", "playback_id", "stream_id"}[min(t, OnStream)]
}

// Risk is how careful a console must be with an action.
type Risk uint8

// The risks, in rising order.
const (
	RiskRead  Risk = iota // changes nothing
	RiskCalm              // runs at once
	RiskOpens             // opens a microphone, a camera, ears, the stage or the room: runs at once, and is reported
	RiskAsks              // destroys something that undo cannot restore: asks, with the name
	RiskTyped             // ends the session: the room's name must be typed
)

// Opening is a set of things that an action opens to others.
type Opening uint8

// The things that an action may open.
const (
	OpensMicrophone Opening = 1 << iota
	OpensCamera
	OpensEars  // the member hears the room
	OpensStage // the room sees and hears the member
	OpensRoom  // everyone may join
)

// Part is a piece of the room that can be read on its own. Only a read of its part that started after an outcome became
// unknown can decide the outcome, because an older one may show the room as it was before the command.
type Part uint8

// The parts, and their number.
const (
	PartMembers Part = iota // the zero value, right for actions on members
	PartRecordings
	PartPlaybacks
	PartStreams
	PartLocked
	PartHidden
	PartPriority
	PartLayout
	PartMeta
	PartPositions
	PartCount
)

// ShownIn returns the part of the room that shows the effect of the action.
func (a *ActionInfo) ShownIn() Part {
	switch max(a.Target, a.Starts) {
	case OnRecording:
		return PartRecordings
	case OnPlayback:
		return PartPlaybacks
	case OnStream:
		return PartStreams
	}
	return a.Part // PartMembers for members
}

// Before is the state before a command, as far as an undo needs it.
type Before struct {
	Member   *Member // for actions on members
	Room     Room
	Placed   map[MemberID]Position // for actions with positions: the requests that move the members back
	Playback Playback              // for actions on playbacks
}

// param is one parameter on the wire. params keep their order, as in the official SDK.
type (
	param struct {
		Name  string
		Value any
	}
	params []param
)

// MarshalJSON writes an object with the keys in order.
func (p params) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := marshal(f.Value)
		if err != nil {
			return nil, err
		}
		b.WriteString(`"` + f.Name + `":`) // a name of the table: nothing in it needs an escape
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal is json.Marshal. An id that needs no escape, the usual value, is only quoted.
func marshal(value any) ([]byte, error) {
	var text string
	switch v := value.(type) {
	case string:
		text = v
	case MemberID:
		text = string(v)
	}
	if ValidID(text) {
		return []byte(`"` + text + `"`), nil
	}
	return json.Marshal(value)
}

// Verdict is the answer to whether the room shows the effect of a command.
type Verdict uint8

// The verdicts.
const (
	CannotTell Verdict = iota
	Holds              // the effect is there
	Missing            // it is not
)

// subject is the place where the effect of a command shows: the room, and the target of the command, which is nil if it
// is missing.
type subject struct {
	View
	member    *Member
	recording *Recording
	playback  *Playback
	stream    *Stream
}

// meta returns the metadata of the member or the room, and false if it cannot be read.
func (on subject) meta() (map[string]any, bool) {
	text, unknown := on.Session().Meta, on.Session().MetaUnknown
	if on.member != nil {
		text, unknown = on.member.Meta, on.member.MetaUnknown
	}
	var have map[string]any
	return have, !unknown && (len(text) == 0 || json.Unmarshal(text, &have) == nil)
}

// isOff reports whether the command uses the second of two wire methods.
func (c Command) isOff(row *ActionInfo) bool {
	for _, arg := range row.Args {
		if row.WireOff != "" && arg.Wire == "" {
			return !c.Args.flag(arg.Name)
		}
	}
	return false
}

// scope returns the permission that a token needs for the command.
func (c Command) scope(row *ActionInfo) string {
	if row.ScopeOff != "" && c.isOff(row) {
		return row.ScopeOff
	}
	return row.Scope
}

// Scope returns the permission that a token needs for the command, or "" if none is documented.
func (c Command) Scope() string { return c.scope(c.info()) }

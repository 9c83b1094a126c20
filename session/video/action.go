package video

import (
	"slices"
	"strings"
)

// Action is a method of the RoomSession page, or of an object that one of them returns, under the page's own name.
type Action string

// Target is the kind of thing that an action acts on.
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

// Risk says how careful a console must be with an action.
type Risk uint8

// The risks, in rising order.
const (
	RiskRead  Risk = iota // changes nothing
	RiskCalm              // can be undone: runs at once
	RiskOpens             // opens somebody's microphone, camera, ears or the room: runs at once and says so
	RiskAsks              // cannot be undone: asks, with the name
	RiskTyped             // ends the session: the room's name is typed
)

// Opening is a set of what an action opens to others.
type Opening uint8

// What an action may open.
const (
	OpensMicrophone Opening = 1 << iota
	OpensCamera
	OpensEars  // the member hears the room
	OpensStage // the member is seen and heard by the room
	OpensRoom  // anybody may join
)

// ActionInfo is the row of one action in the table: everything that is known about it. Typed methods, keys, palette, command
// line, help, dry-run, undo and reconciliation read it. No other place knows an action by its name.
type ActionInfo struct {
	// How the page and the wire call it.

	Action  Action   // the page's name
	Aliases []Action // older names of the page for the same method
	Wire    string   // wire method
	WireOff string   // wire method for false, where true and false have a method each; Wire is then the one for true
	Target  Target   // what it acts on
	Args    []Arg    // its parameters, the target left out
	Result  string   // key of the result that holds the value, or ""
	Scope   string   // permission that a room token needs
	Section string   // section of PROTOCOL.md

	// What people call it.

	Label    string // in lists: "mute microphone"
	Verb     string // what is to be done, to go before the name of a target where there is one: "mute", "set the layout"
	Done     string // the same in the past, for the log: "muted"; "" for actions that only read
	Synonyms string // other words that people look for

	// How careful to be with it.

	Risk     Risk
	Opens    Opening
	Question string // what the command line asks first, with {targets} and {room} for names; "" when it does not ask
	Final    string // why it cannot be undone; "" when it can be, or changes nothing

	// What it changes.

	Sets       Setting // the property that it is for
	Besides    Setting // the property that the room changes as well
	Part       Part    // of the room, in which the effect shows
	Starts     Target  // what it starts: OnRecording, OnPlayback or OnStream; OnRoom for nothing
	Unlisted   bool    // its target may be a person of the audience, who is in no list of members
	Resendable bool    // may be sent once more by itself: it only takes something away, and sets an absolute value
	Resyncs    bool    // subscribes and reads the whole room, in several requests; its result is the next snapshot
	Blind      string  // why no event and no reading shows its effect; "" when one does

	follows  Fields                                 // a change of these may change what it sets
	addsUp   bool                                   // a second one does not replace the first: both count
	words    func(c Command) (verb, done string)    // Verb and Done, where they depend on parameters
	value    func(c Command) string                 // the value that it sets, to follow the verb: " to 3x3"
	standing [2]string                              // how the target is when the effect is there, and when it is not
	already  func(c Command) string                 // why nothing needs to be sent; nil: "so already"
	caution  func(c Command, s *Snapshot) string    // what to know before giving it; nil for nothing
	params   func(c Command, p Params) Params       // what goes on the wire, after room and target; nil: the parameters
	effect   func(c Command, on subject) Verdict    // whether what it wants is so; nil when it is blind or reads
	now      func(on subject) any                   // the present value of what it sets, in the type of its parameter
	wasIdle  func(c Command, was *Room) bool        // whether it changed nothing, or may have, of the room as it was
	inverse  func(c Command, was *Before) []Command // what restores the target as it was; nil when nothing can
}

// Arg returns the parameter with the page's name, or nil.
func (a *ActionInfo) Arg(name string) *Arg {
	for i := range a.Args {
		if a.Args[i].Name == name {
			return &a.Args[i]
		}
	}
	return nil
}

// Undoable reports whether there are commands that restore what the action changed.
func (a *ActionInfo) Undoable() bool { return a.inverse != nil }

// rows is the table, in the order of the page.
var rows = slices.Concat(
	memberRows, layoutRows, roomRows, metaRows, recordingRows, playbackRows, streamRows,
)

// byName finds rows by the page's names, older ones included.
var byName = func() map[Action]*ActionInfo {
	index := make(map[Action]*ActionInfo, 2*len(rows))
	for _, row := range rows {
		for _, name := range append([]Action{row.Action}, row.Aliases...) {
			index[name] = row
		}
	}
	return index
}()

// noRow is the row of an action that does not exist.
var noRow = &ActionInfo{}

// Actions returns the whole table in the order of the page. The rows must not be changed.
func Actions() []*ActionInfo { return slices.Clone(rows) }

// Info returns the row of the action, and whether there is one; else an empty row. Older names of the page lead to the row
// of the method that they mean. The row must not be changed.
func (a Action) Info() (*ActionInfo, bool) {
	if row, ok := byName[a]; ok {
		return row, true
	}
	return noRow, false
}

// info returns the row of the command's action.
func (c Command) info() *ActionInfo {
	row, _ := c.Action.Info()
	return row
}

// sentenceStart writes the first letter of a phrase as a capital.
func sentenceStart(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] }

// Called reports whether the name is the page's for the action, or was, in letters of any case.
func (a *ActionInfo) Called(name string) bool {
	for _, known := range append([]Action{a.Action}, a.Aliases...) {
		if strings.EqualFold(string(known), name) {
			return true
		}
	}
	return false
}

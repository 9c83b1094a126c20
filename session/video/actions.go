package video

import "maps"

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

// ArgType is the type of a parameter.
type ArgType uint8

// The types of parameters, with the Go type that Args holds after Check.
const (
	ArgString      ArgType = iota // string
	ArgBool                       // bool
	ArgNumber                     // float64
	ArgObject                     // map[string]any
	ArgStrings                    // []string
	ArgPosition                   // Position
	ArgPositions                  // map[MemberID]Position
	ArgLayout                     // string, one of Snapshot.Layouts
	ArgURL                        // string
	ArgMillis                     // float64, milliseconds
	ArgPermissions                // []string
)

// Arg describes one parameter of an action.
type Arg struct {
	Name     string // the page's name
	Wire     string // name on the wire
	Label    string // for people
	Type     ArgType
	Required bool
	Min, Max float64  // for numbers, when Max > Min
	Default  any      // what the room uses when it is left out; nil when none
	Choices  []string // the only values allowed, when not nil
	Schemes  []string // for URLs
	Unit     string
}

// ActionInfo describes one action. The table of them is the only place that knows a method: the API, the console's keys and
// palette, the command line, help and README are made from it.
type ActionInfo struct {
	Action   Action
	Label    string // for people, in the imperative: "mute microphone"
	Done     string // for the log: "muted" …, followed by the name of a target where there is one
	Target   Target
	Risk     Risk
	Undoable bool
	Wire     string // wire method, or the first of two
	Args     []Arg
	Result   string // key of the result that holds the value, or ""
	Scope    string // permission that a room token needs
	Source   string // section of PROTOCOL.md
}

// Arg returns the parameter with the page's name, or nil.
func (a ActionInfo) Arg(name string) *Arg {
	for i := range a.Args {
		if a.Args[i].Name == name {
			return &a.Args[i]
		}
	}
	return nil
}

// Actions returns the whole table in the order of the page.
func Actions() []ActionInfo {
	list := make([]ActionInfo, len(table))
	copy(list, table)
	return list
}

// Info returns the row of the action and whether there is one.
func (a Action) Info() (ActionInfo, bool) {
	row, ok := byAction[a]
	return row, ok
}

var byAction = maps.Collect(func(yield func(Action, ActionInfo) bool) {
	for _, row := range table {
		if !yield(row.Action, row) {
			return
		}
	}
})

package floor

import (
	"time"

	"gavel/session/video"
)

// Total is the number and the length of turns.
type Total struct {
	Turns int           `json:"turns"`
	Used  time.Duration `json:"used"` // in nanoseconds
}

// person is the state of a person that is kept across connections.
type person struct {
	ID    video.MemberID `json:"id"` // the latest one
	Name  string         `json:"name,omitempty"`
	Group string         `json:"group,omitempty"`
	Turns int            `json:"turns"`
	Used  time.Duration  `json:"used"`
}

// offence is an open microphone without the floor.
type offence struct {
	since    time.Time // when the microphone was opened; zero: it is closed, or may be open
	closings window    // by enforcement
	sentAt   time.Time // of the last one
	waits    bool      // the last closing has shown no effect yet
	given    bool      // enforcement has given up, and a moderator must decide
	replaced bool      // a guest whose place was taken; see Mode.Override
}

// interruption is the chair's interruption: the closed microphones, to be reopened.
type interruption struct {
	closed map[video.MemberID]*closing
	gen    int    // of the link
	order  uint64 // the command that closes them; 0 after its answer
}

// closing is a microphone that gavel closed and may reopen.
type closing struct {
	mutedSince time.Time // as the room showed it then; zero: not yet
	touched    bool      // someone has changed it since
}

// nextTrack records when the next person changed.
type nextTrack struct {
	id, was video.MemberID
	at      time.Time
}

// item is an agenda item with its own queue and totals.
type item struct {
	Name   string             `json:"name"`
	Queue  []seated           `json:"queue,omitempty"` // while another item is in progress
	People map[string]*person `json:"people,omitempty"`
}

// step is a verb on the undo stack: the parts of the floor before it.
type step struct {
	verb   Verb
	who    video.MemberID
	at     time.Time
	order  uint64           // its command; 0: nothing was sent
	closes []video.MemberID // the people that the command mutes

	final  bool // it cannot be undone
	floor  bool // the verb changes mode, turns and totals
	mode   Mode
	turns  []*turn
	people map[string]person
	queued []Entry // entries that the verb changes or removes
	added  video.MemberID
	line   Order
	ranks  map[video.MemberID]int
	closed bool // the queue
	budget Budget
	halt   string
}

// intent is a verb that waits until the room has been read: Next, Give and Answer act on the room as it is then. If
// consoles share the floor, the verb is first written to the document, and proceeds only if the room still shows it.
type intent struct {
	verb    Verb
	id      video.MemberID
	kind    TurnKind
	at      time.Time
	step    uint64
	rev     uint64    // revision of the document that announces it; 0: not written yet
	wrote   time.Time // when that write was answered
	outside bool      // the verb came from another program
	wasOpen bool      // the microphone was open at the call; otherwise:
	muted   time.Time // when it was closed

	wroteStep uint64 // of wrote
}

// reading is a read of the room: the time of its request. Steps order those of the same time.
type reading struct {
	at   time.Time
	step uint64
}

// Send is a command to send at once. Number identifies it in [Engine.Ended].
type Send struct {
	Number  uint64
	Command video.Command
	// Verb is the verb that the command belongs to; "" for a closing by enforcement.
	Verb Verb
}

// Verb is the name of a moderator's action.
type Verb string

// The verbs without an undo step of their own. A change of the mode has the step of VerbMode, and a change of the lane
// that of VerbQueue. VerbNote and VerbCount only write a line. The step of VerbAudience and VerbMuffle is the command.
const (
	VerbLength   Verb = "length"
	VerbGuests   Verb = "guests"
	VerbEnforce  Verb = "enforce"
	VerbLane     Verb = "lane"
	VerbNote     Verb = "note"
	VerbCount    Verb = "count"
	VerbAudience Verb = "audience"
	VerbMuffle   Verb = "muffle"
)

// The verbs that cannot be undone. Each has a step, so that no older verb is undone instead.
const (
	VerbContinue Verb = "continue"
	VerbItem     Verb = "item"
	VerbTakeOver Verb = "take over"
	VerbLetBe    Verb = "let be"
)

// The verbs that can be undone.
const (
	VerbNext      Verb = "next"
	VerbGive      Verb = "give"
	VerbAnswer    Verb = "answer"
	VerbTakeBack  Verb = "take back"
	VerbQueue     Verb = "queue"
	VerbUnqueue   Verb = "unqueue"
	VerbDismiss   Verb = "dismiss"
	VerbMode      Verb = "mode"
	VerbInterrupt Verb = "interrupt"
	VerbRestore   Verb = "restore"
	VerbMove      Verb = "move"
	VerbPanic     Verb = "panic"
	VerbScene     Verb = "scene"
	VerbConfirm   Verb = "confirm"
	VerbOrder     Verb = "order"
	VerbBudget    Verb = "budget"
	VerbClose     Verb = "close"
	VerbReopen    Verb = "reopen"
	VerbExtend    Verb = "extend"
	VerbPause     Verb = "pause"
	VerbRun       Verb = "run"
	VerbBreak     Verb = "break"
)

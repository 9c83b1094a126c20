package floor

import (
	"time"

	"gavel/session/video"
)

// Budget bounds what a person, or the people with the same value of Key in their metadata, may speak together. The zero
// value has no bounds.
type Budget struct {
	Key   string        `json:"key,omitempty"`
	Turns int           `json:"turns,omitempty"`
	Time  time.Duration `json:"time,omitempty"`
}

// person is what is remembered about somebody across connections.
type person struct {
	ID    video.MemberID `json:"id"` // the last one
	Name  string         `json:"name,omitempty"`
	Group string         `json:"group,omitempty"`
	Turns int            `json:"turns"`
	Used  time.Duration  `json:"used"`
}

// offence is an open microphone without the floor.
type offence struct {
	since    time.Time // the microphone is open since; zero: it is closed, or may be open
	closings window    // by enforcement
	sentAt   time.Time // of the last one
	waits    bool      // that one has shown no effect yet
	given    bool      // enforcement has given up: a person must decide
	replaced bool      // a guest whose place someone else has taken; see Mode.Override
}

// interruption is the chair's: who was closed, to be opened again.
type interruption struct {
	closed map[video.MemberID]*closing
	gen    int    // of the link
	order  uint64 // the command that closes them; 0 when it has its answer
}

// closing is a microphone that gavel closed and may open again.
type closing struct {
	mutedSince time.Time // as the room showed it then; zero: it did not yet
	touched    bool      // someone has changed it since
}

// nextTrack notes when the next person changed.
type nextTrack struct {
	id, was video.MemberID
	at      time.Time
}

// item is one of the agenda, with a queue and totals of its own.
type item struct {
	Name   string             `json:"name"`
	Queue  []seated           `json:"queue,omitempty"` // while another item is in progress
	People map[string]*person `json:"people,omitempty"`
}

// step is one verb that can be taken back: the parts of the floor as they were before it.
type step struct {
	verb   Verb
	who    video.MemberID
	at     time.Time
	order  uint64           // the command that belongs to it; 0: nothing was sent
	closes []video.MemberID // whom the command closes

	floor  bool // the verb changes mode, turns and totals
	mode   Mode
	turns  []*turn
	people map[string]person
	queued []Entry // entries that the verb changes or takes out
	added  video.MemberID
	line   Order
	ranks  map[video.MemberID]int
}

// intent is a verb that waits until the room has been read: n, t and A act on what the room shows then. Where consoles
// share the floor, they also write first what they are about to do, and go on only if the room still shows that.
type intent struct {
	verb    Verb
	id      video.MemberID
	kind    TurnKind
	at      time.Time
	step    uint64
	rev     uint64    // of the document that announces it; 0: not written yet
	wrote   time.Time // when that write was answered
	wasOpen bool      // the microphone was open at the press; else:
	muted   time.Time // since when it was closed

	wroteStep uint64 // of wrote
}

// reading is a reading of the room: when it was asked for. Steps order what has the same time.
type reading struct {
	at   time.Time
	step uint64
}

// Send is a command to be sent at once. Number identifies it in [Engine.Ended].
type Send struct {
	Number  uint64
	Command video.Command
	// Verb is the key that the command belongs to; "" for a closing by enforcement.
	Verb Verb
}

// Verb names what a moderator did.
type Verb string

// VerbSettle is a decision about people on whom enforcement has given up. It has no undo step of its own.
const VerbSettle Verb = "settle"

// The verbs that can be taken back.
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
)

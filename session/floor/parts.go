package floor

import (
	"time"

	"gavel/session/video"
)

type Budget struct {
	Key   string        `json:"key,omitempty"`
	Turns int           `json:"turns,omitempty"`
	Time  time.Duration `json:"time,omitempty"`
}

type person struct {
	ID    video.MemberID `json:"id"` // the last one
	Name  string         `json:"name,omitempty"`
	Group string         `json:"group,omitempty"`
	Turns int            `json:"turns"`
	Used  time.Duration  `json:"used"`
}

type offence struct {
	since    time.Time // the microphone is open since; zero: it is closed, or may be open
	closings window    // by enforcement
	sentAt   time.Time // of the last one
	given    bool      // enforcement has given up: a person must decide
	replaced bool      // a guest whose place someone else has taken; see Mode.Override
}

type interruption struct {
	closed map[video.MemberID]*closing
	gen    int    // of the link
	order  uint64 // the command that closes them; 0 when it has its answer
}

type closing struct {
	mutedSince time.Time // as the room showed it then; zero: it did not yet
	touched    bool      // someone has changed it since
}

type nextTrack struct {
	id, was video.MemberID
	at      time.Time
}

type item struct {
	Name   string             `json:"name"`
	Queue  []seated           `json:"queue,omitempty"` // while another item is in progress
	People map[string]*person `json:"people,omitempty"`
}

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

type intent struct {
	verb    Verb
	id      video.MemberID
	kind    TurnKind
	at      time.Time
	rev     uint64    // of the document that announces it; 0: not written yet
	wrote   time.Time // when that write was answered
	wasOpen bool      // the microphone was open at the press; else:
	muted   time.Time // since when it was closed
}

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

// note adds a note about a person, or about nobody.

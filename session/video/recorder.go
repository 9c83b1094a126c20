package video

import (
	"encoding/json"
	"time"
)

// Record is one thing that happened in a joined room, as a [Recorder] receives it. At most one of the pointers is set.
// If none is, the session has ended. Records must not be changed.
type Record struct {
	Room string // room session id
	// Seq numbers the records of one session, from 1. A gap means that records were lost.
	Seq uint64
	// At is the time of the record, by the clock of this process.
	At       time.Time
	Event    *WireEvent
	Talk     *TalkSpan
	Entry    *Entry    // a line of the log; a command is recorded when it is given, and again with each outcome
	Link     *Link     // the connection has changed
	Snapshot *Snapshot // the room as a whole
	Decision *Decision // of a program
}

// WireEvent is an event as received. member.talking is recorded as [TalkSpan] instead.
type WireEvent struct {
	Type   string // name on the wire: "video.member.joined"
	Params json.RawMessage
}

// TalkSpan is one run of talking. It is recorded when it ends.
type TalkSpan struct {
	Member MemberID
	From   time.Time
	To     time.Time
	// Since is the number of the last record before the run began.
	Since uint64
	// Open reports whether the member was still talking when the session ended.
	Open bool
}

// Recorder records one joined room. The session calls it in order from one goroutine. Only State is also called from
// other goroutines.
type Recorder interface {
	// Begin is called first. The recorder calls changed, from any goroutine, whenever State has changed. changed does not
	// block.
	Begin(room Room, changed func())
	// Record stores a record. It does not block.
	Record(r Record)
	// Intend stores the record of a destructive command. It does not block. It calls done once, from any goroutine, within
	// limit: with nil when the record would survive a crash of the machine, else with the reason.
	Intend(r Record, limit time.Duration, done func(error))
	// State returns the state of the recorder.
	State() RecorderState
	// End is called last. Stored records are still written.
	End()
}

// RecorderState is the state of a [Recorder].
type RecorderState struct {
	Err     error  // why nothing is being recorded; nil while recording works
	Missing uint64 // records of all rooms lost so far
	// Wanted counts how often the recorder needed a snapshot of the room: after a gap, and at the start of a file.
	Wanted uint64
}

package alarm

// Kind is what an alarm is about: a stable code. A console makes a sentence of it.
type Kind string

// The kinds, and the fields of [Alarm] that belong to them.
const (
	RecordingEnded  Kind = "recording_ended"     // Object. It ended, and not by a command of this session
	RecordingPaused Kind = "recording_paused"    // Object. The same of a pause
	RecordingStuck  Kind = "recording_stuck"     // Object, State. It neither runs nor has it ended, such as stopping
	RecordingLost   Kind = "recording_lost"      // Object. It is missing, or over, after the connection was away
	StreamEnded     Kind = "stream_ended"        // Object
	StreamStuck     Kind = "stream_stuck"        // Object, State
	StreamLost      Kind = "stream_lost"         // Object
	Forbidden       Kind = "recording_forbidden" // a recording runs where none may
	NotRecording    Kind = "not_recording"       // the room is live, and must be recorded
	Raid            Kind = "raid"                // Who came; several of them are open
	Crowd           Kind = "crowd"               // Who came, all at once
	Returned        Kind = "returned"            // Who was removed and is back
	QuorumLost      Kind = "quorum_lost"         // Object is the name of the quorum
	Silence         Kind = "silence"             // nobody was heard for two minutes while recording
)

// Loudness is how an alarm makes itself noticed.
type Loudness uint8

// The classes, in rising order.
const (
	Quiet Loudness = iota // it is only shown
	Once                  // one bell
	Loud                  // a bell every ten seconds until somebody has acknowledged it
)

// Way is a way out of an alarm that a console can offer.
type Way string

// The ways out. Every alarm can be dismissed, and its kind turned off, besides.
const (
	Record     Way = "record"      // start a recording
	Resume     Way = "resume"      // resume the recording Object
	Stop       Way = "stop"        // stop the recordings that run
	Stream     Way = "stream"      // start a stream
	Mark       Way = "mark"        // mark exactly those in Who
	Lock       Way = "lock"        // lock the room
	Expect     Way = "expect"      // expect a crowd: no alarm of this sort for a while
	Pardon     Way = "pardon"      // whoever is in Who may come back
	Reread     Way = "read"        // read the room again
	ShowMember Way = "show_member" // put the cursor on Who
)

// Row is what is known of a kind.
type Row struct {
	Kind     Kind
	Loudness Loudness
	Ways     []Way
}

// rows is the table: one row for each kind. The loudest come first.
var rows = []Row{
	{RecordingEnded, Loud, []Way{Record}},
	{RecordingLost, Loud, []Way{Record, Reread}},
	{RecordingStuck, Loud, []Way{Record, Reread}},
	{RecordingPaused, Loud, []Way{Resume}},
	{StreamEnded, Loud, []Way{Stream}},
	{StreamLost, Loud, []Way{Stream, Reread}},
	{StreamStuck, Loud, []Way{Stream, Reread}},
	{Forbidden, Loud, []Way{Stop}},
	{Raid, Loud, []Way{Mark, Lock, Expect}},
	{NotRecording, Once, []Way{Record}},
	{QuorumLost, Once, []Way{Reread}},
	{Returned, Quiet, []Way{ShowMember, Pardon}}, // loud for the same metadata key
	{Crowd, Quiet, []Way{Mark, Expect}},
	{Silence, Quiet, []Way{Stop}},
}

// Rows returns the table. It must not be changed.
func Rows() []Row { return rows }

// Row returns the row of the kind; an empty one for a kind that does not exist.
func (k Kind) Row() Row {
	for _, row := range rows {
		if row.Kind == k {
			return row
		}
	}
	return Row{}
}

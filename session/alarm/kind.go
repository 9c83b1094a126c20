package alarm

// Kind is the subject of an alarm: a stable code. A console turns it into a sentence.
type Kind string

// The kinds, with the fields of [Alarm] that they set.
const (
	RecordingEnded  Kind = "recording_ended"     // Object. It ended without a command of this session
	RecordingPaused Kind = "recording_paused"    // Object. It was paused without a command of this session
	RecordingStuck  Kind = "recording_stuck"     // Object, State. It is neither running nor over, such as stopping
	RecordingLost   Kind = "recording_lost"      // Object. It is missing, or over, after the connection was lost
	StreamEnded     Kind = "stream_ended"        // Object
	StreamStuck     Kind = "stream_stuck"        // Object, State
	StreamLost      Kind = "stream_lost"         // Object
	Forbidden       Kind = "recording_forbidden" // a recording runs but must not
	NotRecording    Kind = "not_recording"       // the room is live, and must be recorded
	Raid            Kind = "raid"                // Who joined; several of them have opened a microphone or camera
	Crowd           Kind = "crowd"               // Who joined, within a short time
	Returned        Kind = "returned"            // Who was removed and has returned
	QuorumLost      Kind = "quorum_lost"         // Object is the name of the quorum
	StillQuiet      Kind = "still_quiet"         // a panic was a quarter of an hour ago, and the room is still quiet
	Silence         Kind = "silence"             // nobody was heard for two minutes while recording
)

// Loudness is the class of an alarm's signal.
type Loudness uint8

// The classes, in rising order.
const (
	Quiet Loudness = iota // it is only shown
	Once                  // one bell
	Loud                  // a bell every ten seconds until someone has acknowledged it
)

// Way is a remedy that a console can offer for an alarm.
type Way string

// The remedies. In addition, every alarm can be dismissed, and its kind turned off.
const (
	Record     Way = "record"      // start a recording
	Resume     Way = "resume"      // resume the recording Object
	Stop       Way = "stop"        // stop the active recordings
	Stream     Way = "stream"      // start a stream
	Mark       Way = "mark"        // mark exactly the members in Who
	Lock       Way = "lock"        // lock the room
	Expect     Way = "expect"      // expect a crowd: no alarm of this kind for a while
	Pardon     Way = "pardon"      // the people in Who may return
	Reread     Way = "read"        // read the room again
	ShowMember Way = "show_member" // put the cursor on Who
	Panic      Way = "panic"       // lock the room, clear the canvas, and mute everyone who is not protected
	EndQuiet   Way = "end_quiet"   // start open mode
	StayQuiet  Way = "stay_quiet"  // ask again later
)

// Row holds the properties of a kind.
type Row struct {
	Kind     Kind
	Loudness Loudness
	Ways     []Way
}

// rows is the table, with one row for each kind. The loudest come first.
var rows = []Row{
	{RecordingEnded, Loud, []Way{Record}},
	{RecordingLost, Loud, []Way{Record, Reread}},
	{RecordingStuck, Loud, []Way{Record, Reread}},
	{RecordingPaused, Loud, []Way{Resume}},
	{StreamEnded, Loud, []Way{Stream}},
	{StreamLost, Loud, []Way{Stream, Reread}},
	{StreamStuck, Loud, []Way{Stream, Reread}},
	{Forbidden, Loud, []Way{Stop}},
	{Raid, Loud, []Way{Mark, Panic, Lock, Expect}},
	{NotRecording, Once, []Way{Record}},
	{QuorumLost, Once, []Way{Reread}},
	{StillQuiet, Once, []Way{EndQuiet, StayQuiet}},
	{Returned, Quiet, []Way{ShowMember, Pardon}}, // loud for the same metadata key
	{Crowd, Quiet, []Way{Mark, Panic, Expect}},
	{Silence, Quiet, []Way{Stop}},
}

// Rows returns the table. It must not be changed.
func Rows() []Row { return rows }

// Row returns the row of the kind, or an empty one for an unknown kind.
func (k Kind) Row() Row {
	for _, row := range rows {
		if row.Kind == k {
			return row
		}
	}
	return Row{}
}

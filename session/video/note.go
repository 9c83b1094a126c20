package video

// Note is a stable code for the subject of a log entry, or for a remark on a command. A console turns it into a
// sentence.
type Note string

// The notes. Each comment names the fields of [Entry] that complete the note.
const (
	NoteOther Note = "other" // Detail

	// Notes of EntryChanged: the property of Who[0] that someone else has changed.

	NoteMicOff    Note = "mic_off"
	NoteMicOn     Note = "mic_on"
	NoteCameraOff Note = "camera_off"
	NoteCameraOn  Note = "camera_on"
	NoteDeaf      Note = "deaf"
	NoteNotDeaf   Note = "not_deaf"

	// Notes of EntryRoom.

	NoteLocked     Note = "locked"
	NoteUnlocked   Note = "unlocked"
	NoteHidden     Note = "hidden" // members without video
	NoteShown      Note = "shown"
	NoteHandsFirst Note = "hands_first"
	NoteHandsLast  Note = "hands_last"
	NoteDecision   Note = "decision" // Decision of this program, such as a verb of the floor
	NoteLayout     Note = "layout"   // Detail is its name

	// Notes of EntryRecording. Someone else caused the change.

	NoteRecordingStarted Note = "recording_started"
	NoteRecordingPaused  Note = "recording_paused"
	NoteRecordingResumed Note = "recording_resumed"
	NoteRecordingEnded   Note = "recording_ended"
	NoteRecordingClosed  Note = "recording_closed" // it ended with the room, or because this session removed all members
	NoteRecordingMissed  Note = "recording_missed" // it ended while the connection was lost
	NoteRecordingOdd     Note = "recording_odd"    // the room reports an unknown state

	// Notes of EntryMedia.

	NotePlaybackStarted Note = "playback_started"
	NotePlaybackPaused  Note = "playback_paused"
	NotePlaybackEnded   Note = "playback_ended"
	NoteStreamStarted   Note = "stream_started"
	NoteStreamEnded     Note = "stream_ended"

	// Notes of EntryLink. Err is the reason.

	NoteConnected     Note = "connected"
	NoteLost          Note = "lost"
	NoteGaveUp        Note = "gave_up"
	NoteEventsRefused Note = "events_refused"
	NoteUnread        Note = "unread"   // the members could not be read
	NoteResynced      Note = "resynced" // after a loss of the connection: Joined, Left, Updated
	NoteReread        Note = "reread"   // without one: a read found unreported differences; Joined, Left, Updated

	// Notes of EntryWarning.

	NoteEnded        Note = "ended"
	NoteSuccessor    Note = "successor"
	NoteRevived      Note = "revived"       // a session that was considered over is in progress
	NoteExpiring     Note = "expiring"      // Until
	NoteJournalOff   Note = "journal_off"   // Detail is the reason
	NoteJournalOn    Note = "journal_on"    // Missing
	NoteOpenMic      Note = "open_mic"      // the microphone of Who[0] may be open but should be off
	NoteLateAccepted Note = "late_accepted" // Action, Who
	NoteLateRefused  Note = "late_refused"  // Action, Who
	NoteUndoSkipped  Note = "undo_skipped"  // Who was skipped
	NoteUndoNothing  Note = "undo_nothing"  // everyone was skipped, Who

	// Notes of EntryCommand.

	NoteOneMore Note = "one_more" // another recording was already running
)

// Unsettled is the reason why an unknown outcome will stay unknown.
type Unsettled uint8

// The reasons; 0 is none.
const (
	UnsettledNotShown  Unsettled = iota + 1 // the room does not show it
	UnsettledEnded                          // the room has ended
	UnsettledSuccessor                      // the room has a new session
)

// String returns the code of the reason; "" for none.
func (u Unsettled) String() string {
	return [...]string{"", "not_shown", "ended", "successor"}[min(u, UnsettledSuccessor)]
}

// MarshalText makes reasons readable in JSON.
func (u Unsettled) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

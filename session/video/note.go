package video

// Note is a stable code for what a log entry is about, or for a remark on a command. A console turns it into a
// sentence.
type Note string

// The notes, with the fields of [Entry] that complete them.
const (
	NoteOther Note = "other" // Detail

	// Of EntryChanged: what someone else has changed about Who[0].

	NoteMicOff    Note = "mic_off"
	NoteMicOn     Note = "mic_on"
	NoteCameraOff Note = "camera_off"
	NoteCameraOn  Note = "camera_on"
	NoteDeaf      Note = "deaf"
	NoteNotDeaf   Note = "not_deaf"

	// Of EntryRoom.

	NoteLocked     Note = "locked"
	NoteUnlocked   Note = "unlocked"
	NoteHidden     Note = "hidden" // members without video
	NoteShown      Note = "shown"
	NoteHandsFirst Note = "hands_first"
	NoteHandsLast  Note = "hands_last"
	NoteLayout     Note = "layout" // Detail is its name

	// Of EntryRecording. Someone else did it.

	NoteRecordingStarted Note = "recording_started"
	NoteRecordingPaused  Note = "recording_paused"
	NoteRecordingResumed Note = "recording_resumed"
	NoteRecordingEnded   Note = "recording_ended"
	NoteRecordingClosed  Note = "recording_closed" // it ended with the room, or because this session removed everybody
	NoteRecordingMissed  Note = "recording_missed" // it ended while there was no connection
	NoteRecordingOdd     Note = "recording_odd"    // the room reports an unknown state

	// Of EntryMedia.

	NotePlaybackStarted Note = "playback_started"
	NotePlaybackPaused  Note = "playback_paused"
	NotePlaybackEnded   Note = "playback_ended"
	NoteStreamStarted   Note = "stream_started"
	NoteStreamEnded     Note = "stream_ended"

	// Of EntryLink. Err is why.

	NoteConnected     Note = "connected"
	NoteLost          Note = "lost"
	NoteGaveUp        Note = "gave_up"
	NoteEventsRefused Note = "events_refused"
	NoteUnread        Note = "unread"   // the members could not be read
	NoteResynced      Note = "resynced" // Joined, Left, Updated

	// Of EntryWarning.

	NoteEnded        Note = "ended"
	NoteSuccessor    Note = "successor"
	NoteRevived      Note = "revived"       // a session that counted as over is in progress
	NoteExpiring     Note = "expiring"      // Until
	NoteJournalOff   Note = "journal_off"   // Detail is why
	NoteJournalOn    Note = "journal_on"    // Missing
	NoteOpenMic      Note = "open_mic"      // the microphone of Who[0] may be open that was to stay off
	NoteLateAccepted Note = "late_accepted" // Action, Who
	NoteLateRefused  Note = "late_refused"  // Action, Who
	NoteUndoSkipped  Note = "undo_skipped"  // Who was left alone
	NoteUndoNothing  Note = "undo_nothing"  // so was all, Who

	// Of EntryCommand.

	NoteOneMore Note = "one_more" // a recording was running already
)

// Unsettled is why an unknown outcome will never be known.
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

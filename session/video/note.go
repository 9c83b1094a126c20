package video

import "time"

// Note is a code for what an entry of the log is about, where its kind does not say all. Codes are stable; a console makes
// sentences of them.
type Note string

// The notes of an EntryCommand.
const (
	NoteRecordingExtra Note = "one was running" // a recording was started while another one was running
)

// The notes of an EntryChanged: someone else changed what a command of this session had set.
const (
	NoteMicrophoneOff Note = "microphone off"
	NoteMicrophoneOn  Note = "microphone on"
	NoteCameraOff     Note = "camera off"
	NoteCameraOn      Note = "camera on"
	NoteDeafened      Note = "deafened"
	NoteUndeafened    Note = "undeafened"
)

// The notes of an EntryRoom.
const (
	NoteLocked     Note = "locked"
	NoteUnlocked   Note = "unlocked"
	NoteHidden     Note = "people without video hidden"
	NoteShown      Note = "people without video shown"
	NoteHandsFirst Note = "raised hands first"
	NoteHandsEqual Note = "raised hands not first"
	NoteLayout     Note = "layout changed" // Details.Layout
)

// The notes of an EntryRecording and of an EntryMedia: it changed without a command of this session.
const (
	NoteRecordingStarted Note = "recording started"
	NoteRecordingPaused  Note = "recording paused"
	NoteRecordingResumed Note = "recording resumed"
	NoteRecordingEnded   Note = "recording ended"
	NoteRecordingMissed  Note = "recording ended while offline"
	NoteRecordingUnknown Note = "recording in unknown state"
	NotePlaybackStarted  Note = "playback running"
	NotePlaybackPaused   Note = "playback paused"
	NotePlaybackEnded    Note = "playback ended"
	NoteStreamStarted    Note = "stream started"
	NoteStreamEnded      Note = "stream ended"
)

// The notes of an EntryLink. Err is why.
const (
	NoteLost     Note = "connection lost"
	NoteRefused  Note = "connection refused" // the client does not connect again automatically
	NoteResynced Note = "resynced"           // Details.Joined, Left and Updated
)

// The notes of an EntryWarning.
const (
	NoteRoomEnded    Note = "room ended"
	NoteNewSession   Note = "new session"
	NoteAuditOff     Note = "audit off"            // Err is why
	NoteAuditOn      Note = "audit on"             // Details.Missing
	NoteExpires      Note = "authorization ends"   // Details.Until
	NoteMicMayBeOpen Note = "microphone may be on" // Who was undeafened, and is to stay muted
	NoteLateAccepted Note = "accepted late"        // Details.Action, for Who
	NoteLateRefused  Note = "refused late"         // Details.Action, for Who
	NoteUndoPartial  Note = "undo skipped"         // Who changed since, or is gone
	NoteUndoNothing  Note = "undo skipped all"     // Who changed since, or is gone
	NoteHandlerPanic Note = "handler panicked"     // Err
)

// Notes returns every note.
func Notes() []Note {
	return []Note{
		NoteRecordingExtra, NoteMicrophoneOff, NoteMicrophoneOn, NoteCameraOff, NoteCameraOn, NoteDeafened, NoteUndeafened,
		NoteLocked, NoteUnlocked, NoteHidden, NoteShown, NoteHandsFirst, NoteHandsEqual, NoteLayout,
		NoteRecordingStarted, NoteRecordingPaused, NoteRecordingResumed, NoteRecordingEnded, NoteRecordingMissed,
		NoteRecordingUnknown, NotePlaybackStarted, NotePlaybackPaused, NotePlaybackEnded, NoteStreamStarted, NoteStreamEnded,
		NoteLost, NoteRefused, NoteResynced, NoteRoomEnded, NoteNewSession, NoteAuditOff, NoteAuditOn, NoteExpires,
		NoteMicMayBeOpen, NoteLateAccepted, NoteLateRefused, NoteUndoPartial, NoteUndoNothing, NoteHandlerPanic,
	}
}

// Details are the values that belong to a [Note].
type Details struct {
	Layout  string    `json:"layout,omitempty"` // untrusted text
	Action  Action    `json:"action,omitempty"`
	Joined  int       `json:"joined,omitempty"`
	Left    int       `json:"left,omitempty"`
	Updated int       `json:"updated,omitempty"`
	Missing uint64    `json:"missing,omitempty"` // entries
	Until   time.Time `json:"until,omitzero"`
}

// Unsettled is why the outcome of a command will never be known.
type Unsettled string

// The reasons.
const (
	UnsettledNewSession Unsettled = "room has a new session"
	UnsettledEnded      Unsettled = "the room has ended"
	UnsettledNotShown   Unsettled = "the room does not show it"
)

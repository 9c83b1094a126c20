package say

import (
	"encoding/json"
	"strings"
	"time"

	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Entry returns a log entry as a clause, without capital letter, full stop, outcome or error.
func Entry(e *video.Entry, name Name) string {
	who := names(e.About(), name)
	switch e.Kind {
	case video.EntryCommand:
		by := "you"
		switch {
		case e.Command != nil && e.Command.Outside:
			by = outside
		case e.Command != nil && e.Command.Automatic: // a rule of the floor or of a door
			by = "gavel"
		}
		return given(e, by, who)
	case video.EntryJoined, video.EntryLeft, video.EntryHandUp, video.EntryHandDown:
		return who + membersDid(e.Kind, len(e.About()))
	case video.EntryChanged:
		return changed(e, who)
	}
	return noted(e, who, name)
}

// membersDid returns what n members did by themselves.
func membersDid(kind video.EntryKind, n int) string {
	switch {
	case kind == video.EntryJoined:
		return " joined"
	case kind == video.EntryLeft:
		return " left"
	case kind == video.EntryHandUp && n > 1:
		return " raised their hands"
	case kind == video.EntryHandUp:
		return " raised a hand"
	case n > 1:
		return " lowered their hands"
	}
	return " lowered a hand"
}

// Together is the sentence about several entries of a kind that came at once: who joined, left, or moved a hand.
func Together(kind video.EntryKind, who []string) string {
	return sentence(List(who, spokenAtMost) + membersDid(kind, len(who)))
}

// outside names the program that gave a command or a verb through the control port.
const outside = "another program"

// given returns the entry of a command: "you muted Ann". by is who gave it.
func given(e *video.Entry, by, who string) string {
	if e.Command == nil {
		return by + " gave a command"
	}
	c := *e.Command
	said := by + " " + did(c, who)
	if e.Undo {
		said = "undo: " + said
	}
	if c.Reason != "" {
		said += " (" + Quote(c.Reason) + ")"
	}
	if c.KeepMuted {
		said += ", muted microphones stay muted"
	}
	if e.Note == video.NoteOneMore {
		said += " (one was already running)"
	}
	return said
}

// notYou marks a change that no command of this session caused. The member, another moderator, or the room made it.
const notYou = ", not by you"

// changed returns the entry of a member that someone else changed.
func changed(e *video.Entry, who string) string {
	standing := map[video.Note]video.Standing{
		video.NoteMicOff:    {Is: "is muted"},
		video.NoteMicOn:     {Is: "is unmuted"},
		video.NoteCameraOff: {Of: "camera", Is: "is off"},
		video.NoteCameraOn:  {Of: "camera", Is: "is on"},
		video.NoteDeaf:      {Is: "is deafened"},
		video.NoteNotDeaf:   {Is: "can hear again"},
	}
	st, known := standing[e.Note]
	if !known {
		return who + " was changed" + notYou
	}
	return phraseFor(st.Of, st.Is, who, len(e.Who) > 1, true, now) + notYou
}

// clauses are the notes that read the same in every room.
var clauses = map[video.Note]string{
	video.NoteLocked:           "the room was locked" + notYou,
	video.NoteUnlocked:         "the room was unlocked" + notYou,
	video.NoteHidden:           "people without video are hidden now" + notYou,
	video.NoteShown:            "people without video are shown now" + notYou,
	video.NoteHandsFirst:       "raised hands come first now" + notYou,
	video.NoteHandsLast:        "raised hands no longer come first" + notYou,
	video.NoteOneMore:          "one was already running",
	video.NoteRecordingStarted: "a recording started" + notYou,
	video.NoteRecordingPaused:  "the recording was paused" + notYou,
	video.NoteRecordingResumed: "the recording was resumed" + notYou,
	video.NoteRecordingEnded:   "the recording ended" + notYou,
	video.NoteRecordingClosed:  "the recording ended with the room",
	video.NoteRecordingMissed:  "a recording ended while offline",
	video.NoteRecordingOdd:     "a recording is in a state that gavel does not know",
	video.NotePlaybackStarted:  "a playback is running",
	video.NotePlaybackPaused:   "the playback was paused",
	video.NotePlaybackEnded:    "the playback ended",
	video.NoteStreamStarted:    "a stream started",
	video.NoteStreamEnded:      "the stream ended",
	video.NoteLost:             "connection lost",
	video.NoteConnected:        Reconnected,
	video.NoteGaveUp:           "connection refused; gavel does not try again",
	video.NoteEventsRefused:    "the room refused to send its events",
	video.NoteUnread:           "the members could not be read",
	video.NoteEnded:            RoomOver,
	video.NoteSuccessor:        "a new session of this room has started",
	video.NoteRevived:          "the room is in progress after all",
}

// JournalOff is the clause about a journal that does not record.
func JournalOff(why string) string { return "the journal is off: " + clause(why) }

// noted returns an entry about the room, the connection or the journal.
func noted(e *video.Entry, who string, name Name) string {
	row, _ := e.Action.Info()
	switch e.Note {
	case video.NoteOther:
		return clause(e.Detail) + colon(who)
	case video.NoteDecision:
		return decided(e.Decision, name)
	case video.NoteLayout:
		return "the layout is now " + text.Clean(e.Detail) + notYou
	case video.NoteResynced:
		return "back in sync: " + differences(e) + " while offline"
	case video.NoteReread:
		return "read again: " + differences(e)
	case video.NoteJournalOff:
		return JournalOff(e.Detail)
	case video.NoteJournalOn:
		if e.Missing > 0 {
			return JournalOn + "; " + draw.Plural(int(e.Missing), "record is", "records are") + " missing"
		}
		return JournalOn
	case video.NoteExpiring:
		return "the token expires at " + e.Until.Local().Format(time.TimeOnly) + "; a new one is needed then"
	case video.NoteOpenMic:
		return who + " can hear again, but the microphone may be on: mute again"
	case video.NoteLateAccepted:
		return "the room answered late, and accepted: " + row.Label + of(who)
	case video.NoteLateRefused:
		return "the room answered late, and refused: " + row.Label + of(who)
	case video.NoteUndoSkipped:
		return "undo skipped people who have left, or have been changed since" + colon(who)
	case video.NoteUndoNothing:
		return "nothing was undone, because these people have left, or have been changed since" + colon(who)
	}
	if said, known := clauses[e.Note]; known {
		return said
	}
	return text.Clean(string(e.Note)) + colon(who)
}

// decided returns what the floor decided, and that another program asked for it.
func decided(d *video.Decision, name Name) string {
	if d != nil && d.Kind == door.Kind {
		return doorEntry(d, name)
	}
	var n floor.Note
	if d == nil || json.Unmarshal(d.Data, &n) != nil {
		return "the floor has changed"
	}
	said := draw.Capital(noteClause(n, name))
	if n.Outside {
		said += " (by " + outside + ")"
	}
	return said
}

// differences returns what a read has found: "1 joined, 2 changes".
func differences(e *video.Entry) string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{e.Joined, "joined"}, {e.Left, "left"}} {
		if p.n > 0 {
			parts = append(parts, number(p.n)+" "+p.word)
		}
	}
	if e.Updated > 0 {
		parts = append(parts, draw.Plural(e.Updated, "change", "changes"))
	}
	return strings.Join(parts, ", ")
}

// Line returns [Entry] as a sentence.
func Line(e *video.Entry, name Name) string { return sentence(Entry(e, name)) }

package say_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestEntries(t *testing.T) {
	t.Parallel()
	ann := []video.Person{{ID: "a"}}
	mute, undeaf, start := video.AudioMute("a"), video.UndeafKeepMuted("a"), video.StartRecording()
	outside, automatic := mute, mute
	outside.Outside, automatic.Automatic = true, true
	for _, tc := range []struct {
		e    video.Entry
		want string
	}{
		{video.Entry{Command: &mute, Who: ann}, "you muted Ann"},
		{video.Entry{Command: &mute, Who: ann, Undo: true}, "undo: you muted Ann"},
		{video.Entry{Command: &undeaf, Who: ann}, "you undeafened Ann, muted microphones stay muted"},
		{video.Entry{Command: &start, Note: video.NoteOneMore}, "you started a recording (one was already running)"},
		{video.Entry{Command: &outside, Who: ann}, "another program muted Ann"},
		{video.Entry{Command: &automatic, Who: ann}, "gavel muted Ann"},
		{
			video.Entry{Kind: video.EntryRoom, Note: video.NoteDecision, Decision: &video.Decision{
				Kind: "floor.queued", Data: []byte(`{"kind":"floor.queued","outside":true,"who":{"id":"a","name":"Ann"}}`),
			}},
			"Ann is in the queue (by another program)",
		},
		{video.Entry{Kind: video.EntryJoined, Who: ann}, "Ann joined"},
		{video.Entry{Kind: video.EntryChanged, Who: ann, Note: video.NoteMicOn}, "Ann is unmuted, not by you"},
		{video.Entry{Kind: video.EntryChanged, Who: ann, Note: video.NoteCameraOff}, "Ann's camera is off, not by you"},
		{
			video.Entry{Kind: video.EntryRoom, Note: video.NoteLayout, Detail: "3x3\x07"},
			"the layout is now 3x3<07>, not by you",
		},
		{video.Entry{Kind: video.EntryLink, Note: video.NoteResynced, Updated: 2}, "back in sync: 2 changes while offline"},
		{video.Entry{Kind: video.EntryRoom, Note: video.NoteReread, Left: 3}, "read again: 3 left"},
		{
			video.Entry{Kind: video.EntryLink, Note: video.NoteResynced, Joined: 1, Left: 2, Updated: 1},
			"back in sync: 1 joined, 2 left, 1 change while offline",
		},
		{
			video.Entry{Kind: video.EntryWarning, Note: video.NoteJournalOff, Detail: "disk full"},
			"the journal is off: disk full",
		},
		{
			video.Entry{Kind: video.EntryWarning, Note: video.NoteJournalOn, Missing: 1},
			"the journal is on again; 1 record is missing",
		},
		{
			video.Entry{Kind: video.EntryWarning, Note: video.NoteExpiring, Until: time.Date(2026, 1, 1, 12, 30, 0, 0, time.Local)},
			"the token expires at 12:30:00; a new one is needed then",
		},
		{
			video.Entry{Kind: video.EntryWarning, Note: video.NoteLateRefused, Action: video.ActAudioMute, Who: ann},
			"the room answered late, and refused: mute microphone (Ann)",
		},
		{
			video.Entry{Kind: video.EntryWarning, Note: video.NoteUndoSkipped, Who: ann},
			"undo skipped people who have left, or have been changed since: Ann",
		},
	} {
		if got := say.Entry(&tc.e, name); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// A note without words would be shown as its code.
func TestEveryNoteHasWords(t *testing.T) {
	t.Parallel()
	of := map[video.Note]video.EntryKind{
		video.NoteMicOff: video.EntryChanged, video.NoteMicOn: video.EntryChanged, video.NoteCameraOff: video.EntryChanged,
		video.NoteCameraOn: video.EntryChanged, video.NoteDeaf: video.EntryChanged, video.NoteNotDeaf: video.EntryChanged,
	}
	for _, note := range notes(t) {
		e := video.Entry{Kind: video.EntryWarning, Note: note, Detail: "x", Updated: 1}
		if kind, ok := of[note]; ok {
			e.Kind, e.Who = kind, []video.Person{{ID: "a"}}
		}
		if note == video.NoteOther {
			continue // Detail has the text
		}
		if got := say.Entry(
			&e,
			name,
		); strings.Contains(got, string(note)) && strings.Contains(string(note), "_") ||
			len(got) < 8 ||
			strings.Contains(got, "was changed") {
			t.Errorf("%s: %q", note, got)
		}
	}
}

// notes returns every note that package video declares.
func notes(t *testing.T) []video.Note {
	t.Helper()
	source, err := os.ReadFile("../../session/video/note.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []video.Note
	for _, m := range regexp.MustCompile(`(?m)^\tNote\w+ +Note = "(\w+)"`).FindAllSubmatch(source, -1) {
		all = append(all, video.Note(m[1]))
	}
	if len(all) == 0 {
		t.Fatal("no note was found: mend the pattern")
	}
	return all
}

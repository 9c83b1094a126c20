package video

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// namedAtMost is how many people a sentence names before it counts the rest.
const namedAtMost = 3

// Sentence writes the entry as one English sentence without a full stop. name turns a person into text for display:
// names are foreign text and go nowhere unseen. Outcome, time taken and error are not part of it.
func (e Entry) Sentence(name func(Person) string) string {
	who := names(e.about(), name)
	switch e.Kind {
	case EntryCommand:
		return e.commandSentence(who)
	case EntryJoined:
		return who + " joined"
	case EntryLeft:
		return who + " left"
	case EntryHandUp:
		return who + " raised a hand"
	case EntryHandDown:
		return who + " lowered a hand"
	case EntryChanged:
		return who + ": " + e.NoteText() + ", not by you"
	}
	if who != "" {
		return e.NoteText() + ": " + who
	}
	return e.NoteText()
}

// about are the members that the entry is about: of a composite not all of its targets.
func (e Entry) about() []Person {
	if e.Command == nil || len(e.Command.Steps) == 0 {
		return e.Who
	}
	var who []Person
	for _, id := range e.Command.Targets {
		if i := slices.IndexFunc(e.Who, func(p Person) bool { return p.ID == id }); i >= 0 {
			who = append(who, e.Who[i])
		}
	}
	return who
}

func (e Entry) commandSentence(who string) string {
	if e.Command == nil {
		return e.NoteText()
	}
	c := *e.Command
	subject := "you "
	if e.Undo {
		subject = "you undid: "
	}
	text := subject + c.PastTense(who)
	if c.KeepMuted {
		text += ", muted microphones stay muted"
	}
	if note := e.NoteText(); note != "" {
		text += " (" + note + ")"
	}
	return text
}

// noteWords are the words of notes that need no more than them.
var noteWords = map[Note]string{
	NoteMicOff:           "microphone off",
	NoteMicOn:            "microphone on",
	NoteCameraOff:        "camera off",
	NoteCameraOn:         "camera on",
	NoteDeaf:             "deaf",
	NoteNotDeaf:          "no longer deaf",
	NoteLocked:           "the room was locked",
	NoteUnlocked:         "the room was unlocked",
	NoteHidden:           "members without video are hidden",
	NoteShown:            "members without video are shown",
	NoteHandsFirst:       "raised hands come first",
	NoteHandsLast:        "raised hands no longer come first",
	NoteRecordingStarted: "a recording was started, not by you",
	NoteRecordingPaused:  "the recording was paused, not by you",
	NoteRecordingResumed: "the recording goes on, not by you",
	NoteRecordingEnded:   "the recording ended, not by you",
	NoteRecordingMissed:  "a recording ended while nobody listened",
	NoteRecordingOdd:     "the recording is in trouble: the room gives a state that gavel does not know",
	NotePlaybackStarted:  "a playback runs",
	NotePlaybackPaused:   "the playback was paused",
	NotePlaybackEnded:    "the playback ended",
	NoteStreamStarted:    "a stream was started",
	NoteStreamEnded:      "the stream ended",
	NoteConnected:        "connected again",
	NoteLost:             "connection lost",
	NoteGaveUp:           "no further attempt to connect",
	NoteEventsRefused:    "the room's events were refused",
	NoteUnread:           "the members could not be read",
	NoteEnded:            "the room has ended",
	NoteSuccessor:        "a new session of this room has begun",
	NoteOpenMic:          "undeafened, but the microphone may be open: mute again",
	NoteUndoSkipped:      "undo left alone, because changed since or gone",
	NoteUndoNothing:      "undo did nothing: changed since or gone",
	NoteOneMore:          "one was running already",
}

// NoteText returns the entry's note in words, without names; "" for an entry that has none. Detail may be untrusted
// text.
func (e Entry) NoteText() string {
	row, _ := e.Action.Info()
	switch e.Note {
	case NoteOther:
		return e.Detail
	case NoteLayout:
		return "the layout changed to " + e.Detail
	case NoteResynced:
		return "read the room again: " + e.differences() + " meanwhile"
	case NoteExpiring:
		return "the authorization ends at " + e.Until.Format(time.TimeOnly) + ": a new token is needed then"
	case NoteAuditOff:
		return "the audit log is off: " + e.Detail
	case NoteAuditOn:
		if e.Missing > 0 {
			return fmt.Sprintf("the audit log is on again: %d entries are missing in it", e.Missing)
		}
		return "the audit log is on again"
	case NoteLateAccepted:
		return "answered late, it was accepted: " + row.Label
	case NoteLateRefused:
		return "answered late, it was denied: " + row.Label
	}
	return noteWords[e.Note]
}

// differences are what a reading has found: "2 joined, 1 left, 3 changed".
func (e Entry) differences() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{e.Joined, "joined"}, {e.Left, "left"}, {e.Updated, "changed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// String returns the reason in a few words; "" for none.
func (u Unsettled) String() string {
	return [...]string{"", "the room does not show it", ReasonEnded, "room has a new session"}[min(u, UnsettledSuccessor)]
}

// MarshalText makes reasons readable in JSON.
func (u Unsettled) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

func names(who []Person, name func(Person) string) string {
	shown := make([]string, 0, namedAtMost)
	for _, p := range who[:min(len(who), namedAtMost)] {
		shown = append(shown, name(p))
	}
	text := strings.Join(shown, ", ")
	if more := len(who) - namedAtMost; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// What rows are made of: words.

// words are the verb of the command and its past, to go before the names of targets where there are any.
func (c Command) words() (verb, done string) {
	row := c.info()
	switch {
	case len(c.Steps) > 0:
		return c.Verb, c.Past
	case row.words != nil:
		return row.words(c.Args)
	}
	return row.Verb, row.Done
}

// Imperative returns what the command does, as a phrase: "mute Ann", "set the layout to 3x3". who are its targets, ""
// when it has none.
func (c Command) Imperative(who string) string {
	verb, _ := c.words()
	return c.phrase(verb, who)
}

// PastTense returns what the command has done, likewise: "muted Ann". It is "" for commands that only read.
func (c Command) PastTense(who string) string {
	if _, done := c.words(); done != "" {
		return c.phrase(done, who)
	}
	return ""
}

func (c Command) phrase(verb, who string) string {
	if who != "" {
		verb += " " + who
	}
	return verb + c.toWhat()
}

// toWhat returns the value that the command sets, to follow the verb, or "".
func (c Command) toWhat() string {
	if row := c.info(); row.value != nil {
		return row.value(c.Args)
	}
	return ""
}

// Already says of a target why the command need not be sent to it: "microphone off already".
func (c Command) Already() string {
	if row := c.info(); row.already != nil {
		return row.already(c.Args)
	}
	return "so already"
}

// sentenceStart writes the first letter of a phrase as a capital.
func sentenceStart(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] }

package say

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gavel/session/video"
	"gavel/ui/text"
)

// Wish names what a command is meant to do: "mute David Kern", "set the layout to 3x3".
func Wish(c video.Command, who People) string { return wish(c, called(c, who)) }

// WishIn is Wish in w cells, if possible.
func WishIn(c video.Command, who People, w int) string {
	return fit(c, who, w, func(called string) string { return wish(c, called) })
}

func wish(c video.Command, called string) string { return text.Clean(c.Imperative(called)) }

// did names what a command has done: "muted David Kern". For commands that only read, it is the same as wish.
func did(c video.Command, called string) string {
	if past := c.PastTense(called); past != "" {
		return text.Clean(past)
	}
	return wish(c, called)
}

// called names the target of a command, to follow its verb: people, the id of one recording of several, or "".
func called(c video.Command, who People) string {
	if ids := targets(c); len(ids) > 0 {
		return who.Names(ids)
	}
	return who.Object(c.Object)
}

// targets returns the members that a command is about. A composite names its own, not those of its steps.
func targets(c video.Command) []video.MemberID { return c.Targets }

// fit writes a sentence about the targets of a command in w cells, if possible. It cuts the end of a long name, never
// the id, and replaces several names by a number.
func fit(c video.Command, who People, w int, write func(called string) string) string {
	ids, called := targets(c), called(c, who)
	said := write(called)
	over := text.Width(said) - w
	switch n := len(ids); {
	case over <= 0 || n == 0:
		return said
	case n == 1:
		return write(who.LabelIn(ids[0], text.Width(called)-over))
	case text.Width(who.CountOf(ids)) <= text.Width(called)-over:
		return write(who.CountOf(ids))
	default:
		return write(number(n) + " members")
	}
}

// effect describes the targets of a command after its effect: "Ann is muted", "the cameras of 5 people are off", "the
// room is locked".
func effect(c video.Command, called string, several bool, t tense) string {
	st := c.Standing()
	row, _ := c.Action.Info()
	return phraseFor(st.Of, st.Is, called, several, row.Target == video.OnMember, t)
}

func phraseFor(of, phrase, called string, several, onMember bool, t tense) string {
	phrase = text.Clean(phrase)
	switch {
	case !onMember:
		return t(phrase)
	case of == "" && several:
		return called + " " + t(plural(phrase))
	case of == "":
		return called + " " + t(phrase)
	case several:
		return "the " + properties(of) + " of " + called + " " + t(plural(phrase))
	}
	if last, _ := utf8.DecodeLastRuneInString(called); !unicode.IsLetter(last) || strings.Contains(called, " #") {
		return "the " + of + " of " + called + " " + t(phrase) // no 's after a quotation mark or an id
	}
	return called + "'s " + of + " " + t(phrase)
}

// Besides returns a sentence about a side effect of a command in this room, or about something to know before it is
// given. It is "" for none.
func Besides(c video.Command, s *video.Snapshot) string {
	row, _ := c.Action.Info()
	switch {
	case row.Unmutes() && c.KeepMuted:
		return "A microphone that was muted stays muted."
	case row.Unmutes():
		return "Undeafening also opens the microphone, even if it was muted before."
	case row.Besides.Field == video.FieldAudioMuted && row.Besides.Value == video.Yes:
		for _, id := range c.Targets {
			if m := s.Member(id); m != nil && !m.AudioMuted {
				return "Deafening also mutes the microphone."
			}
		}
	case row.Starts == video.OnRecording && !s.RecordingsKnown:
		return "Whether a recording is running is not known yet."
	case row.Starts == video.OnRecording && slices.ContainsFunc(s.Recordings, (*video.Recording).Active):
		return "A recording is already running; this starts another."
	}
	return ""
}

package ui

import (
	"slices"
	"strconv"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/text"
)

// speaker makes the sentences about commands and their outcomes. It knows what people are called and what is in the
// room, and nothing of the screen.
type speaker struct {
	names        naming
	snap         *video.Snapshot
	dot, pending string // signs of the theme
}

// naming is what people are called; a roster is one.
type naming interface {
	LabelAs(who video.Person) string
	LabelIn(id video.MemberID, w int) string
	Names(ids []video.MemberID) string
	CountOf(ids []video.MemberID) string
	Member(id video.MemberID) *video.Member
}

// What is said of a command: in the past as the log says it, and as what is wanted.

// past says what a command has done, in the words of the log: "muted David Kern", "set the layout to 3x3".
func (s speaker) past(c video.Command) string {
	return s.phrase(c, video.Command.PastTense, s.names.Names(c.Targets))
}

// pastIn is past in w cells, as far as that is possible: for a sentence in the footer, whose end must be seen.
func (s speaker) pastIn(c video.Command, w int) string {
	return s.phraseIn(c, video.Command.PastTense, w)
}

// wording writes a command with those whom it is about called so: [video.Command.PastTense] or [video.Command.Imperative].
type wording func(c video.Command, who string) string

func (s speaker) phraseIn(c video.Command, write wording, w int) string {
	who := s.names.Names(c.Targets)
	said := s.phrase(c, write, who)
	over := text.Width(said) - w
	switch n := len(c.Targets); {
	case over <= 0 || n == 0:
		return said
	case n == 1:
		return s.phrase(c, write, s.names.LabelIn(c.Targets[0], text.Width(who)-over))
	case text.Width(s.names.CountOf(c.Targets)) <= text.Width(who)-over:
		return s.phrase(c, write, s.names.CountOf(c.Targets))
	default:
		return s.phrase(c, write, strconv.Itoa(n)+" members")
	}
}

// phrase writes a command with those whom it is about called so. What a command sets may be foreign text.
func (s speaker) phrase(c video.Command, write wording, called string) string {
	const marker = "<who>"
	who := marker
	if len(c.Targets) == 0 {
		who = ""
	}
	return strings.Replace(text.Clean(write(c, who)), marker, called, 1) + s.objectTag(c)
}

// wish says what a command is to do: "mute David Kern", "set the layout to 3x3".
func (s speaker) wish(c video.Command) string {
	return s.phrase(c, video.Command.Imperative, s.names.Names(c.Targets))
}

// wishIn is wish in w cells, as far as that is possible.
func (s speaker) wishIn(c video.Command, w int) string {
	return s.phraseIn(c, video.Command.Imperative, w)
}

// objectTag tells a recording, playback or stream from its siblings, when it has any.
func (s speaker) objectTag(c video.Command) string {
	if c.Object == "" {
		return ""
	}
	var of video.Target
	n := 0
	items := media.Items(s.snap)
	for _, item := range items {
		if item.ID == c.Object {
			of = item.Kind
		}
	}
	for _, item := range items {
		if item.Kind == of {
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return " #" + text.Clean(text.ShortID(c.Object))
}

// planHeading says of how many a plan would be done: "mute 14 of 17 people", or all of it.
func (s speaker) planHeading(c video.Command, p video.Plan) string {
	all := slices.Concat(p.Act, p.Already, p.Gone)
	c.Targets = all
	count := s.names.CountOf(all)
	if len(p.Act) < len(all) {
		if of := strconv.Itoa(len(p.Act)) + " of "; strings.Contains(count, " and ") {
			count = of + strconv.Itoa(len(all)) + " (" + count + ")"
		} else {
			count = of + count
		}
	}
	return draw.Capital(strings.Replace(s.wish(c), s.names.Names(all), count, 1))
}

// undoing names the undo of a command in w cells.
func (s speaker) undoing(c video.Command, w int) string {
	if c.Action == "" {
		return "undo"
	}
	const of, short = "undo of: ", "undo: "
	if said := of + s.wishIn(c, w-len(of)); text.Width(said) <= w {
		return said
	}
	return short + s.wishIn(c, w-len(short))
}

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

// What is said of a command: in the past as the log says it, and as what is wanted.

// past says what a command has done, in the words of the log: "muted David Kern", "set the layout to 3x3".
func (m *desk) past(c video.Command) string {
	return m.phrase(c, video.Command.PastTense, m.names(c.Targets))
}

// pastIn is past in w cells, as far as that is possible: for a sentence in the footer, whose end must be seen.
func (m *desk) pastIn(c video.Command, w int) string {
	return m.phraseIn(c, video.Command.PastTense, w)
}

// wording writes a command with those whom it is about called so: [video.Command.PastTense] or [video.Command.Imperative].
type wording func(c video.Command, who string) string

func (m *desk) phraseIn(c video.Command, write wording, w int) string {
	who := m.names(c.Targets)
	said := m.phrase(c, write, who)
	over := text.Width(said) - w
	switch n := len(c.Targets); {
	case over <= 0 || n == 0:
		return said
	case n == 1:
		return m.phrase(c, write, m.Roster().LabelIn(c.Targets[0], text.Width(who)-over))
	case text.Width(m.countOf(c.Targets)) <= text.Width(who)-over:
		return m.phrase(c, write, m.countOf(c.Targets))
	default:
		return m.phrase(c, write, strconv.Itoa(n)+" members")
	}
}

// footerRoom is how many cells of the footer a sentence has.
func (m *desk) footerRoom() int { return m.w - text.Width(m.footerRight()) - 5 }

// phrase writes a command with those whom it is about called so. What a command sets may be foreign text.
func (m *desk) phrase(c video.Command, write wording, called string) string {
	const marker = "<who>"
	who := marker
	if len(c.Targets) == 0 {
		who = ""
	}
	return strings.Replace(text.Clean(write(c, who)), marker, called, 1) + m.objectTag(c)
}

// wish says what a command is to do: "mute David Kern", "set the layout to 3x3".
func (m *desk) wish(c video.Command) string {
	return m.phrase(c, video.Command.Imperative, m.names(c.Targets))
}

// wishIn is wish in w cells, as far as that is possible.
func (m *desk) wishIn(c video.Command, w int) string {
	return m.phraseIn(c, video.Command.Imperative, w)
}

// objectTag tells a recording, playback or stream from its siblings, when it has any.
func (m *desk) objectTag(c video.Command) string {
	if c.Object == "" {
		return ""
	}
	var of video.Target
	n := 0
	items := media.Items(m.snap)
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

func (m *desk) countOf(ids []video.MemberID) string { return m.Roster().CountOf(ids) }
func (m *desk) names(ids []video.MemberID) string   { return m.Roster().Names(ids) }

// planHeading says of how many a plan would be done: "mute 14 of 17 people", or all of it.
func (m *desk) planHeading(c video.Command, p video.Plan) string {
	all := slices.Concat(p.Act, p.Already, p.Gone)
	c.Targets = all
	count := m.countOf(all)
	if len(p.Act) < len(all) {
		if of := strconv.Itoa(len(p.Act)) + " of "; strings.Contains(count, " and ") {
			count = of + strconv.Itoa(len(all)) + " (" + count + ")"
		} else {
			count = of + count
		}
	}
	return draw.Capital(strings.Replace(m.wish(c), m.names(all), count, 1))
}

// undoing names the undo of a command in w cells.
func (m *desk) undoing(c video.Command, w int) string {
	if c.Action == "" {
		return "undo"
	}
	const of, short = "undo of: ", "undo: "
	if said := of + m.wishIn(c, w-len(of)); text.Width(said) <= w {
		return said
	}
	return short + m.wishIn(c, w-len(short))
}

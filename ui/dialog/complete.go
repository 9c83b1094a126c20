package dialog

import (
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// completions are what the word under construction could become; their ids are whole lines.
func completions(d Desk, l lineCommand, line string) []widget.Choice {
	stem := strings.TrimSuffix(line, l.last)
	name, value, hasValue := strings.Cut(l.last, "=")
	if hasValue {
		return valueCompletions(d, l.row, stem+name+"=", name, value)
	}
	var out []widget.Choice
	add := func(param, note string) {
		if _, given := l.values[param]; given || !strings.HasPrefix(strings.ToLower(param), strings.ToLower(l.last)) {
			return
		}
		out = append(out, widget.Choice{ID: stem + param + "=", Text: param + "=", Note: note})
	}
	if object := l.row.Target.ObjectArg(); object != "" {
		add(object, targetNote(d, l.row))
	}
	for _, arg := range l.row.Args {
		add(arg.Name, argNote(arg))
	}
	return out
}

func targetNote(d Desk, row *video.ActionInfo) string {
	if row.Target != video.OnMember {
		return "an id"
	}
	switch ids := d.Targets(); {
	case len(ids) == 1:
		return "a name or id; without it: " + d.Name(ids[0])
	case len(ids) > 1:
		return fmt.Sprintf("a name or id; without it: the %d marked", len(ids))
	}
	return "a name or id"
}

// argNote says what a parameter takes, and what holds without it.
func argNote(arg video.Arg) string {
	note := arg.Allowed()
	switch {
	case arg.Required:
		return note
	case arg.Default != nil:
		return fmt.Sprintf("%s; without it: %v", note, arg.Default)
	}
	return note + "; may be left out"
}

// maxCompletions keeps lists of names short enough to be made with every key.
const maxCompletions = 50

// valueCompletions are the values that a parameter could have.
func valueCompletions(d Desk, row *video.ActionInfo, stem, name, typed string) []widget.Choice {
	var out []widget.Choice
	for _, c := range valuesOf(d, row, name) {
		if !widget.Fits(typed, c.Text+" "+c.Also) {
			continue
		}
		c.ID = stem + quotedIfNeeded(c.ID) + " "
		if out = append(out, c); len(out) == maxCompletions {
			break
		}
	}
	return out
}

func quotedIfNeeded(value string) string {
	if strings.ContainsAny(value, " {}[]\"") {
		return fmt.Sprintf("%q", value)
	}
	return value
}

// valuesOf are the values to choose from for a parameter, or none.
func valuesOf(d Desk, row *video.ActionInfo, name string) []widget.Choice {
	if name == row.Target.ObjectArg() && name != "" {
		if row.Target == video.OnMember {
			return memberChoices(d, row.Action)
		}
		return objectChoices(d, row)
	}
	arg := row.Arg(name)
	if arg == nil {
		return nil
	}
	switch arg.Type {
	case video.ArgLayout:
		return layoutChoices(d)
	case video.ArgPosition:
		return positionChoices(d)
	case video.ArgBool:
		return plainChoices("true", "false")
	case video.ArgString:
		return plainChoices(arg.Choices...)
	}
	return nil
}

func plainChoices(values ...string) []widget.Choice {
	out := make([]widget.Choice, len(values))
	for i, v := range values {
		out[i] = widget.Choice{ID: v, Text: v}
	}
	return out
}

// memberChoices are the members an action can be meant for, with their state. For promoting these are people of the
// audience as far as they are known.
func memberChoices(d Desk, a video.Action) []widget.Choice {
	s := d.Snapshot()
	members := s.Members
	if row, _ := a.Info(); row.Unlisted {
		members = nil
		for _, m := range s.Members {
			if m.Type == video.TypeAudience {
				members = append(members, m)
			}
		}
		members = append(members, s.Demoted...)
	}
	g := &d.Theme().Glyphs
	dot := " " + g.Dot + " "
	out := make([]widget.Choice, 0, len(members))
	for _, m := range members {
		note := strings.Join(people.OffWords(m), dot)
		if m.HandRaised {
			note = draw.Join(note, g.Hand)
		}
		c := widget.Choice{ID: string(m.ID), Text: d.Name(m.ID), Note: note, Also: text.Clean(string(m.ID))}
		if short := people.Steady(d.Name(m.ID), m.ID); short != c.Text {
			c.Also += " " + c.Text
			c.Text, c.Note = short, draw.Join(c.Note, c.Text)
		}
		out = append(out, c)
	}
	return out
}

// objectChoices are the recordings, playbacks or streams an action can be meant for.
func objectChoices(d Desk, row *video.ActionInfo) []widget.Choice {
	var out []widget.Choice
	for _, item := range media.Items(d.Snapshot()) {
		if item.Kind == row.Target {
			out = append(out, widget.Choice{
				ID: item.Id, Text: item.Summary(d.Theme(), d.Now()), Note: item.Starter(), Also: text.Clean(item.Id),
				Off: item.Allows(row.Action),
			})
		}
	}
	return out
}

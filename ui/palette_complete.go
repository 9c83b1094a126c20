package ui

import (
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// completions are what the word under construction could become; their ids are whole lines.
func completions(d desk, l lineCommand, line string) []choice {
	stem := strings.TrimSuffix(line, l.last)
	name, value, hasValue := strings.Cut(l.last, "=")
	if hasValue {
		return valueCompletions(d, l.row, stem+name+"=", name, value)
	}
	var out []choice
	add := func(param, note string) {
		if _, given := l.values[param]; given || !strings.HasPrefix(strings.ToLower(param), strings.ToLower(l.last)) {
			return
		}
		out = append(out, choice{id: stem + param + "=", text: param + "=", note: note})
	}
	if object := l.row.Target.ObjectArg(); object != "" {
		add(object, targetNote(d, l.row))
	}
	for _, arg := range l.row.Args {
		add(arg.Name, argNote(arg))
	}
	return out
}

func targetNote(d desk, row video.ActionInfo) string {
	if row.Target != video.OnMember {
		return "an id"
	}
	switch ids := d.targets(); {
	case len(ids) == 1:
		return "a name or id; without it: " + d.name(ids[0])
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
func valueCompletions(d desk, row video.ActionInfo, stem, name, typed string) []choice {
	var out []choice
	for _, c := range valuesOf(d, row, name) {
		if _, ok := fuzzyMatch(typed, c.text+" "+c.also); !ok {
			continue
		}
		c.id = stem + quotedIfNeeded(c.id) + " "
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
func valuesOf(d desk, row video.ActionInfo, name string) []choice {
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

func plainChoices(values ...string) []choice {
	out := make([]choice, len(values))
	for i, v := range values {
		out[i] = choice{id: v, text: v}
	}
	return out
}

// memberChoices are the members an action can be meant for, with their state. For promoting these are people of the
// audience as far as they are known.
func memberChoices(d desk, a video.Action) []choice {
	s := d.snapshot()
	members := s.Members
	if a == video.ActPromote {
		members = nil
		for _, m := range s.Members {
			if m.Type == video.TypeAudience {
				members = append(members, m)
			}
		}
		members = append(members, s.Demoted...)
	}
	g := &d.theme().Glyphs
	dot := " " + g.Dot + " "
	out := make([]choice, 0, len(members))
	for _, m := range members {
		note := strings.Join(offWords(m), dot)
		if m.HandRaised {
			note = draw.Join(note, g.Hand)
		}
		c := choice{id: string(m.ID), text: d.name(m.ID), note: note, also: text.Clean(string(m.ID))}
		if short := steadyName(d, m.ID); short != c.text {
			c.also += " " + c.text
			c.text, c.note = short, draw.Join(c.note, c.text)
		}
		out = append(out, c)
	}
	return out
}

// objectChoices are the recordings, playbacks or streams an action can be meant for.
func objectChoices(d desk, row video.ActionInfo) []choice {
	var out []choice
	for _, item := range mediaItems(d.snapshot()) {
		if item.kind == row.Target {
			out = append(out, choice{
				id: item.id, text: item.summary(d.theme(), d.now()), note: item.starter(), also: text.Clean(item.id),
				off: item.allows(row.Action),
			})
		}
	}
	return out
}

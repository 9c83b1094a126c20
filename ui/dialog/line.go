package dialog

import (
	"encoding/json"
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/named"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/typed"
	"gavel/ui/widget"
)

// lineCommand is a command written in one line: setLayout name=3x3.
type lineCommand struct {
	row    *video.ActionInfo
	values map[string]string // as written, by the name of the parameter in the reference
	order  []string
	last   string // the word being written: no blank follows it yet
	stray  string // the first word without "="
}

// parseLine parses a command line. It returns false unless the first word is an action's name and a blank follows.
func parseLine(s string) (lineCommand, bool) {
	s = strings.TrimLeft(s, " ")
	name, rest, found := strings.Cut(s, " ")
	if !found {
		return lineCommand{}, false
	}
	row, ok := typed.Method(name)
	if !ok {
		return lineCommand{}, false
	}
	l := lineCommand{row: row, values: map[string]string{}}
	words, open := typed.Words(rest)
	for _, word := range words {
		param, value, ok := strings.Cut(word, "=")
		if !ok {
			if l.stray == "" {
				l.stray = word
			}
			continue
		}
		if _, again := l.values[param]; !again {
			l.order = append(l.order, param)
		}
		l.values[param] = value
	}
	if open && len(words) > 0 {
		l.last = words[len(words)-1]
	}
	return l, true
}

// argValue parses a written value by the type of its parameter. Metadata may be lines of key=value.
func argValue(arg video.Arg, written string) any {
	if arg.Type == video.ArgObject {
		if m, _, wrong := parseMetadata(written); wrong == "" {
			return m.object(keysOfMetadata(m))
		}
	}
	return typed.Value(&arg, written)
}

func keysOfMetadata(m metadata) []string {
	keys := make([]string, 0, len(m))
	for name := range m {
		keys = append(keys, name)
	}
	return keys
}

// command turns the line into a command. A member may be given by name if only one has it. Without a member, the
// command is for the marked or highlighted members. wrong is a clean sentence.
func (l lineCommand) command(d Desk) (c video.Command, wrong string) {
	c = video.Command{Action: l.row.Action, Args: video.Args{}}
	if l.stray != "" {
		return c, say.NameAndValue
	}
	object := l.row.Target.ObjectArg()
	for _, name := range l.order {
		written := l.values[name]
		if arg := l.row.Arg(name); arg != nil {
			c.Args[name] = argValue(*arg, written)
			if arg.Type == video.ArgPositions {
				if c.Args[name], wrong = named.Places(d.Roster(), c.Args[name]); wrong != "" {
					return c, wrong
				}
			}
			continue
		}
		switch {
		case name == object && l.row.Target == video.OnMember:
			if c.Targets, wrong = named.All(d.Roster(), written, l.row.Unlisted); wrong != "" {
				return c, wrong
			}
		case name == object && object != "":
			c.Object = strings.Trim(written, `"`)
		default:
			c.Args[name] = written // Normalize lists the valid names
		}
	}
	if l.row.Target == video.OnMember && len(c.Targets) == 0 {
		c.Targets = d.Targets()
	}
	if c.Object == "" && l.row.Target != video.OnMember && l.row.Target != video.OnRoom {
		c.Object = media.Only(d.Snapshot(), l.row)
	}
	return c, ""
}

// completions returns the completions of the word being written. Their ids are whole lines.
func completions(d Desk, l lineCommand, line string) []widget.Choice {
	stem := strings.TrimSuffix(line, l.last)
	name, value, hasValue := strings.Cut(l.last, "=")
	if hasValue {
		return valueCompletions(d, l, stem+name+"=", name, value)
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

// argNote returns a note on the accepted values of a parameter, and its default.
func argNote(arg video.Arg) string {
	note := arg.Allowed()
	switch {
	case arg.Required:
		return note
	case arg.Default != nil:
		return fmt.Sprintf("%s; without it: %v", note, arg.Default)
	}
	return note + "; optional"
}

// maxCompletions keeps lists of names short enough to be built at every key.
const maxCompletions = 50

// valueCompletions returns the possible values of a parameter.
func valueCompletions(d Desk, l lineCommand, stem, name, typed string) []widget.Choice {
	var out []widget.Choice
	for _, c := range valuesOf(d, l, name) {
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
	if strings.HasPrefix(value, "{") {
		return value // brackets hold it together
	}
	if strings.ContainsAny(value, " {}[]\"") {
		return fmt.Sprintf("%q", value)
	}
	return value
}

// valuesOf returns the values of a parameter that can be listed, or none.
func valuesOf(d Desk, l lineCommand, name string) []widget.Choice {
	row := l.row
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
	case video.ArgPositions:
		return placedChoices(d, l)
	case video.ArgBool:
		return plainChoices("true", "false")
	case video.ArgString:
		return plainChoices(arg.Choices...)
	}
	return nil
}

// placedChoices offers each place of the layout that the line sets, or of the present one, for the first target.
func placedChoices(d Desk, l lineCommand) []widget.Choice {
	ids := d.Targets()
	if len(ids) == 0 {
		return nil
	}
	layout := ""
	for _, arg := range l.row.Args {
		if arg.Type == video.ArgLayout {
			layout = l.values[arg.Name]
		}
	}
	out := placesOf(d, strings.Trim(layout, `"`))
	for i := range out {
		value, err := json.Marshal(map[string]string{string(ids[0]): out[i].ID})
		if err != nil {
			continue
		}
		out[i].Text, out[i].ID, out[i].Key = d.Name(ids[0])+" at "+out[i].ID, string(value), ""
	}
	return out
}

func plainChoices(values ...string) []widget.Choice {
	out := make([]widget.Choice, len(values))
	for i, v := range values {
		out[i] = widget.Choice{ID: v, Text: v}
	}
	return out
}

// memberChoices returns the possible targets of an action, with their state. For promoting, these are the known members
// of the audience.
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
		note := strings.Join(people.OddWords(m), dot)
		if m.HandRaised {
			note = draw.Join(note, g.Hand)
		}
		out = append(out, widget.Choice{
			ID: string(m.ID), Text: d.Name(m.ID), Note: note, Also: text.Clean(string(m.ID)),
		})
	}
	return out
}

// objectChoices returns the recordings, playbacks or streams that an action can be for.
func objectChoices(d Desk, row *video.ActionInfo) []widget.Choice {
	var out []widget.Choice
	for _, item := range media.Items(d.Snapshot()) {
		if item.Kind == row.Target {
			out = append(out, widget.Choice{
				ID: item.ID, Text: item.Summary(d.Theme(), d.Now()), Note: item.Starter(), Also: text.Clean(item.ID),
				Off: item.Allows(row.Action),
			})
		}
	}
	return out
}

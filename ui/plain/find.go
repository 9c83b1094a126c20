package plain

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/say"
)

// protected reports whether no command for many people touches a member.
func (c *console) protected(m *video.Member) bool { return c.o.Room.Protects(m, c.room.Room.Member) }

// those returns the members that fit.
func (c *console) those(fits func(*video.Member) bool) []video.MemberID {
	var ids []video.MemberID
	for _, m := range c.room.Room.Members {
		if fits(m) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// isMany reports whether a line means people without naming them.
func (c *console) isMany(line string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(line)) {
		if word == "everybody" || word == "everyone" || word == "all" || word == "where" {
			return true
		}
	}
	return false
}

// known is the data that a typed selector may need.
const known = selector.Talking | selector.History | selector.Joins | selector.ProtectedList

// find returns the members that a text means: names or ids with commas between them, everybody, or where and a
// selector. wrong is why it means none.
func (c *console) find(text string) (ids []video.MemberID, wrong string) {
	text = strings.TrimSpace(text)
	word, rest, _ := strings.Cut(text, " ")
	switch strings.ToLower(word) {
	case "":
		return nil, "Nobody is named. Nothing was sent."
	case "where":
		return c.where(rest)
	case "everybody", "everyone", "all":
		if rest == "" {
			return c.those(people.OnStage), ""
		}
	}
	for name := range strings.SplitSeq(text, ",") {
		id, wrong := c.findOne(strings.TrimSpace(name))
		if wrong != "" {
			return nil, wrong
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, ""
}

// where returns the members that a selector chooses. An empty one is an error.
func (c *console) where(text string) ([]video.MemberID, string) {
	facts, known := selector.Facts{
		Now: time.Now(), Since: c.room.Room.Room.StartedAt, Protected: c.protected,
	}, known
	if facts.Panel = c.o.Panel; facts.Panel != nil {
		known |= selector.PanelList
	}
	s, err := selector.Parse(text, known)
	if e, ok := errors.AsType[*selector.Error](err); ok {
		wrong := fmt.Sprintf("Column %d of the selector: %s.", e.Column(), e.Problem)
		if e.Nearest != "" {
			wrong += " Did you mean " + e.Nearest + "?"
		}
		return nil, wrong + " Nothing was sent."
	}
	if err != nil {
		return nil, say.Complaint(err)
	}
	ids := c.those(func(m *video.Member) bool { return s.Match(m, &facts) })
	if len(ids) == 0 {
		return nil, "Nobody matches " + s.String() + ". Nothing was sent."
	}
	return ids, ""
}

// findOne returns the member with an id, a short id after #, a name, or the start or a part of a name that only one
// has.
func (c *console) findOne(name string) (video.MemberID, string) {
	if name == "" {
		return "", "A name is empty. Nothing was sent."
	}
	key := fold.Key(name)
	for _, fits := range []func(*video.Member) bool{
		func(m *video.Member) bool {
			return string(m.ID) == name || c.people.LabelOf(m.ID) == name || c.people.Tagged(m.ID) == name
		},
		func(m *video.Member) bool {
			return strings.HasPrefix(name, "#") && strings.HasSuffix(c.people.Tagged(m.ID), name)
		},
		func(m *video.Member) bool { return fold.Key(m.Name) == key },
		func(m *video.Member) bool { return key != "" && strings.HasPrefix(fold.Key(m.Name), key) },
		func(m *video.Member) bool { return key != "" && strings.Contains(fold.Key(m.Name), key) },
	} {
		switch found := c.those(fits); len(found) {
		case 0:
			continue
		case 1:
			return found[0], ""
		default:
			var all []string
			for _, id := range found {
				all = append(all, c.people.Tagged(id))
			}
			return "", say.Quote(name) + " can be " + list(all) + ". Nothing was sent."
		}
	}
	return "", "Nobody here is called " + say.Quote(name) + ". Nothing was sent."
}

// phrase reads a line that begins with what people or the reference call an action: "mute Ann", "lock the room".
func (c *console) phrase(line string) (command video.Command, is bool, wrong string) {
	low := strings.ToLower(line)
	var best *video.ActionInfo
	length := 0
	for _, row := range video.Actions() {
		if strings.Contains(low, "=") && !strings.Contains(low, " where ") {
			break // parameters of a method
		}
		for _, name := range []string{row.Verb, row.Label} {
			name = strings.ToLower(name)
			if len(name) > length && (low == name || row.Target == video.OnMember && strings.HasPrefix(low, name+" ")) {
				best, length = row, len(name)
			}
		}
	}
	if best == nil {
		return command, false, ""
	}
	command = video.Command{Action: best.Action, Args: video.Args{}}
	for _, arg := range best.Args {
		if arg.Required && arg.Type == video.ArgBool { // "hide people without video" says yes
			command.Args[arg.Name] = true
		}
	}
	if best.Target == video.OnMember {
		command.Targets, wrong = c.find(line[length:])
	} else {
		command.Object = c.onlyObject(best.Target)
	}
	return command, true, wrong
}

// methodLine reads a line with a method of the reference and its parameters: setLayout name=3x3.
func (c *console) methodLine(word, rest string) (command video.Command, is bool, wrong string) {
	var row *video.ActionInfo
	for _, r := range video.Actions() {
		if r.Called(word) {
			row = r
		}
	}
	if row == nil {
		return command, false, ""
	}
	command = video.Command{Action: row.Action, Args: video.Args{}}
	object := row.Target.ObjectArg()
	for _, part := range parameters(rest) {
		name, value, ok := strings.Cut(part, "=")
		switch {
		case !ok:
			return command, true, "Write parameters as name=value"
		case name == object && row.Target == video.OnMember:
			if command.Targets, wrong = c.find(strings.Trim(value, `"`)); wrong != "" {
				return command, true, wrong
			}
		case name == object && object != "":
			command.Object = strings.Trim(value, `"`)
		default:
			command.Args[name] = argument(row.Arg(name), value)
		}
	}
	if row.Target != video.OnMember {
		command.Object = cmp.Or(command.Object, c.onlyObject(row.Target))
	}
	return command, true, ""
}

// argument returns a written value: JSON unless the parameter is a text.
func argument(arg *video.Arg, written string) any {
	var v any
	err := json.Unmarshal([]byte(written), &v)
	_, isText := v.(string)
	if err != nil || arg != nil && !isText && isTextual(arg.Type) {
		return written
	}
	return v
}

func isTextual(t video.ArgType) bool {
	return slices.Contains([]video.ArgType{video.ArgString, video.ArgLayout, video.ArgPosition, video.ArgURL}, t)
}

// parameters splits a line at blanks outside quotation marks and brackets.
func parameters(s string) (parts []string) {
	depth, quoted, from := 0, false, 0
	for i, r := range s + " " {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '{' || r == '[':
			depth++
		case r == '}' || r == ']':
			depth--
		case r == ' ' && depth <= 0:
			if part := strings.TrimSpace(s[from:min(i, len(s))]); part != "" {
				parts = append(parts, part)
			}
			from = i
		}
	}
	return parts
}

// onlyObject returns the id of the one recording, playback or stream that runs, or "".
func (c *console) onlyObject(t video.Target) string {
	s := c.room.Room
	var ids []string
	add := func(id string, runs bool) {
		if runs {
			ids = append(ids, id)
		}
	}
	switch t {
	case video.OnRecording:
		for _, r := range s.Recordings {
			add(r.ID, !r.HasEnded())
		}
	case video.OnPlayback:
		for _, p := range s.Playbacks {
			add(p.ID, !p.HasEnded())
		}
	case video.OnStream:
		for _, st := range s.Streams {
			add(st.ID, !st.HasEnded())
		}
	}
	if len(ids) == 1 {
		return ids[0]
	}
	return ""
}

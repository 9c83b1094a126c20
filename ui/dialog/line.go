package dialog

import (
	"encoding/json"
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/media"
)

// lineCommand is a command written in one line: setLayout name=3x3.
type lineCommand struct {
	row    *video.ActionInfo
	values map[string]string // as written, by the page's name of the parameter
	order  []string
	last   string // the word that is being written: no blank follows it yet
	stray  string // the first word without "="
}

// parseLine reads a command line. It is one when its first word is an action's name and a blank follows.
func parseLine(s string) (lineCommand, bool) {
	s = strings.TrimLeft(s, " ")
	name, rest, found := strings.Cut(s, " ")
	if !found {
		return lineCommand{}, false
	}
	row, ok := actionNamed(name)
	if !ok {
		return lineCommand{}, false
	}
	l := lineCommand{row: row, values: map[string]string{}}
	words, open := splitWords(rest)
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

func actionNamed(name string) (*video.ActionInfo, bool) {
	for _, row := range video.Actions() {
		if row.Called(name) {
			return row, true
		}
	}
	return &video.ActionInfo{}, false
}

// splitWords parts a line at blanks, except inside of quotes and brackets. open reports whether the last word may go
// on.
func splitWords(s string) (words []string, open bool) {
	var word strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '{' || r == '[':
			depth++
		case r == '}' || r == ']':
			depth--
		case r == ' ' && depth <= 0:
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			continue
		}
		word.WriteRune(r)
	}
	if word.Len() == 0 {
		return words, false
	}
	return append(words, word.String()), true
}

// argValue reads a written value by the type of its parameter: what is JSON is taken as such, except where a text is
// wanted.
func argValue(arg video.Arg, written string) any {
	switch arg.Type {
	case video.ArgString, video.ArgLayout, video.ArgPosition, video.ArgURL:
		var s string
		if json.Unmarshal([]byte(written), &s) == nil {
			return s
		}
		return written
	case video.ArgStrings, video.ArgPermissions:
		return listValue(written)
	case video.ArgObject:
		if m, _, wrong := parseMetadata(written); wrong == "" {
			return m.object(keysOfMetadata(m))
		}
	}
	decoder := json.NewDecoder(strings.NewReader(written))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) == nil && strings.TrimSpace(written[decoder.InputOffset():]) == "" {
		return v
	}
	return written
}

func keysOfMetadata(m metadata) []string {
	keys := make([]string, 0, len(m))
	for name := range m {
		keys = append(keys, name)
	}
	return keys
}

// listValue reads a JSON list of strings, or words between commas.
func listValue(written string) any {
	var list []string
	if json.Unmarshal([]byte(written), &list) == nil {
		return list
	}
	for _, word := range strings.Split(written, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// command turns the line into a command. A member may be given by name when only one has it; without one the marked or
// highlighted are meant. wrong is a clean sentence.
func (l lineCommand) command(d Desk) (c video.Command, wrong string) {
	c = video.Command{Action: l.row.Action, Args: video.Args{}}
	if l.stray != "" {
		return c, "write parameters as name=value"
	}
	object := l.row.Target.ObjectArg()
	for _, name := range l.order {
		written := l.values[name]
		if arg := l.row.Arg(name); arg != nil {
			c.Args[name] = argValue(*arg, written)
			continue
		}
		switch {
		case name == object && l.row.Target == video.OnMember:
			ids, wrong := membersNamed(d, written)
			if wrong != "" {
				return c, wrong
			}
			c.Targets = ids
		case name == object && object != "":
			c.Object = strings.Trim(written, `"`)
		default:
			c.Args[name] = written // Normalize says which names there are
		}
	}
	if l.row.Target == video.OnMember && len(c.Targets) == 0 {
		c.Targets = d.Targets()
	}
	if c.Object == "" && l.row.Target != video.OnMember && l.row.Target != video.OnRoom {
		c.Object = onlyLive(d, l.row)
	}
	return c, ""
}

// onlyLive is the id of the one recording, playback or stream that an action makes sense for; "" when there are none or
// several.
func onlyLive(d Desk, row *video.ActionInfo) string {
	id := ""
	for _, item := range media.Items(d.Snapshot()) {
		if item.Kind != row.Target || item.Allows(row.Action) != "" {
			continue
		}
		if id != "" {
			return ""
		}
		id = item.Id
	}
	return id
}

// membersNamed finds members by id, or by a name that only one of them has; several are parted by commas or a JSON
// list.
func membersNamed(d Desk, written string) (ids []video.MemberID, wrong string) {
	words, _ := listValue(written).([]string)
	for _, word := range words {
		word = strings.Trim(word, `"`)
		found := memberNamed(d.Snapshot(), word)
		switch {
		case len(found) == 1:
			ids = append(ids, found[0])
		case len(found) > 1:
			return nil, draw.Plural(len(found), "member is", "members are") + " called so: give the id"
		default:
			ids = append(ids, video.MemberID(word)) // perhaps somebody in the audience
		}
	}
	if len(ids) == 0 {
		return nil, "memberId is empty"
	}
	return ids, ""
}

func memberNamed(s *video.Snapshot, name string) []video.MemberID {
	var found []video.MemberID
	for _, m := range s.Members {
		if string(m.ID) == name {
			return []video.MemberID{m.ID}
		}
		if strings.EqualFold(m.Name, name) {
			found = append(found, m.ID)
		}
	}
	return found
}

package plain

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/media"
	"gavel/ui/named"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/typed"
)

// protected reports whether bulk commands leave a member out.
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
// selector. If it means none, wrong is the reason.
func (c *console) find(text string) (ids []video.MemberID, wrong string) {
	text = strings.TrimSpace(text)
	word, rest, _ := strings.Cut(text, " ")
	switch strings.ToLower(word) {
	case "":
		return nil, say.Unsent(say.NobodyNamed)
	case "where":
		return c.where(rest)
	case "everybody", "everyone", "all":
		if rest == "" {
			return c.those(people.OnStage), ""
		}
	}
	if ids, wrong = named.All(c.people, text, false); wrong != "" {
		return nil, say.Unsent(wrong)
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
		return nil, say.BadSelector(e)
	}
	if err != nil {
		return nil, say.UnsentBecause(err)
	}
	ids := c.those(func(m *video.Member) bool { return s.Match(m, &facts) })
	if len(ids) == 0 {
		return nil, say.Unsent(say.NobodyMatches(s))
	}
	return ids, ""
}

// phrase reads a line that begins with the name of an action in everyday words or in the reference: "mute Ann", "lock
// the room".
func (c *console) phrase(line string) (command video.Command, is bool, wrong string) {
	word, _, _ := strings.Cut(line, " ")
	if _, method := typed.Method(word); method && strings.Contains(line, "=") &&
		!strings.Contains(strings.ToLower(line), " where ") {
		return command, false, "" // parameters of a method
	}
	best, names, is := typed.Phrase(line)
	if !is {
		return command, false, ""
	}
	command = video.Command{Action: best.Action, Args: video.Args{}}
	for _, arg := range best.Args {
		if arg.Required && arg.Type == video.ArgBool { // "hide people without video" says yes
			command.Args[arg.Name] = true
		}
	}
	if best.Target == video.OnMember {
		command.Targets, wrong = c.find(names)
	} else {
		command.Object = media.Only(c.room.Room, best)
	}
	return command, true, wrong
}

// methodLine reads a line with a method of the reference and its parameters: setLayout name=3x3.
func (c *console) methodLine(word, rest string) (command video.Command, is bool, wrong string) {
	row, is := typed.Method(word)
	if !is {
		return command, false, ""
	}
	command = video.Command{Action: row.Action, Args: video.Args{}}
	object := row.Target.ObjectArg()
	words, _ := typed.Words(rest)
	for _, part := range words {
		name, value, ok := strings.Cut(part, "=")
		switch {
		case !ok:
			return command, true, say.Unsent(say.NameAndValue)
		case name == object && row.Target == video.OnMember:
			if command.Targets, wrong = c.find(value); wrong != "" {
				return command, true, wrong
			}
		case name == object && object != "":
			command.Object = strings.Trim(value, `"`)
		default:
			arg := row.Arg(name)
			command.Args[name] = typed.Value(arg, value)
			if arg != nil && arg.Type == video.ArgPositions {
				command.Args[name], wrong = named.Places(c.people, command.Args[name])
			}
			if wrong != "" {
				return command, true, say.Unsent(wrong)
			}
		}
	}
	if row.Target != video.OnMember {
		command.Object = cmp.Or(command.Object, media.Only(c.room.Room, row))
	}
	return command, true, ""
}

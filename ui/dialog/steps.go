package dialog

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/media"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// memberDialog chooses members. Marked members are marked here too; without marks, the cursor is on the highlighted
// member.
func (z *wizard) memberDialog() widget.Dialog {
	c := z.ask(whoStep, memberChoices(z.d, z.row.Action), func(ids []string) tea.Cmd {
		z.c.Targets = memberIDs(ids)
		return z.next()
	})
	c.Fresh = z.people(func(items []widget.Choice) []widget.Choice { return items })
	c.List.Marks = map[string]struct{}{}
	c.Empty = say.NobodyHere
	if z.row.Unlisted {
		c.Empty = "only the size of the audience is known: type or paste an id"
		c.Free = "promote the member with this id"
	}
	targets := z.d.Targets()
	for _, id := range targets {
		c.List.Put(string(id))
		if len(targets) > 1 && c.List.Has(string(id)) {
			c.List.Marks[string(id)] = struct{}{}
		}
	}
	return c
}

// listedLive is the largest number of members for which a list is rebuilt at each snapshot.
const listedLive = 500

// people returns the present choices of members for an open list. A member that left cannot be chosen, and a renamed
// member has the new name. In a large room the choices are rebuilt only if a member joined, left or was renamed.
func (z *wizard) people(with func([]widget.Choice) []widget.Choice) func() []widget.Choice {
	var made []widget.Choice
	var of uint64
	return func() []widget.Choice {
		if now := z.d.Roster().Version; made == nil || of != now || len(z.d.Snapshot().Members) <= listedLive {
			made, of = with(memberChoices(z.d, z.row.Action)), now
			for i := range made {
				made[i].Key = "" // letters search
			}
		}
		return made
	}
}

// present returns the targets that must still be in the room for the step to make sense. The audience is not listed, so
// its members do not count.
func (z *wizard) present() []video.MemberID {
	if z.row.Unlisted {
		return nil
	}
	return z.c.Targets
}

func memberIDs(ids []string) []video.MemberID {
	out := make([]video.MemberID, len(ids))
	for i, id := range ids {
		out[i] = video.MemberID(id)
	}
	return out
}

// objectDialog chooses a recording, playback or stream.
func (z *wizard) objectDialog() widget.Dialog {
	c := z.ask("which", objectChoices(z.d, z.row), func(ids []string) tea.Cmd {
		z.c.Object = ids[0]
		return z.next()
	})
	c.W = widget.Widest
	c.Empty = "none is known: type or paste an id"
	c.Free = "use the id"
	c.Fresh = func() []widget.Choice { return objectChoices(z.d, z.row) }
	return c
}

// leaveOut is the choice to omit an optional parameter.
const leaveOut = "\x00leave out"

// optional prepends the choice to omit a parameter, if it is optional.
func optional(arg video.Arg, items []widget.Choice) []widget.Choice {
	if arg.Required {
		return items
	}
	note := ""
	if arg.Default != nil {
		note = fmt.Sprintf("then %v", arg.Default)
	}
	return append([]widget.Choice{{ID: leaveOut, Text: "leave out", Note: note}}, items...)
}

// chosenValue returns the value of a choice.
func chosenValue(id string) any {
	if id == leaveOut {
		return nil
	}
	return id
}

// argDialog asks for one parameter, by its type.
func (z *wizard) argDialog(arg video.Arg) widget.Dialog {
	pick := func(items []widget.Choice) *widget.Chooser {
		return z.ask(arg.Label, optional(arg, items), func(ids []string) tea.Cmd {
			return z.set(arg.Name, chosenValue(ids[0]))
		})
	}
	switch {
	case arg.Type == video.ArgBool:
		return z.boolDialog(arg)
	case arg.Choices != nil:
		return pick(plainChoices(arg.Choices...))
	case arg.Type == video.ArgLayout:
		c := pick(layoutChoices(z.d))
		c.Free = "use the layout"
		c.Empty = say.NoLayouts
		if arg.Required {
			c.List.Put(z.d.Snapshot().Room.LayoutName)
		}
		return c
	case arg.Type == video.ArgPosition:
		return pick(positionChoices(z.d))
	case arg.Type == video.ArgPositions:
		return z.positionsDialog(arg)
	case arg.Type == video.ArgNumber, arg.Type == video.ArgMillis:
		return z.numberDialog(arg)
	}
	return z.textDialog(arg)
}

func (z *wizard) boolDialog(arg video.Arg) widget.Dialog {
	items := []widget.Choice{{ID: "true", Text: "yes"}, {ID: "false", Text: "no"}}
	c := z.ask(arg.Label, optional(arg, items), func(ids []string) tea.Cmd {
		if ids[0] == leaveOut {
			return z.set(arg.Name, nil)
		}
		return z.set(arg.Name, ids[0] == "true")
	})
	switch z.c.Now(z.d.Snapshot(), "") {
	case true:
		c.Note("true", "now")
	case false:
		c.Note("false", "now")
	}
	return c
}

// textDialog asks for a typed value: a string, address, object or list.
func (z *wizard) textDialog(arg video.Arg) widget.Dialog {
	check := func(s string) string {
		if s == "" {
			if arg.Required {
				return "type " + arg.Allowed()
			}
			return ""
		}
		if arg.Type == video.ArgObject {
			if _, _, wrong := parseMetadata(s); wrong != "" {
				return wrong
			}
		}
		return z.wrongValue(arg, argValue(arg, s))
	}
	p := widget.NewTextPrompt(z.d, z.heading(arg.Label), about(arg), check, func(s string) tea.Cmd {
		if s == "" {
			return z.set(arg.Name, nil)
		}
		return z.set(arg.Name, argValue(arg, s))
	})
	p.Back = z.retreat()
	switch arg.Type {
	case video.ArgURL:
		p.Hide = widget.SecretOfURL
	case video.ArgObject:
		p.Ghost = `{"key": "value"}  or  key=value`
	case video.ArgStrings, video.ArgPermissions:
		p.Ghost = "one, two, three"
	}
	if keys := z.metaKeys(arg); keys != "" {
		p.About = "known keys: " + keys
	}
	p.Gone = AllLeft(z.d, z.present())
	return p
}

// wrongValue returns the reason why the table rejects a value, or "". Other parameters may still be missing.
func (z *wizard) wrongValue(arg video.Arg, value any) string {
	c := z.c
	c.Args = video.Args{}
	for _, other := range z.row.Args {
		if v, ok := z.c.Args[other.Name]; ok {
			c.Args[other.Name] = v
		}
	}
	c.Args[arg.Name] = value
	_, err := c.Normalize()
	var argument *video.ArgumentError
	if errors.As(err, &argument) && argument.Name == arg.Name {
		return say.Reason(err)
	}
	return ""
}

// metaKeys lists the keys of the metadata that an action changes.
func (z *wizard) metaKeys(arg video.Arg) string {
	if arg.Type != video.ArgStrings {
		return ""
	}
	raw := z.d.Snapshot().Room.Meta
	if len(z.c.Targets) > 0 {
		m := z.d.Roster().Member(z.c.Targets[0])
		if m == nil {
			return ""
		}
		raw = m.Meta
	}
	m, wrong := parseObject(string(raw))
	if wrong != "" {
		return ""
	}
	return text.Clean(strings.Join(sortedKeys(m), ", "))
}

func sortedKeys(m metadata) []string { return slices.Sorted(maps.Keys(m)) }

// numberDialog asks for a number. It starts with the present value if there is one target.
func (z *wizard) numberDialog(arg video.Arg) widget.Dialog {
	value, known := z.numberNow(arg)
	if !known {
		if def, ok := arg.Default.(float64); ok {
			value = def
		}
	}
	p := widget.NewNumberPrompt(z.d, z.heading(arg.Label), arg.Min, arg.Max, value, nil)
	p.Gone = AllLeft(z.d, z.present())
	p.Then = func(v float64) tea.Cmd { return z.set(arg.Name, v) }
	p.Back = z.retreat()
	p.About = about(arg)
	if arg.Type == video.ArgMillis {
		p.Steps = widget.SecondSteps
	}
	if known {
		p.About += fmt.Sprintf("; now %s", widget.NumberText(value))
	}
	if !arg.Required {
		p.Skip = func() tea.Cmd { return z.set(arg.Name, nil) }
		p.Field.Set("")
	}
	return p
}

// numberNow returns the present value of the property that an action sets, if there is one target and the value is
// known.
func (z *wizard) numberNow(arg video.Arg) (float64, bool) {
	if len(z.c.Targets) == 1 {
		now, known := z.c.Now(z.d.Snapshot(), z.c.Targets[0]).(float64)
		return now, known && now >= arg.Min && now <= arg.Max
	}
	for _, item := range media.Items(z.d.Snapshot()) {
		if z.c.Object == "" || item.Kind != z.row.Target || item.ID != z.c.Object {
			continue
		}
		if z.row.Sets.Field == video.FieldTimecode {
			return float64(item.Position(z.d.Now()).Milliseconds()), arg.Required
		}
		now, known := z.c.Now(z.d.Snapshot(), "").(float64)
		return now, known
	}
	return 0, false
}

// selfChoice is the object being created: the playback that play starts.
var selfChoice = widget.Choice{ID: string(video.Self), Text: "the playback itself"}

// positionsDialog asks for members, then for the place of each.
func (z *wizard) positionsDialog(arg video.Arg) widget.Dialog {
	all := func(items []widget.Choice) []widget.Choice {
		if z.row.Starts != video.OnRoom {
			items = append([]widget.Choice{selfChoice}, items...)
		}
		return optional(arg, items)
	}
	c := z.ask(arg.Label, all(memberChoices(z.d, z.row.Action)), func(ids []string) tea.Cmd {
		if slices.Contains(ids, leaveOut) {
			return z.set(arg.Name, nil)
		}
		return z.placeEach(arg, ids, map[video.MemberID]video.Position{})
	})
	c.Fresh = z.people(all)
	c.List.Marks = map[string]struct{}{}
	if arg.Required {
		for _, id := range z.d.Targets() {
			c.List.Put(string(id))
		}
	}
	return c
}

// layout is the layout that the command is to set; "" for none.
func (z *wizard) layout() string {
	for _, arg := range z.row.Args {
		if name, ok := z.c.Args[arg.Name].(string); ok && arg.Type == video.ArgLayout {
			return name
		}
	}
	return ""
}

// placeEach asks for the places of the members, one by one.
func (z *wizard) placeEach(arg video.Arg, ids []string, placed map[video.MemberID]video.Position) tea.Cmd {
	if len(placed) == len(ids) {
		return z.set(arg.Name, placed)
	}
	id := video.MemberID(ids[len(placed)])
	name := selfChoice.Text
	if id != video.Self {
		name = z.d.Name(id)
	}
	items := placesOf(z.d, z.layout())
	for i, c := range items {
		for other, position := range placed {
			if c.ID == string(position) && position.IsStandard() {
				items[i].Note = "for " + z.d.Name(other)
			}
		}
	}
	c := z.ask("place of "+name, items, func(chosen []string) tea.Cmd {
		next := maps.Clone(placed)
		next[id] = video.Position(chosen[0])
		return z.placeEach(arg, ids, next)
	})
	c.Back = z.show
	z.d.Open(c)
	return nil
}

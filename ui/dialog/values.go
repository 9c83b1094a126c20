package dialog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/media"
	"gavel/ui/widget"
)

func sortedKeys(m metadata) []string { return slices.Sorted(maps.Keys(m)) }

// numberDialog asks for a number, with the present value of the one target to begin with.
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

// numberNow is the present value of what an action sets, when there is one target and it is known.
func (z *wizard) numberNow(arg video.Arg) (float64, bool) {
	if len(z.c.Targets) == 1 {
		now, known := z.c.Now(z.d.Snapshot(), z.c.Targets[0]).(float64)
		return now, known && now >= arg.Min && now <= arg.Max
	}
	for _, item := range media.Items(z.d.Snapshot()) {
		if z.c.Object == "" || item.Kind != z.row.Target || item.Id != z.c.Object {
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

// selfChoice stands for what is being created: the playback that play starts.
var selfChoice = widget.Choice{ID: string(video.Self), Text: "the playback itself"}

// positionsDialog asks for members and then for the place of each.
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

// placeEach asks for the places of the members, one after the other.
func (z *wizard) placeEach(arg video.Arg, ids []string, placed map[video.MemberID]video.Position) tea.Cmd {
	if len(placed) == len(ids) {
		return z.set(arg.Name, placed)
	}
	id := video.MemberID(ids[len(placed)])
	name := selfChoice.Text
	if id != video.Self {
		name = z.d.Name(id)
	}
	items := positionChoices(z.d)
	for i, c := range items {
		for other, position := range placed {
			if c.ID == string(position) && strings.HasPrefix(c.ID, "standard-") {
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

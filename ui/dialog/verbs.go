package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Memory is what the palette keeps while it is closed. The zero value is empty.
type Memory struct {
	recent []string // ids of choices, and lines after lineID, newest first
	// Press presses a key once the palette has closed; nil: keys are not offered.
	Press func(pressed string) tea.Cmd
}

// Ids of choices that are not actions.
const (
	verbID = "verb:"
	keyID  = "key:"
	lineID = "line:"
)

// add puts something that was run in front of the others. A line with an address is not kept: it may hold a key.
func (m *Memory) add(id string) {
	const most = 8
	if strings.Contains(id, "://") {
		return
	}
	m.recent = slices.Insert(slices.DeleteFunc(m.recent, func(have string) bool { return have == id }), 0, id)
	m.recent = m.recent[:min(len(m.recent), most)]
}

// verb is something that people say, for which the reference has no method of its own.
type verb struct {
	name, text, also string
	// command returns what to run, or why there is nothing to run.
	command func(d Desk) (video.Command, string)
}

var verbs = []verb{
	{"mute-all", "mute everybody", "all silence quiet", func(d Desk) (video.Command, string) {
		return forAll(video.AudioMute, everybody(d, nil), "Nobody is here.")
	}},
	{"mute-others", "mute everybody but the chosen", "except others all silence", func(d Desk) (video.Command, string) {
		return forAll(video.AudioMute, everybody(d, d.Targets()), "Nobody else is here.")
	}},
	{"cameras-off", "turn all cameras off", "everybody video", func(d Desk) (video.Command, string) {
		return forAll(video.VideoMute, everybody(d, nil), "Nobody is here.")
	}},
	{"lower-all", "lower all hands", "everybody down clear", func(d Desk) (video.Command, string) {
		var ids []video.MemberID
		for _, m := range d.Roster().HandsUp() {
			ids = append(ids, m.ID)
		}
		lower := func(ids ...video.MemberID) video.Command { return video.SetRaisedHand(false, ids...) }
		return forAll(lower, ids, "No hand is up.")
	}},
	{"end-room", "end the room", "close finish session everybody", func(Desk) (video.Command, string) {
		return video.RemoveAllMembers(), ""
	}},
}

func forAll(c func(...video.MemberID) video.Command, ids []video.MemberID, none string) (video.Command, string) {
	if len(ids) == 0 {
		return video.Command{}, none
	}
	return c(ids...), ""
}

// everybody returns the people on the stage, without some of them.
func everybody(d Desk, but []video.MemberID) []video.MemberID {
	var ids []video.MemberID
	for _, m := range d.Snapshot().Members {
		if people.IsPerson(m) && m.Type != video.TypeAudience && !slices.Contains(but, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// allChoices returns everything that the palette offers: what was run of late, what people say, the actions of the
// reference, the keys of the console.
func (p *palette) allChoices() []widget.Choice {
	choices := actionChoices(p.d, p.keys())
	if p.list.Query.Empty() {
		choices = append(p.verbChoices(), choices...)
	} else { // of equal matches, the action itself comes first
		choices = append(choices, p.verbChoices()...)
	}
	if p.memory.Press != nil {
		choices = append(choices, p.keyChoices()...)
	}
	for i, id := range p.memory.recent {
		if line, ok := strings.CutPrefix(id, lineID); ok {
			choices = slices.Insert(choices, min(i, len(choices)), widget.Choice{ID: id, Text: text.Clean(line), Note: "again"})
			continue
		}
		at := slices.IndexFunc(choices, func(c widget.Choice) bool { return c.ID == id })
		if at >= i {
			c := choices[at]
			choices = slices.Insert(slices.Delete(choices, at, at+1), i, c)
		}
	}
	return choices
}

func (p *palette) verbChoices() []widget.Choice {
	choices := make([]widget.Choice, len(verbs))
	for i, v := range verbs {
		choices[i] = widget.Choice{ID: verbID + v.name, Text: v.text, Also: v.also}
		if p.d.WatchOnly() {
			choices[i].Off = "watch only"
		}
	}
	return choices
}

// keyChoices offers the keys that lead to no single action of the reference.
func (p *palette) keyChoices() []widget.Choice {
	var choices []widget.Choice
	for _, g := range p.d.Keys().Groups(keymap.Members) {
		for _, k := range g.Keys {
			switch {
			case g.Title == "Move" || k.Name == "palette" || strings.HasPrefix(k.Name, "pane-"):
			case len(k.Methods()) == 1:
			default:
				choices = append(choices, widget.Choice{
					ID: keyID + k.Name, Text: k.Text, Note: k.Binding.Help().Key, Also: k.Binding.Help().Desc,
				})
			}
		}
	}
	return choices
}

// keys returns, by action, the key that leads to it.
func (p *palette) keys() map[video.Action]string {
	keys := map[video.Action]string{}
	for _, c := range []keymap.Context{keymap.Media, keymap.Members} {
		for _, g := range p.d.Keys().Groups(c) {
			for _, k := range g.Keys {
				for _, method := range k.Methods() {
					keys[video.Action(method)], _, _ = strings.Cut(k.Binding.Help().Key, " ")
				}
			}
		}
	}
	return keys
}

// runChoice runs a choice that is not an action. It reports false if it is one.
func (p *palette) runChoice(id string) (done bool, cmd tea.Cmd, ok bool) {
	if name, is := strings.CutPrefix(id, verbID); is {
		v := verbs[slices.IndexFunc(verbs, func(v verb) bool { return v.name == name })]
		c, why := v.command(p.d)
		if p.wrong = why; why != "" {
			return false, nil, true
		}
		return true, p.d.Propose(c), true
	}
	if name, is := strings.CutPrefix(id, keyID); is {
		k, _ := p.d.Keys().Named(name)
		return true, p.memory.Press(k.Binding.Keys()[0]), true
	}
	if line, is := strings.CutPrefix(id, lineID); is {
		p.typed(line)
		done, cmd := p.submit()
		return done, cmd, true
	}
	return false, nil, false
}

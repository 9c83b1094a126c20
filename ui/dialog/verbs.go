package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/named"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Memory holds the state of the palette while it is closed. The zero value is empty.
type Memory struct {
	recent []string // ids of choices, and lines after lineID, newest first
	// Press presses a key once the palette has closed; nil: keys are not offered.
	Press func(pressed string) tea.Cmd
	// Floor returns the floor that the screen shows; nil: there is none. RunFloor runs a verb of it.
	Floor    func() *floor.View
	RunFloor func(floor.Call) tea.Cmd
}

// Ids of choices that are not actions.
const (
	verbID = "verb:"
	keyID  = "key:"
	lineID = "line:"

	floorID     = "floor:"
	floorLineID = "floor-line:"
)

// add puts a command that was run first. A line with an address is not kept, because it may hold a stream key.
func (m *Memory) add(id string) {
	const most = 8
	if strings.Contains(id, "://") {
		return
	}
	m.recent = slices.Insert(slices.DeleteFunc(m.recent, func(have string) bool { return have == id }), 0, id)
	m.recent = m.recent[:min(len(m.recent), most)]
}

// first returns the choices with recent commands first.
func (m *Memory) first(choices []widget.Choice) []widget.Choice {
	for i, id := range m.recent {
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

// verb is an everyday phrase for which the reference has no method of its own.
type verb struct {
	name, text, also string
	method           video.Action // the method that it runs
	// command returns the command to run, or the reason why there is none.
	command func(d Desk) (video.Command, string)
}

var verbs = []verb{
	{"mute-all", "mute everybody", "all silence quiet", video.ActAudioMute, func(d Desk) (video.Command, string) {
		return forAll(video.AudioMute, everybody(d, nil), say.NobodyHere)
	}},
	{
		othersVerb, "mute everybody but the chosen", "except others all silence", video.ActAudioMute,
		func(d Desk) (video.Command, string) {
			return forAll(video.AudioMute, everybody(d, d.Targets()), say.NobodyElse)
		},
	},
	{"cameras-off", "turn all cameras off", "everybody video", video.ActVideoMute, func(d Desk) (video.Command, string) {
		return forAll(video.VideoMute, everybody(d, nil), say.NobodyHere)
	}},
	{"lower-all", "lower all hands", "everybody down clear", video.ActSetRaisedHand, func(d Desk) (video.Command, string) {
		var ids []video.MemberID
		for _, m := range d.Roster().HandsUp() {
			ids = append(ids, m.ID)
		}
		lower := func(ids ...video.MemberID) video.Command { return video.SetRaisedHand(false, ids...) }
		return forAll(lower, ids, say.NoHandUp)
	}},
	{"hide-dark", "hide people without video", "camera off empty boxes", video.ActSetHideVideoMuted, hides(true)},
	{"show-dark", "show people without video", "camera off unhide", video.ActSetHideVideoMuted, hides(false)},
	{
		"end-room", "end the room", "close finish session everybody", video.ActRemoveAllMembers,
		func(Desk) (video.Command, string) { return video.RemoveAllMembers(), "" },
	},
}

// othersVerb is the verb that can name members to spare.
const othersVerb = "mute-others"

// hides hides people without video, or shows them.
func hides(hide bool) func(Desk) (video.Command, string) {
	return func(d Desk) (video.Command, string) {
		if d.Snapshot().Room.HideVideoMuted == video.FlagOf(hide) {
			return video.Command{}, say.AlreadySo
		}
		return video.SetHideVideoMuted(hide), ""
	}
}

// mutesBut returns the choice "mute everybody but Ann" if the typed text names members.
func mutesBut(d Desk, line string) (widget.Choice, bool) {
	const before = "mute everybody but "
	if len(line) <= len(before) || !strings.EqualFold(line[:len(before)], before) {
		return widget.Choice{}, false
	}
	var ids []string
	members, wrong := named.All(d.Roster(), line[len(before):], false)
	if wrong != "" {
		return widget.Choice{}, false
	}
	for _, id := range members {
		ids = append(ids, string(id))
	}
	names := d.Roster().Names(memberIDs(ids))
	c := widget.Choice{ID: verbID + othersVerb + " " + strings.Join(ids, " "), Text: before + names, Also: line}
	if d.WatchOnly() {
		c.Off = "watch only"
	}
	return c, true
}

// runVerb returns the command of a verb, or the reason why there is none.
func runVerb(d Desk, name string) (video.Command, string) {
	if ids, but := strings.CutPrefix(name, othersVerb+" "); but {
		return forAll(video.AudioMute, everybody(d, memberIDs(strings.Fields(ids))), say.NobodyElse)
	}
	return verbNamed(name).command(d)
}

// verbNamed returns the verb of a choice, which may name members.
func verbNamed(name string) verb {
	name, _, _ = strings.Cut(name, " ")
	i := slices.IndexFunc(verbs, func(v verb) bool { return v.name == name })
	if i < 0 {
		return verb{}
	}
	return verbs[i]
}

func forAll(c func(...video.MemberID) video.Command, ids []video.MemberID, none string) (video.Command, string) {
	if len(ids) == 0 {
		return video.Command{}, none
	}
	return c(ids...), ""
}

// everybody returns the people on the stage, except some.
func everybody(d Desk, but []video.MemberID) []video.MemberID {
	var ids []video.MemberID
	for _, m := range d.Snapshot().Members {
		if people.OnStage(m) && !slices.Contains(but, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// verbChoices offers everyday phrases.
func verbChoices(d Desk) []widget.Choice {
	choices := make([]widget.Choice, len(verbs))
	for i, v := range verbs {
		choices[i] = widget.Choice{ID: verbID + v.name, Text: v.text, Also: v.also}
		if d.WatchOnly() {
			choices[i].Off = "watch only"
		}
	}
	return choices
}

// keyWords are other words that people search for, by name of key.
var keyWords = map[string]string{
	"panic":        "raid emergency silence quiet trolls",
	"sent-away":    "removed demoted kicked banned list bring back reason",
	"scenes":       "preset arrangement cue layout places",
	"rooms":        "deck overview all other",
	"needing-room": "alarm attention other",
	"protect":      "interpreter exempt safe guard",
}

// keyChoices offers the keys that lead to no single action of the reference.
func keyChoices(d Desk) []widget.Choice {
	var choices []widget.Choice
	for _, g := range d.Keys().Groups(keymap.Members) {
		for _, k := range g.Keys {
			switch {
			case g.Title == "Move" || k.Name == "palette" || strings.HasPrefix(k.Name, "pane-"):
			case len(k.Methods()) == 1:
			default:
				choices = append(choices, widget.Choice{
					ID: keyID + k.Name, Text: k.Text, Note: k.Binding.Help().Key,
					Also: strings.TrimSpace(k.Binding.Help().Desc + " " + keyWords[k.Name]),
				})
			}
		}
	}
	return choices
}

// keysOf returns, by action, the key that leads to it.
func keysOf(d Desk) map[video.Action]string {
	keys, own := map[video.Action]string{}, map[video.Action]bool{}
	for _, c := range []keymap.Context{keymap.Members, keymap.Media} {
		for _, g := range d.Keys().Groups(c) {
			for _, k := range g.Keys {
				for _, method := range k.Methods() {
					a := video.Action(method)
					single := len(k.Methods()) == 1
					if _, has := keys[a]; !has || single && !own[a] { // the key of this action alone takes precedence
						keys[a], _, _ = strings.Cut(k.Binding.Help().Key, " ")
						own[a] = single
					}
				}
			}
		}
	}
	return keys
}

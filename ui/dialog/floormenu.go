package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// modeKeys are the letters of the presets in the menu.
var modeKeys = map[floor.Preset]string{floor.Open: "o", floor.Queue: "Q", floor.Panel: "n", floor.Quiet: "s"}

// menuOrder is the order of the menu, by the keys of its lines: modes, an earlier floor, interruption and break, the
// guest, the banner, the queue, its order, limits, enforcement, the agenda.
const menuOrder = "oQnsv" + "Rf" + "crxbj" + "+p" + "laz" + "keh" + "1234" + "dug" + "mt" + "i,"

// floorMenu builds the menu of the floor.
type floorMenu struct {
	d       Desk
	run     func(floor.Call) tea.Cmd
	choices []widget.Choice
	then    []func() tea.Cmd // what each choice does; its id is the index
}

// NewFloorMenu returns the menu of the room's floor: the modes, each with its plan, and the verbs without a key. run
// runs a verb, and shows the outcome. earlier does the same for the floor of an earlier run, and may wait for the disk.
func NewFloorMenu(
	d Desk, h *host.Host, run func(floor.Call) tea.Cmd, earlier func(func() error) tea.Cmd,
) widget.Dialog {
	m, state := &floorMenu{d: d, run: run}, h.State()
	_ = h.Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plans
		m.modes(e, state.Floor.Mode)
		return nil
	})
	for _, item := range floorItems(&state.Floor) {
		m.add(item.key, item.text, func() tea.Cmd { return run(item.call) })
	}
	for _, l := range floorLines {
		m.add(l.key, l.text, func() tea.Cmd { askFloorLine(d, &l, run); return nil })
	}
	if saved := state.Saved; saved != nil {
		m.add("R", "resume "+say.FloorSaved(saved), func() tea.Cmd { return earlier(h.Resume) })
		m.add("f", "forget "+say.FloorSaved(saved), func() tea.Cmd { return earlier(h.Forget) })
	}
	return m.menu("Floor: " + string(state.Floor.Mode.Preset))
}

// add adds a choice.
func (m *floorMenu) add(key, text string, then func() tea.Cmd) {
	m.choices = append(m.choices, widget.Choice{ID: strconv.Itoa(len(m.then)), Key: key, Text: text})
	m.then = append(m.then, then)
}

// menu returns the choices in the order of the menu.
func (m *floorMenu) menu(title string) widget.Dialog {
	slices.SortStableFunc(m.choices, func(a, b widget.Choice) int {
		return strings.Index(menuOrder, a.Key) - strings.Index(menuOrder, b.Key)
	})
	menu := widget.NewMenu(m.d, title, m.choices, func(ids []string) tea.Cmd {
		i, _ := strconv.Atoi(ids[0])
		return m.then[i]()
	})
	menu.W = widget.Widest
	return menu
}

// modes adds the modes, each with its effect in the present state.
func (m *floorMenu) modes(e *floor.Engine, now floor.Mode) {
	begins := func(key string, mode floor.Mode) {
		m.add(key, say.FloorPlan(e.Plan(mode)), func() tea.Cmd {
			return m.run(floor.Call{Verb: floor.VerbMode, Mode: mode})
		})
	}
	for _, p := range floor.Presets() {
		if p != now.Preset {
			begins(modeKeys[p], p.Mode())
		}
	}
	if mode := floor.Queue.Mode(); !now.Override {
		mode.Override, mode.Turn = true, now.Turn
		begins("v", mode) // a new guest closes the one who has spoken longest
	}
}

// askFloorLine asks for the line of text of a verb.
func askFloorLine(d Desk, l *floorLine, run func(floor.Call) tea.Cmd) {
	check := func(line string) string {
		if strings.TrimSpace(line) == "" {
			return "nothing was typed"
		}
		return ""
	}
	d.Open(widget.NewTextPrompt(d, draw.Capital(l.text), l.about, check, func(line string) tea.Cmd {
		return run(l.call(line))
	}))
}

// AskFloorNote asks for a note with the time.
func AskFloorNote(d Desk, run func(floor.Call) tea.Cmd) {
	askFloorLine(d, &floorLines[len(floorLines)-1], run)
}

// NewLaneMenu returns the menu of lanes for a person in the queue.
func NewLaneMenu(d Desk, en floor.Entry, run func(floor.Call) tea.Cmd) widget.Dialog {
	keys, texts := [...]string{"s", "r", "p"}, [...]string{"speakers", "replies", "points of order"}
	var choices []widget.Choice
	for lane := floor.Speakers; lane <= floor.Points; lane++ {
		if lane != en.Lane {
			choices = append(choices, widget.Choice{ID: keys[lane], Key: keys[lane], Text: "lane: " + texts[lane]})
		}
	}
	return widget.NewMenu(d, d.Name(en.ID)+" is in the queue", choices, func(ids []string) tea.Cmd {
		lane := floor.Lane(strings.Index("srp", ids[0]))
		return run(floor.Call{Verb: floor.VerbLane, Who: en.ID, Lane: lane})
	})
}

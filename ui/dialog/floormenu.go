package dialog

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/widget"
)

// FloorVerb is a verb of the floor. sure answers its question.
type FloorVerb func(e *floor.Engine, now time.Time, sure bool) error

// floorItem is a line of the floor's menu.
type floorItem struct {
	key, text string
	shown     func(v *floor.View) bool // nil: always
	verb      FloorVerb
}

// floorItems are the verbs of the floor that have no key of their own. Modes come before them.
var floorItems = []floorItem{
	{"c", "continue", standsStill, plainly((*floor.Engine).Continue)},
	{"x", "interrupt: close everybody who has the floor", hasFloor, plainly((*floor.Engine).Interrupt)},
	{"r", "end the interruption, and open again", interrupted, plainly((*floor.Engine).Restore)},
	{"+", "30 s more", hasFloor, onGuest((*floor.Engine).Extend)},
	{"p", "pause the clock, or let it run", hasFloor, onGuest(togglePause)},
	{"k", "close the queue, or open it", nil, toggleQueue},
	{"b", "break, or the end of it", nil, toggleBreak},
	{"h", "count the hands", nil, plainly(func(e *floor.Engine, now time.Time) error { e.Count(now); return nil })},
	{"t", "take over the lease", elsewhere, plainly((*floor.Engine).TakeOver)},
	{"m", "mute people who speak without the floor, or only name them", hasMode, toggleHold},
	{"1", "order: by time", nil, orders(floor.Order{By: floor.ByTime})},
	{"2", "order: people without a turn first", nil, orders(floor.Order{By: floor.FirstFirst})},
}

// bannerItems are what can be done with those on the banner.
var bannerItems = []struct {
	key, text string
	way       floor.Way
}{
	{"l", "banner: let them be", floor.LetBe},
	{"a", "banner: send them to the audience", floor.Audience},
	{"z", "banner: set their sensitivity to 0", floor.Muffle},
}

// lineVerb is a verb that needs a line of text.
type lineVerb func(e *floor.Engine, now time.Time, line string, sure bool) error

// simply is a line verb that asks nothing.
func simply(verb func(*floor.Engine, time.Time, string) error) lineVerb {
	return func(e *floor.Engine, now time.Time, line string, _ bool) error { return verb(e, now, line) }
}

// floorLines are the verbs of the floor that need a line of text.
var floorLines = []struct {
	key, text, about string
	verb             lineVerb
}{
	{"e", "put a line of text into the queue", "Such as: Brandt, chamber microphone", simply(enqueueText)},
	{"i", "begin an agenda item", "It has a queue and totals of its own", simply((*floor.Engine).Item)},
	{"3", "order: alternating by metadata", "The key whose value changes from one speaker to the next", simply(alternate)},
	{"d", "length of a turn", "Such as 3m or 90s; 0 for no limit", turnLength},
	{"g", "guests at a time", "1 to 20", guests},
	{",", "write a note", "With the time, and the place in the recording", simply((*floor.Engine).Note)},
}

func standsStill(v *floor.View) bool { return v.Paused != "" || v.Interrupted }
func elsewhere(v *floor.View) bool   { return v.Shared && !v.Mine }
func hasFloor(v *floor.View) bool    { return len(v.Turns) > 0 && !v.Interrupted }
func interrupted(v *floor.View) bool { return v.Interrupted }

// plainly is a verb that needs nothing.
func plainly(verb func(*floor.Engine, time.Time) error) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return verb(e, now) }
}

// errBanner says that others are on the banner than when the menu was opened.
var errBanner = errors.New("the banner has changed: open the menu again")

// settles decides about those on whom enforcement has given up, as they were when the menu was opened.
func settles(banner []floor.Who, way floor.Way) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error {
		if !slices.Equal(e.View(now).Banner, banner) {
			return errBanner
		}
		return e.Settle(now, way)
	}
}

// onGuest is a verb about whoever has the floor.
func onGuest(verb func(*floor.Engine, time.Time, video.MemberID) error) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error {
		for _, t := range e.View(now).Turns {
			if t.Kind == floor.Guest {
				return verb(e, now, t.ID)
			}
		}
		return floor.ErrNobody
	}
}

func toggleQueue(e *floor.Engine, now time.Time, _ bool) error {
	return e.CloseQueue(now, !e.View(now).Closed)
}

func toggleBreak(e *floor.Engine, now time.Time, _ bool) error {
	if e.View(now).Break != "" {
		return e.Break(now, "")
	}
	return e.Break(now, "break")
}

// modeKeys are the letters of the presets in the menu.
var modeKeys = map[floor.Preset]string{floor.Open: "o", floor.Queue: "q", floor.Panel: "n", floor.Quiet: "s"}

// floorMenu is the menu of the floor while it is made.
type floorMenu struct {
	d       Desk
	run     func(FloorVerb) tea.Cmd
	choices []widget.Choice
	then    map[string]func() tea.Cmd
}

// NewFloorMenu returns the menu of the room's floor: the modes, each with its plan, and the verbs without a key. run
// runs a verb, and shows what became of it; resume takes up the floor of an earlier run.
func NewFloorMenu(d Desk, h *host.Host, run func(FloorVerb) tea.Cmd, resume func() tea.Cmd) widget.Dialog {
	m, state := &floorMenu{d: d, run: run, then: map[string]func() tea.Cmd{}}, h.State()
	_ = h.Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plans
		m.modes(e, state.Floor.Mode.Preset)
		return nil
	})
	for _, item := range floorItems {
		if item.shown == nil || item.shown(&state.Floor) {
			m.add(item.key, item.text, func() tea.Cmd { return run(item.verb) })
		}
	}
	for _, item := range bannerItems {
		if banner := state.Floor.Banner; len(banner) > 0 {
			m.add(item.key, item.text, func() tea.Cmd { return run(settles(banner, item.way)) })
		}
	}
	for _, l := range floorLines {
		m.add(l.key, l.text, func() tea.Cmd { m.askLine(l.text, l.about, l.verb); return nil })
	}
	if saved := state.Saved; saved != nil {
		m.add("R", say.FloorSaved(saved), resume)
	}
	menu := widget.NewMenu(d, "Floor: "+string(state.Floor.Mode.Preset), m.choices, func(ids []string) tea.Cmd {
		return m.then[ids[0]]()
	})
	menu.W = widget.Widest
	return menu
}

// add adds a choice.
func (m *floorMenu) add(key, text string, then func() tea.Cmd) {
	m.choices = append(m.choices, widget.Choice{ID: text, Key: key, Text: text})
	m.then[text] = then
}

// modes adds the modes, each with what it would do now.
func (m *floorMenu) modes(e *floor.Engine, now floor.Preset) {
	for _, p := range floor.Presets() {
		if p == now {
			continue
		}
		mode := p.Mode()
		m.add(modeKeys[p], say.FloorPlan(e.Plan(mode)), func() tea.Cmd {
			return m.run(func(e *floor.Engine, now time.Time, sure bool) error { return e.Begin(now, mode, sure) })
		})
	}
}

func hasMode(v *floor.View) bool { return v.Mode.Preset != floor.Open }

// orders is a verb that orders the queue.
func orders(o floor.Order) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return e.SetOrder(now, o) }
}

func alternate(e *floor.Engine, now time.Time, line string) error {
	return e.SetOrder(now, floor.Order{By: floor.Alternating, Key: line})
}

// toggleHold changes between muting and naming people who speak without the floor.
func toggleHold(e *floor.Engine, now time.Time, sure bool) error {
	mode := e.View(now).Mode
	if mode.Enforce == floor.Hold {
		mode.Enforce = floor.Mark
	} else {
		mode.Enforce = floor.Hold
	}
	return e.Begin(now, mode, sure)
}

func turnLength(e *floor.Engine, now time.Time, line string, sure bool) error {
	d, err := time.ParseDuration(line)
	if err != nil && line != "0" {
		return &floor.ArgumentError{Name: "turn", Value: line, Allowed: "a time such as 3m or 90s, or 0 for no limit"}
	}
	mode := e.View(now).Mode
	mode.Turn = d
	return e.Begin(now, mode, sure)
}

func guests(e *floor.Engine, now time.Time, line string, sure bool) error {
	n, err := strconv.Atoi(line)
	if err != nil {
		return &floor.ArgumentError{Name: "max", Value: line, Allowed: "1 to 20"}
	}
	mode := e.View(now).Mode
	mode.Guests = n
	return e.Begin(now, mode, sure)
}

func enqueueText(e *floor.Engine, now time.Time, line string) error {
	_, err := e.EnqueueText(now, line, floor.Speakers)
	return err
}

// askLine asks for the line of text of a verb.
func (m *floorMenu) askLine(title, about string, verb lineVerb) {
	check := func(line string) string {
		if strings.TrimSpace(line) == "" {
			return "nothing was typed"
		}
		return ""
	}
	m.d.Open(widget.NewTextPrompt(m.d, title, about, check, func(line string) tea.Cmd {
		return m.run(func(e *floor.Engine, now time.Time, sure bool) error {
			return verb(e, now, strings.TrimSpace(line), sure)
		})
	}))
}

// togglePause pauses the clock of a turn, or lets it run.
func togglePause(e *floor.Engine, now time.Time, id video.MemberID) error {
	for _, t := range e.View(now).Turns {
		if t.ID == id {
			return e.Hold(now, id, !t.Held)
		}
	}
	return floor.ErrNobody
}

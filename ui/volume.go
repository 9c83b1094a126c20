package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
)

const (
	// volumeStep is what one key press changes.
	volumeStep = 5
	// volumeEvery keeps a held key from sending more than five commands a second for one member.
	volumeEvery = 200 * time.Millisecond
	// volumeHolds is how long a wish counts as the present value, until the room has told it.
	volumeHolds = 2 * time.Second
)

// knob is one volume of one member.
type knob struct {
	id     video.MemberID
	action video.Action
}

// wish is what a knob was turned to.
type wish struct {
	value float64
	at    time.Time // of the last turn
	sent  time.Time // of the last command
	open  bool      // not sent yet
}

// volumes collects the turns of the knobs, so that only the last value of a run of keys is sent.
type volumes struct {
	wishes map[knob]*wish
	due    time.Time // when the next one is to be sent; zero for none
}

// turn changes a volume of all targets by some steps.
func (m *commander) turn(a video.Action, by float64) tea.Cmd {
	ids := m.Targets()
	probe := video.Command{Action: a, Targets: ids, Args: video.Args{"volume": 0.0}}
	row, _ := a.Info()
	if reason := m.refusal(probe, row); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	if len(ids) > bulkOver {
		m.Say("volumes of more than five people: give a value in the palette, "+m.Keys().Palette.Help().Key, draw.Warn)
		return nil
	}
	for _, id := range ids {
		p := m.Roster().Find(id)
		if p == nil || !p.Here() {
			continue
		}
		value, _ := probe.Now(m.snap, id).(float64)
		m.volumes.wish(knob{id, a}, value, by, m.clk)
	}
	return m.flushVolumes()
}

func (v *volumes) wish(k knob, value, by float64, now time.Time) {
	if v.wishes == nil {
		v.wishes = map[knob]*wish{}
	}
	w := v.wishes[k]
	if w == nil {
		w = &wish{}
		v.wishes[k] = w
	}
	if now.Sub(w.at) < volumeHolds {
		value = w.value
	}
	w.value, w.at, w.open = max(-people.VolumeBound, min(people.VolumeBound, value+by)), now, true
}

// flushVolumes sends what is due.
func (m *commander) flushVolumes() tea.Cmd {
	v := &m.volumes
	v.due = time.Time{}
	var cmds []tea.Cmd
	for k, w := range v.wishes {
		switch next := w.sent.Add(volumeEvery); {
		case !w.open && m.clk.Sub(w.at) > volumeHolds:
			delete(v.wishes, k)
		case !w.open:
		case m.clk.Before(next):
			if v.due.IsZero() || next.Before(v.due) {
				v.due = next
			}
		default:
			w.open, w.sent = false, m.clk
			cmds = append(cmds, m.sendVolume(k, w.value))
		}
	}
	return tea.Batch(cmds...)
}

func (m *commander) sendVolume(k knob, value float64) tea.Cmd {
	cmd := m.Propose(video.Command{Action: k.action, Targets: []video.MemberID{k.id}, Args: video.Args{"volume": value}})
	if cmd != nil {
		row, _ := k.action.Info()
		m.Say(draw.Capital(row.Label)+" of "+m.Name(k.id)+": "+people.Signed(value)+m.Theme().Glyphs.Pending, draw.Info)
	}
	return cmd
}

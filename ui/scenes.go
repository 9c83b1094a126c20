package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/say"
	"gavel/ui/stage"
)

// cueDesk is the commander as the desk of scenes.
type cueDesk struct{ *commander }

// Scenes returns the scenes of the configuration.
func (m cueDesk) Scenes() []scene.Scene { return m.o.Scenes }

// Host returns the host of the room's floor, or nil.
func (m cueDesk) Host() *host.Host {
	if m.room == nil {
		return nil
	}
	return m.room.Floor()
}

// SceneRoom returns the state on which scenes depend.
func (m cueDesk) SceneRoom() scene.Room {
	r := scene.Room{
		Snapshot: m.snap, Slots: stage.Slots, Floor: m.Floor(), Spotlight: m.o.Spotlight,
		Facts: &selector.Facts{
			Now: m.Now(), Since: m.snap.Link.Since, TalkAll: m.Roster().Sum(m.Now()), Panel: m.o.Panel,
		},
	}
	if h := m.Host(); h != nil {
		r.Facts.Protected = func(who *video.Member) bool { return h.Protects(who, m.Roster().Member) }
	}
	return r
}

// Refused reports whether no command can be sent now and, if so, shows why.
func (m cueDesk) Refused() bool {
	reason := m.refusal(video.Lock()) // for the same reasons as any change of the room
	if reason != "" {
		m.Say(reason, draw.Warn)
	}
	return reason != ""
}

// Send checks a command and continues with then, after a question where one is due.
func (m cueDesk) Send(c video.Command, again bool, then func(video.Command) tea.Cmd) tea.Cmd {
	if err := c.Check(m.snap); err != nil {
		m.Say(say.Complaint(err), draw.Warn)
		return nil
	}
	if c.Risk() >= video.RiskAsks || m.o.habits().AsksAlso(c) || again && guard.Size(c) > m.o.habits().PlansOver() {
		m.Open(newConfirm(m.desk, c, then))
		return nil
	}
	return then(c)
}

// Launch sends a checked command and starts the mode that belongs to it. "Again" applies the scene again.
func (m cueDesk) Launch(c video.Command, plan *scene.Plan) (cmd tea.Cmd) {
	defer func() { m.repeat = m.cues.Again }()
	m.spared = plan.Spared
	begins := plan.Begins
	switch h := m.Host(); {
	case begins == "" || h == nil:
		return m.launch(c)
	case len(c.Steps) == 0:
		return m.onFloor(floor.Call{Verb: floor.VerbMode, Mode: begins.Mode()})
	case c.Destructive() && m.snap.JournalErr != "":
		m.Open(newUnrecorded(m.desk, c, func(c video.Command) tea.Cmd { return m.beginWith(h, c, begins, false) }))
		return nil
	default:
		return m.beginWith(h, c, begins, false)
	}
}

// beginWith sends a command that starts a mode. The floor may ask first.
func (m cueDesk) beginWith(h *host.Host, c video.Command, begins floor.Preset, sure bool) tea.Cmd {
	var asked *floor.Ask
	cmd := m.sendBy(c, func(c video.Command) (Submission, error) {
		sub, err := h.Begin(m.ctx, c, begins.Mode(), sure)
		if ask, asks := errors.AsType[*floor.Ask](err); asks {
			asked = ask
		}
		if err != nil {
			return nil, err
		}
		return sub, nil
	})
	if asked != nil {
		m.status = status{}
		m.askFloor(asked, func() tea.Cmd { return m.beginWith(h, c, begins, true) })
		return nil
	}
	return cmd
}

// openScenes lists the scenes.
func (m *commander) openScenes() tea.Cmd {
	if m.room == nil {
		m.Say(say.NoRoom, draw.Warn)
		return nil
	}
	m.banner.lower(bannerScene)
	m.cues.Open()
	return nil
}

// followScene offers the next scene when the playback of the last one has ended.
func (m *commander) followScene(before *video.Snapshot) {
	if !m.cues.Ended(before, m.snap) {
		return
	}
	name := ""
	if next := m.cues.Next(); next != nil {
		name = next.Name
	}
	m.banner.raise(bannerScene, say.PlaybackOver(name, draw.ShortKey(m.Keys().Scenes)))
}

package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// Keys whose effect is more than one command on the targets.

func (m *commander) promote() tea.Cmd {
	if ids := m.Targets(); len(ids) > 0 && m.inAudience(ids) {
		return m.Propose(video.Promote(ids...))
	}
	if n := len(m.snap.Demoted); n > 0 {
		m.Open(m.promoteAgain(m.snap.Demoted[n-1]))
		return nil
	}
	if m.room != nil && m.room.Floor() != nil && len(m.room.Floor().State().Away) > 0 { // by an earlier run
		return m.openSentAway()
	}
	m.Say(say.AudienceUnlisted(m.Keys().Palette.Help().Key), draw.Info)
	return nil
}

// promoteAgain asks whether to bring back the member that was demoted last. Its microphone is as it was before.
func (m *commander) promoteAgain(was *video.Member) *confirm {
	c := video.Promote(was.ID)
	if was.AudioMuted {
		c.Args = video.Args{"joinAudioMuted": true}
	}
	return newConfirm(m.desk, c, m.launch).note(say.DemotedLast(m.Keys().SentAway.Help().Key))
}

// openSentAway lists the people who were sent away.
func (m *commander) openSentAway() tea.Cmd {
	switch {
	case m.room == nil:
		m.Say(say.NoRoom, draw.Warn)
	case m.room.Floor() == nil:
		m.Say(say.NoSentAway, draw.Warn)
	default:
		m.Open(dialog.NewSentAway(m, m.room.Floor()))
	}
	return nil
}

// inAudience reports whether all of the ids are listed as audience.
func (m *commander) inAudience(ids []video.MemberID) bool {
	for _, id := range ids {
		if p := m.Roster().Find(id); p == nil || p.Member.Type != video.TypeAudience {
			return false
		}
	}
	return true
}

func (m *commander) openPosition() tea.Cmd {
	ids := m.Targets()
	probe := video.SetMemberPosition(video.PositionAuto, ids...)
	probe.SkipProtected = len(ids) > 1
	open := func() tea.Cmd {
		m.Open(dialog.NewPositionPicker(m, ids))
		return nil
	}
	if !m.refusedFor(probe) && !m.warned(probe, open) {
		return open()
	}
	return nil
}

func (m *commander) openSensitivity() tea.Cmd {
	ids := m.Targets()
	if m.refusedFor(video.SetInputSensitivity(0, ids...)) {
		return nil
	}
	value := 30.0 // the room's default
	if p := m.Roster().Find(ids[0]); p != nil {
		value = p.Member.InputSensitivity
	}
	p := widget.NewNumberPrompt(m, "Sensitivity of "+m.Roster().Names(ids), 0, 100, value, func(v float64) tea.Cmd {
		return m.Propose(video.SetInputSensitivity(v, ids...))
	})
	p.Gone = dialog.AllLeft(m, ids)
	m.Open(p)
	return nil
}

func (m *commander) openMemberMeta() tea.Cmd {
	ids := m.Targets()
	switch {
	case len(ids) == 0:
		m.Say(m.nobody(), draw.Warn)
	case len(ids) > 1:
		m.Say(say.OneAtATime, draw.Warn)
	default:
		m.Open(dialog.NewMetaEditor(m, ids[0]))
	}
	return nil
}

func (m *commander) openRoomMeta() tea.Cmd {
	if m.room == nil {
		m.Say(say.NoRoom, draw.Warn)
		return nil
	}
	m.Open(dialog.NewMetaEditor(m, ""))
	return nil
}

func (m *commander) openPalette() tea.Cmd {
	m.Open(dialog.NewPalette(m, &m.palette))
	return nil
}

func (m *commander) openHelp() tea.Cmd {
	in := m.context()
	if m.o.Player != nil && m.dialogs.top() == nil {
		in = keymap.Replay
	}
	m.Open(dialog.NewHelp(m, in, waits.Help, presses))
	return nil
}

func (m *commander) unmark() tea.Cmd {
	m.people.Marks.Clear()
	return nil
}

func (m *commander) toggleWatch() tea.Cmd {
	if m.o.Player != nil {
		m.Say(say.Replaying, draw.Info)
		return nil
	}
	m.watch = !m.watch
	if m.watch {
		m.dialogs.clear()
		m.Say(say.CommandsOff(m.stopAll()), draw.Warn)
	} else {
		m.Say(say.CommandsOn, draw.Good)
	}
	return nil
}

// copyTarget puts the id of one member on the clipboard.
func (m *commander) copyTarget() tea.Cmd {
	ids := m.Targets()
	if len(ids) == 0 {
		m.Say(m.nobody(), draw.Warn)
		return nil
	}
	return m.CopyID(string(ids[0]), m.Roster().Called(ids[0]))
}

// lock toggles the lock. If the room has not sent its state, lock asks whether to lock or to unlock.
func (m *commander) lock() tea.Cmd {
	if m.tooRecent(waits.AfterLock, say.LockChanged) {
		return nil
	}
	switch m.snap.Room.Locked {
	case video.Yes:
		return m.Propose(video.Unlock())
	case video.No:
		return m.Propose(video.Lock())
	}
	if m.refusedFor(video.Lock()) {
		return nil
	}
	m.Open(widget.NewMenu(m, "Locked or open? The room has not reported it", []widget.Choice{
		{ID: "lock", Key: "l", Text: "lock", Note: "no one else can join"},
		{ID: "unlock", Key: "o", Text: "unlock", Note: "people can join"},
	}, func(ids []string) tea.Cmd {
		if ids[0] == "lock" {
			return m.Propose(video.Lock())
		}
		return m.Propose(video.Unlock())
	}))
	return nil
}

func (m *commander) hideVideoMuted() tea.Cmd {
	if m.tooRecent(waits.AfterHide, say.HidingChanged) {
		return nil
	}
	if m.snap.Room.HideVideoMuted == video.Yes {
		return m.Propose(video.SetHideVideoMuted(false))
	}
	return m.Propose(video.SetHideVideoMuted(true))
}

// record starts a recording if none is running; otherwise it opens the menu of the running ones.
func (m *commander) record() tea.Cmd {
	if m.refusedFor(video.StartRecording()) {
		return nil
	}
	running := slices.ContainsFunc(m.snap.Recordings, (*video.Recording).Active)
	if running || m.snap.Room.Recording != video.No || !m.snap.RecordingsKnown {
		m.Open(dialog.NewRecordMenu(m))
		return nil
	}
	return m.Propose(video.StartRecording())
}

// again runs the last command once more, on the present targets.
func (m *commander) again() tea.Cmd {
	c := m.last
	row, ok := c.Action.Info()
	switch {
	case m.repeat != nil:
		return m.repeat()
	case !ok && len(c.Steps) == 0:
		m.Say(say.NothingToRepeat, draw.Info)
		return nil
	case len(c.Steps) > 0 && len(c.Targets) > 0:
		m.Say(say.NotRepeated, draw.Warn)
		return nil
	}
	if c.Placed() != nil {
		m.Say(say.NoPlaceRepeated, draw.Warn)
		return nil
	}
	if row.Target == video.OnMember {
		if !m.actsOnPeople() {
			m.Say(say.RepeatNeedsPerson(row.Label), draw.Warn)
			return nil
		}
		c.Targets = m.Targets()
	}
	return m.Propose(c)
}

// refresh redraws everything and resyncs the room.
func (m *commander) refresh() tea.Cmd {
	if m.glass != nil {
		m.glass.Repaint()
	}
	if m.room == nil {
		return nil
	}
	m.Say(say.Reading+m.Theme().Glyphs.Pending, draw.Info)
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg { return refreshedMsg{room: room, err: room.Refresh(ctx)} })
}

func (m *commander) refreshed(msg refreshedMsg) {
	switch {
	case msg.room != m.room:
	case msg.err != nil:
		m.Say(say.CouldNot("read the room", msg.err), draw.Bad)
	default:
		m.update()
		m.Say(say.ViewVerified, draw.Good)
	}
}

// tooRecent refuses a key if the state that it depends on has only just changed.
func (m *commander) tooRecent(c waits.Cause, what string) bool {
	if !m.gate.Holds(c, m.clk) {
		return false
	}
	m.Say(say.TooRecent(what), draw.Warn)
	return true
}

// lower and raise always send the value, because the room's default is a toggle.
func lower(ids ...video.MemberID) video.Command { return video.SetRaisedHand(false, ids...) }

func raise(ids ...video.MemberID) video.Command { return video.SetRaisedHand(true, ids...) }

// turn changes a volume of all targets by the given amount.
func (m *commander) turn(a video.Action, by float64) tea.Cmd {
	ids := m.Targets()
	probe := video.Command{Action: a, Targets: ids, Args: video.Args{"volume": 0.0}}
	if reason := m.refusal(probe); reason != "" {
		m.Say(reason, draw.Warn)
		return nil
	}
	if len(ids) > guard.BulkOver {
		m.Say(say.ManyVolumes(m.Keys().Palette.Help().Key), draw.Warn)
		return nil
	}
	for _, id := range ids {
		p := m.Roster().Find(id)
		if p == nil || !p.Here() || len(ids) > 1 && m.Roster().Safe(id) {
			continue
		}
		value, _ := probe.Now(m.snap, id).(float64)
		m.volumes.wish(knob{id, a}, value, by, m.clk)
	}
	return m.flushVolumes()
}

// flushVolumes sends the volumes that are due.
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
		what := draw.Capital(row.Label) + " of " + m.Roster().Called(k.id) + ": " + people.Signed(value)
		m.Say(what+m.Theme().Glyphs.Pending, draw.Info)
	}
	return cmd
}

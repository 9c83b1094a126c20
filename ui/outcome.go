package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
)

// done shows the outcome of a command.
func (m *commander) done(msg doneMsg) tea.Cmd {
	m.endBulk(msg.bulk)
	if msg.room != m.room {
		m.doneElsewhere(msg)
		return nil
	}
	m.update()
	row, _ := msg.c.Action.Info()
	worst := msg.res.Worst(msg.err)
	if msg.bulk != nil && msg.bulk.stopped && worst != video.OutcomeUnknown && m.offerReview(m.cutEntry(msg)) {
		return nil
	}
	switch worst {
	case video.OutcomeNotSent:
		m.offerNotSent(msg)
	case video.OutcomeUnknown:
		m.doubt(msg.res.Entry, say.Wish(msg.c, m.who()))
		said := m.verdict(msg.res.Entry, "")
		if said == "" || text.Width(said) > m.footerRoom() {
			said = say.NoAnswer(say.WishIn(msg.c, m.who(), m.footerRoom()-answerRoom), &m.snap.Link)
		}
		m.Say(said, draw.Warn)
	case video.OutcomeRefused, video.OutcomeNotDone:
		if m.offerReview(m.cutEntry(msg)) {
			return nil
		}
		m.Say(say.Failed(msg.c, msg.res, msg.err, m.who(), m.footerRoom()), draw.Bad)
	default:
		t := draw.Good
		if msg.c.Risk() == video.RiskOpens ||
			msg.besides != "" && (row.Risk != video.RiskCalm || row.Starts == video.OnRecording) {
			t = draw.Warn
		}
		m.Say(say.Done(msg.c, worst, msg.res.Took, msg.besides, m.who(), m.footerRoom()), t)
	}
	return nil
}

// doubt remembers a command whose outcome is unknown, to show the outcome later.
func (m *commander) doubt(entry uint64, what string) {
	if entry == 0 {
		return
	}
	if m.doubts == nil {
		m.doubts = map[uint64]string{}
	}
	m.doubts[entry] = what
}

// resolveDoubts shows the outcome of commands that was unknown, once the room was read again.
func (m *commander) resolveDoubts() {
	if len(m.doubts) == 0 {
		return
	}
	for _, e := range m.snap.Log {
		what, ok := m.doubts[e.N]
		if !ok || e.Unsettled == 0 && (e.Outcome == video.OutcomeUnknown || e.Outcome == video.OutcomePending) {
			continue
		}
		delete(m.doubts, e.N)
		if m.offerReview(e) {
			continue
		}
		if e.Outcome != video.OutcomeNotDone || e.Command == nil || m.snap.Room.Ended {
			t := draw.Good
			if e.Outcome != video.OutcomeConfirmed && e.Outcome != video.OutcomeAccepted {
				t = draw.Warn
			}
			m.Say(m.verdict(e.N, say.DoneAfterAll(what)), t)
			continue
		}
		m.status = status{}
		m.offer = &offer{
			c: withOutcome(*e.Command, e.Targets, video.OutcomeNotDone), key: retryKey,
			text:  m.verdict(e.N, say.NotDoneAfterAll(what)) + " " + say.Retry(retryKey, "Esc"),
			short: say.Retry(retryKey, "Esc") + ": " + what,
		}
	}
}

// watchdog raises a banner for new entries of the log that a moderator must not miss.
func (m *commander) watchdog(before *video.Snapshot) {
	s := m.snap
	keys := m.Keys()
	rooms, quit := " · "+draw.ShortKey(keys.Rooms)+" other rooms", " · "+draw.ShortKey(keys.Quit)+" quit"
	if s.Room.Ended && !before.Room.Ended {
		m.banner.raise(bannerEnded, say.SessionEnded+rooms+quit)
		m.offer = nil
	}
	if !s.Room.Ended && before.Room.Ended {
		m.banner.lower(bannerEnded)
	}
	if s.Successor != nil && before.Successor == nil {
		m.banner.raise(bannerEnded, say.SessionStarted+" · "+
			draw.ShortKey(keys.NewSession)+" goes there"+rooms+quit)
	}
	m.followScene(before)
	for i := max(0, len(s.Log)-watchedEntries); i < len(s.Log); i++ {
		if e := s.Log[i]; e.N > m.seenLog && e.Kind == video.EntryWarning {
			m.Say(say.Line(e, m.Roster().LabelAs), draw.Warn)
		}
	}
	if n := len(s.Log); n > 0 {
		m.seenLog = s.Log[n-1].N
	}
}

// watchedEntries is how many of the newest entries are read: more than a snapshot adds.
const watchedEntries = 64

// doneElsewhere shows the outcome of a command in a previous room, unless it succeeded. The log of that room has every
// outcome.
func (m *commander) doneElsewhere(msg doneMsg) {
	m.elsewhere(msg.room, labelOf(msg.c), msg.res, msg.err)
}

// labelOf returns the name of a command without its targets.
func labelOf(c video.Command) string {
	if row, known := c.Action.Info(); known {
		return row.Label
	}
	return say.Button(c)
}

func (m *commander) elsewhere(room Room, what string, res video.Result, err error) {
	worst := res.Worst(err)
	if worst == video.OutcomeConfirmed || worst == video.OutcomeAccepted || m.room == nil {
		return
	}
	m.Say(say.Elsewhere(&room.Snapshot().Room, what, res, worst), draw.Warn)
}

// answerRoom is the smallest number of cells that a sentence in the footer leaves for the outcome.
const answerRoom = len(": sent, no answer.")

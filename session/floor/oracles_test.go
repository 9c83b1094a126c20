package floor_test

import (
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// check checks a command with the oracles for commands.
func (p *play) check(s floor.Send) {
	seen := p.desk.last
	p.oracleLive(s, seen)
	p.oracleKeys(s)
	for _, step := range s.Command.List() {
		row, _ := step.Action.Info()
		for _, id := range step.Targets {
			m := seen.Member(id)
			if m == nil {
				continue
			}
			p.oracleExempt(s, step, m)
			if row.Opens&video.OpensMicrophone != 0 {
				p.did["opened"]++
				p.oracleConsent(s, m)
				p.oracleOthers(s, m)
			}
			if s.Verb == "" && step.Action == video.ActAudioMute {
				p.did["closing"]++
				p.oracleLimits(m)
				p.oracleTurn(m)
			}
		}
	}
}

// protectedMember reports whether the member is on the moderator's list.
func (p *play) protectedMember(m *video.Member) bool {
	on, decided := p.e.Tonight()[m.ID]
	if on || !decided && strings.Contains(string(m.Meta), "interpreter") {
		return true
	}
	owner := p.desk.last.Member(m.ParentID)
	return owner != nil && p.protectedMember(owner)
}

func (p *play) panelMember(m *video.Member) bool {
	if strings.Contains(string(m.Meta), "panel") {
		return true
	}
	owner := p.desk.last.Member(m.ParentID)
	return owner != nil && p.panelMember(owner)
}

// oracleExempt allows no command against an exempt person.
func (p *play) oracleExempt(s floor.Send, step video.Command, m *video.Member) {
	if row, _ := step.Action.Info(); row.Sets.Field == video.FieldHand {
		return
	}
	if p.protectedMember(m) {
		p.t.Errorf("%s %s, who is protected", step.Action, m.ID)
	}
	closing := step.Action == video.ActAudioMute || step.Action == video.ActDemote
	if closing && p.view().Mode.Preset == floor.Panel && p.panelMember(m) && s.Verb != floor.VerbMode {
		p.t.Errorf("%s %s, who is on the panel", step.Action, m.ID)
	}
}

// oracleConsent allows no opening without consent.
func (p *play) oracleConsent(s floor.Send, m *video.Member) {
	switch {
	case p.cfg.Consent == floor.ConsentAlways:
	case p.cfg.Consent == floor.ConsentNever:
		p.t.Errorf("%s opens %s, and nobody may be opened", s.Verb, m.ID)
	case s.Verb == floor.VerbRestore: // see oracleOthers
	case !m.HandRaised && !p.panelMember(m):
		p.t.Errorf("%s opens %s without a hand", s.Verb, m.ID)
	}
}

// oracleOthers allows no opening of a microphone that someone else has closed since.
func (p *play) oracleOthers(s floor.Send, m *video.Member) {
	var last touch
	for _, t := range p.touches {
		if t.id == m.ID && !t.at.After(p.desk.last.At) {
			last = t
		}
	}
	if s.Verb == floor.VerbRestore && (last.by != "one" || last.open) && !p.ambiguous(last) {
		p.t.Errorf("restores %s, whose microphone %s has touched", m.ID, last.by)
	}
	if s.Verb != floor.VerbRestore && !last.open && last.at.After(p.pressed) && last.by == "other" {
		p.t.Errorf("%s opens %s, closed by someone else since the press", s.Verb, m.ID)
	}
}

// oracleLimits allows at most three closings per person per minute, and five per second.
func (p *play) oracleLimits(m *video.Member) {
	now := p.clock()
	p.closed[m.ID] = append(p.closed[m.ID], now)
	p.all = append(p.all, now)
	count := func(list []time.Time, span time.Duration) (n int) {
		for _, at := range list {
			if now.Sub(at) < span {
				n++
			}
		}
		return n
	}
	if n := count(p.closed[m.ID], time.Minute); n > 3 {
		p.t.Errorf("%d closings of %s in a minute", n, m.ID)
	}
	if n := count(p.all, time.Second); n > 5 {
		p.t.Errorf("%d closings in a second", n)
	}
}

// oracleTurn rejects an automatic mute of a person who has the floor.
func (p *play) oracleTurn(m *video.Member) {
	owner := m.ID
	if m.ParentID != "" {
		owner = m.ParentID
	}
	if slices.Contains(p.holders(), owner) {
		p.t.Errorf("enforcement closes %s, who has the floor", m.ID)
	}
}

// oracleLive allows no command while the link is not live.
func (p *play) oracleLive(s floor.Send, seen *video.Snapshot) {
	if seen.Link.State != video.LinkLive || seen.Stale {
		p.t.Errorf("%s is sent while the link is %s", s.Verb, seen.Link.State)
	}
	if s.Verb == "" && p.view().Paused != "" {
		p.t.Error("enforcement sends while the floor is paused")
	}
}

// oracleKeys allows at most one command, and one undo step, for each key. n acts only on the person that was shown.
func (p *play) oracleKeys(s floor.Send) {
	if s.Verb != "" {
		p.sends++
	}
	if p.sends > p.keys+1 { // the key that is being pressed is not counted yet
		p.t.Errorf("%d commands for %d keys", p.sends, p.keys)
	}
	if s.Verb == floor.VerbNext && len(s.Command.Targets) == 1 && !strings.HasPrefix(string(p.painted), "~") &&
		s.Command.Targets[0] != p.painted {
		p.t.Errorf("n on %v, painted was %s", s.Command.Targets, p.painted)
	}
}

// watchView checks what is shown with the oracles of the view.
func (p *play) watchView() {
	v := p.view()
	if due := p.e.Due(); !due.IsZero() && !due.After(p.clock()) {
		p.t.Errorf("wants a tick %v ago: its owner would never rest: %s", p.clock().Sub(due), floor.DueParts(p.e))
	}
	if steps := floor.Steps(p.e); steps > p.keys-p.undone+1 {
		p.t.Errorf("%d undo steps for %d keys, %d of them undone", steps, p.keys, p.undone)
	}
	present := func(id video.MemberID) bool {
		return strings.HasPrefix(string(id), "~") || p.desk.last.Member(id) != nil
	}
	if v.Next != "" && !present(v.Next) {
		p.t.Errorf("%s is next, and not here", v.Next)
	}
	for i, en := range v.Queue {
		if i == 0 && !present(en.ID) && slices.ContainsFunc(v.Queue, func(en floor.Entry) bool { return present(en.ID) }) {
			p.t.Errorf("the ghost %s is first", en.ID)
		}
	}
	for _, turn := range v.Turns {
		if turn.Running && !strings.HasPrefix(string(turn.ID), "~") {
			if m := p.desk.last.Member(turn.ID); m == nil || m.AudioMuted {
				p.t.Errorf("the clock of %s runs, who cannot be heard", turn.ID)
			}
		}
	}
}

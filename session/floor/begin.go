package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Plan is what the start of a mode would do. Each person with a microphone is in exactly one list.
type Plan struct {
	Mode      Mode
	Closes    []video.MemberID // will be closed
	Protected []video.MemberID // are open and stay open
	Panel     []video.MemberID // are open and stay open
	Muted     []video.MemberID // are already closed
}

// Plan returns what [Engine.Begin] would do now.
func (e *Engine) Plan(mode Mode) Plan {
	p := Plan{Mode: mode}
	if e.snap == nil {
		return p
	}
	closing := mode.Preset != Open && mode.Preset != e.mode.Preset
	for _, m := range e.snap.Members {
		switch {
		case m.Type != video.TypeMember && m.AudioMuted:
		case m.AudioMuted:
			p.Muted = append(p.Muted, m.ID)
		case e.isProtected(m):
			p.Protected = append(p.Protected, m.ID)
		case mode.Preset == Panel && e.isPanel(m):
			p.Panel = append(p.Panel, m.ID)
		case closing:
			p.Closes = append(p.Closes, m.ID)
		}
	}
	return p
}

// Begin starts a mode. It closes everyone who is not free in one command, and ends the turns of the previous mode. A
// change of parameters within a preset closes nobody, and keeps the turns, a pause and the confirmation of hold. Open
// opens no microphone and may begin offline.
//
// Begin returns an [Ask] with [AskHold] before it allows automatic closings on a floor that is not shared. Other errors
// are an [ArgumentError], ErrAlready, ErrOffline and ErrBusy.
func (e *Engine) Begin(now time.Time, mode Mode, sure bool) error {
	e.clock(now)
	switch err := mode.Check(); {
	case err != nil:
		return err
	case mode == e.mode:
		return ErrAlready
	case !e.live && mode.Preset != Open:
		return ErrOffline
	case e.intent != nil:
		return ErrBusy
	case (mode.Enforce == Hold || mode.Override) && !e.lease.on && !sure && !(e.sure && mode.Preset == e.mode.Preset):
		return &Ask{Reason: AskHold}
	}
	e.begin(mode, sure || e.sure && mode.Preset == e.mode.Preset)
	e.advance()
	return nil
}

// begin starts a mode after the checks of Begin.
func (e *Engine) begin(mode Mode, sure bool) {
	s := e.before(VerbMode, "")
	s.floor = true
	closes := e.Plan(mode).Closes
	if mode.Preset != e.mode.Preset {
		for _, t := range slices.Clone(e.turns) {
			e.end(t, WhyMode)
		}
		clear(e.pardoned)
		e.chair, e.pause = nil, ""
	}
	e.forgive()
	e.mode, e.sure, e.rights = mode, sure, false
	name := string(mode.Preset)
	e.carry(s, &change{closes: closes}, "begin "+name+" and mute", "began "+name+" and muted", "")
	if e.lease.on && mode.Preset != Open && !e.lease.other() {
		e.lease.claim = true
	}
	e.note(Note{Kind: NoteMode, Mode: &mode})
	e.done(s)
}

// forgive resets all offences. The closings of the last minute still count.
func (e *Engine) forgive() {
	for _, o := range e.offences {
		o.since, o.given, o.replaced = time.Time{}, false, false
	}
}

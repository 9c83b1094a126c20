package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Plan is the effect that the start of a mode would have. Each person with a microphone is in exactly one list.
type Plan struct {
	Mode      Mode
	Closes    []video.MemberID // will be muted
	Protected []video.MemberID // have open microphones, and keep them
	Panel     []video.MemberID // have open microphones, and keep them
	Muted     []video.MemberID // are already muted
}

// Plan returns the effect that [Engine.Begin] would have now.
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

// Begin starts a mode. It mutes everyone who is not free, in one command, and ends the turns of the previous mode. A
// change of parameters within a preset mutes nobody. It keeps the turns, a pause and the confirmation of hold. Open
// opens no microphone and may start offline.
//
// Begin returns an [Ask] with [AskHold] before it lets a floor that is not shared mute people automatically. Other
// errors are an [ArgumentError], ErrAlready, ErrOffline and ErrBusy.
func (e *Engine) Begin(now time.Time, mode Mode, sure bool) error {
	e.clock(now)
	if err := e.mayBegin(mode, sure); err != nil {
		return err
	}
	s, closes := e.enter(VerbMode, mode, sure)
	name := string(mode.Preset)
	e.carry(s, &change{closes: closes}, "begin "+name+" mode and mute", "began "+name+" mode and muted", "")
	e.begun(s, mode)
	return nil
}

// BeginIn is [Engine.Begin] as a part of a larger command, such as a scene, which the owner sends. The first step of
// that command must mute the returned people. The owner reports its result to [Engine.Ended] with the number. Undo
// restores the mode; the owner undoes the command. The errors are those of Begin.
func (e *Engine) BeginIn(now time.Time, mode Mode, sure bool) (number uint64, closes []video.MemberID, err error) {
	e.clock(now)
	if err := e.mayBegin(mode, sure); err != nil {
		return 0, nil, err
	}
	s, closes := e.enter(VerbScene, mode, sure)
	for _, id := range closes {
		e.shutting[id] = now
	}
	e.number++
	s.order, s.closes = e.number, closes
	e.begun(s, mode)
	return s.order, closes, nil
}

// mayBegin returns why a mode cannot start now, or nil.
func (e *Engine) mayBegin(mode Mode, sure bool) error {
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
	return nil
}

// enter changes the mode, and returns the step of the verb and the people to mute.
func (e *Engine) enter(verb Verb, mode Mode, sure bool) (s *step, closes []video.MemberID) {
	sure = sure || e.sure && mode.Preset == e.mode.Preset
	s = e.before(verb, "")
	s.floor = true
	closes = e.Plan(mode).Closes
	if mode.Preset != e.mode.Preset {
		for _, t := range slices.Clone(e.turns) {
			e.end(t, WhyMode)
		}
		clear(e.pardoned)
		e.chair, e.pause = nil, ""
	}
	e.forgive()
	e.mode, e.sure, e.rights = mode, sure, false
	return s, closes
}

// begun completes the step that has started a mode.
func (e *Engine) begun(s *step, mode Mode) {
	if e.lease.on && mode.Preset != Open && !e.lease.other() {
		e.lease.claim = true
	}
	e.note(Note{Kind: NoteMode, Mode: &mode})
	e.done(s)
	e.advance()
}

// forgive resets all offences. The closings of the last minute still count.
func (e *Engine) forgive() {
	for _, o := range e.offences {
		o.since, o.given, o.replaced = time.Time{}, false, false
	}
}

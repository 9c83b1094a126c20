package floor

import (
	"time"

	"gavel/session/video"
)

// Did processes a manual command of this console, before it is sent. Such a command takes precedence over the floor. A
// person who is unmuted is a guest until muted. A person who is muted stops answering, and a guest's clock pauses. A
// person who is removed or demoted gives up the floor on leaving. The engine's own commands are not passed to Did.
func (e *Engine) Did(now time.Time, c video.Command) {
	e.clock(now)
	for _, step := range c.List() {
		row, ok := step.Action.Info()
		if !ok {
			continue
		}
		for _, id := range step.Targets {
			e.did(row, step, id)
		}
	}
	e.advance()
}

// did is Did for one target.
func (e *Engine) did(row *video.ActionInfo, c video.Command, id video.MemberID) {
	closes := video.Setting{Field: video.FieldAudioMuted, Value: video.Yes}
	m := e.members[id]
	switch {
	case row.Opens&video.OpensMicrophone != 0 && !c.KeepMuted:
		if m != nil {
			e.openedByHand(e.owner(m))
		}
	case row.Sets == closes, row.Besides == closes:
		if m != nil {
			e.closedByHand(e.owner(m))
			if !m.AudioMuted {
				e.shutting[id] = e.now
			}
		}
	case row.Sets.Field == video.FieldPresent, row.Sets.Field == video.FieldOnStage && row.Sets.Value == video.No:
		e.sentAway[id] = e.now
	case c.Sets() == video.Setting{Field: video.FieldHand, Value: video.No} && e.line.find(id) != nil:
		e.note(Note{Kind: NoteDismissed, Who: e.who(id)})
		e.line.remove(id)
		if m != nil && m.HandRaised {
			e.skip[id] = true
		}
		e.publish()
	}
}

// openedByHand makes a person a guest until the microphone is closed.
func (e *Engine) openedByHand(id video.MemberID) {
	m := e.members[id]
	if o := e.offences[id]; o != nil {
		o.given, o.since = false, time.Time{}
	}
	if m == nil || e.mode.Preset == Open || e.exempt(m) || e.turn(id) != nil {
		return
	}
	t := &turn{
		ID: id, Name: m.Name, Kind: Manual, Granted: e.now, Offset: e.offset(e.now), Item: e.itemName(),
		Opened: true, Asked: e.now, rev: e.lease.rev() + 1,
	}
	e.turns = append(e.turns, t)
	e.granted(t, m)
	e.publish()
}

// closedByHand ends an answer and permissions to speak without the floor. A guest keeps the floor, and the clock stops
// while nobody can be heard.
func (e *Engine) closedByHand(id video.MemberID) {
	delete(e.pardoned, id)
	if t := e.turn(id); t != nil && t.Kind != Guest {
		e.end(t, WhyMuted)
	}
	if e.chair != nil && e.chair.closed[id] != nil {
		e.chair.closed[id].touched = true
	}
	e.publish()
}

// Ended processes the result of a command of [Out]. If the token lacks the permission to mute, the floor only marks
// from then on.
func (e *Engine) Ended(now time.Time, number uint64, verb Verb, res video.Result) {
	e.clock(now)
	for _, target := range res.Targets {
		if verb == "" && forbidden(target.Err) && !e.rights {
			e.rights = true
			e.note(Note{Kind: NoteRights, Why: WhyRefused})
		}
	}
	if e.chair != nil && e.chair.order == number {
		e.chair.order = 0
	}
	for _, t := range e.turns {
		if t.order != number || number == 0 || !t.Confirmed.IsZero() || t.Failed {
			continue
		}
		for _, target := range res.Targets {
			if target.Member == t.ID && target.Err != nil && target.Outcome != video.OutcomeUnknown {
				t.Failed = true
				e.note(Note{Kind: NoteNotOpened, Who: &Who{t.ID, t.Name}, Others: e.whos(t.closed)})
				break
			}
		}
	}
	e.advance()
}

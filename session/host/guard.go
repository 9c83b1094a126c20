package host

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/journal"
	"gavel/session/video"
)

// Protect protects people for this event, or releases them. Commands with [video.Command].SkipProtected, the modes of
// the floor and [Host.Panic] do not touch protected people. The error is [video.ErrClosed].
func (h *Host) Protect(on bool, ids ...video.MemberID) error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		e.Protect(now, on, ids...)
		return nil
	})
}

// Protects reports whether a member is protected: tonight's decision, or else the list of the configuration. A screen
// or device is protected with its owner, which owner returns for an id; nil means that the owner is unknown.
func (h *Host) Protects(m *video.Member, owner func(video.MemberID) *video.Member) bool {
	if m == nil {
		return false
	}
	if h.isProtected(m) {
		return true
	}
	if m.ParentID == "" || owner == nil {
		return false
	}
	parent := owner(m.ParentID)
	return parent != nil && h.isProtected(parent)
}

// Panic sends a command before all others, and starts quiet mode with it. Both are one entry in the log, but two steps
// for [Host.Undo], so that a single key opens no microphone: the first restores the mode, the lock and the layout, and
// the second unmutes the people. The errors are those of [floor.Engine.Panic] and [session.RoomSession.SubmitUrgent].
func (h *Host) Panic(ctx context.Context, c video.Command) (sub *session.Submission, err error) {
	if !h.on(func() { sub, err = h.panic(ctx, c) }) {
		return nil, video.ErrClosed
	}
	return sub, err
}

func (h *Host) panic(ctx context.Context, c video.Command) (*session.Submission, error) {
	now := time.Now()
	h.engine.See(now, h.room.Snapshot())
	number, err := h.engine.Panic(now, closedBy(c))
	if err != nil {
		return nil, err
	}
	sub, err := h.sendMode(ctx, h.room.SubmitUrgent, floor.Send{Number: number, Verb: floor.VerbPanic, Command: c})
	h.output(err == nil)
	return sub, err
}

// Calm stops the enforcement that a panic has started; see [floor.Engine.Calm]. The caller cancels the command of the
// panic. The error is [video.ErrClosed].
func (h *Host) Calm() error {
	return h.Do(func(e *floor.Engine, now time.Time) error {
		e.Calm(now)
		return nil
	})
}

// closedBy returns the members that a command mutes.
func closedBy(c video.Command) (ids []video.MemberID) {
	closes := video.Setting{Field: video.FieldAudioMuted, Value: video.Yes}
	for _, step := range c.List() {
		if row, ok := step.Action.Info(); ok && row.Sets == closes {
			ids = append(ids, step.Targets...)
		}
	}
	return ids
}

// Remember saves the memory of the alarms of the room for a later run.
func (h *Host) Remember(m alarm.Memory) {
	h.on(func() {
		if h.alarms = m; h.file != nil && h.saveAt.IsZero() {
			h.saveAt = time.Now().Add(saveAfter)
		}
	})
}

// Remembered returns the newest value of Remember, or else the memory of an earlier run.
func (h *Host) Remembered() (m alarm.Memory) {
	h.on(func() { m = h.alarms })
	return m
}

// AlarmsOf completes the configuration of the alarms of the room. It adds the memory of an earlier run, and the
// protected people, including tonight's decisions.
func (h *Host) AlarmsOf(cfg alarm.Config) alarm.Config {
	cfg.Memory = h.Remembered()
	cfg.Protected = func(m *video.Member) bool { return h.Protects(m, h.State().Room.Member) }
	return cfg
}

// AlarmRecord returns an alarm as a decision of kind [journal.KindAlarm] for the journal.
func AlarmRecord(a *alarm.Alarm) (json.RawMessage, error) {
	data, err := json.Marshal(journal.Alarmed{
		At: a.At, Kind: string(a.Kind), Object: a.Object, State: a.State, Who: a.Who, Loud: a.Loudness == alarm.Loud,
	})
	if err != nil {
		return nil, fmt.Errorf("encode an alarm for the journal: %w", err)
	}
	return data, nil
}

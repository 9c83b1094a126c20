package host

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// Away is a person whom a command of this console removed from the room or sent to the audience. Name and Reason are
// untrusted text.
type Away struct {
	ID     video.MemberID `json:"id"`
	Name   string         `json:"name"`
	At     time.Time      `json:"time"`
	Action video.Action   `json:"action"`
	Reason string         `json:"reason,omitempty"`
	// Muted reports that the microphone was off. Someone who is brought back gets it as it was.
	Muted bool `json:"muted,omitempty"`
	// Automatic reports that the floor gave the command, not a person.
	Automatic bool `json:"automatic,omitempty"`
	// Back is when the person was on the stage again; zero while they are away.
	Back time.Time `json:"back,omitzero"`
}

// MayReturn reports whether a promotion brings the person back. Someone who was removed must join again.
func (a *Away) MayReturn() bool {
	row, _ := a.Action.Info()
	return row.Sets.Field == video.FieldOnStage && a.Back.IsZero()
}

// Promotion returns the command that brings the person back, with the microphone as it was before.
func (a *Away) Promotion() video.Command {
	c := video.Promote(a.ID)
	if a.Muted {
		c.Args = video.Args{"joinAudioMuted": true}
	}
	return c
}

// maxAway is how many people are kept. The oldest are forgotten first.
const maxAway = 500

// sendsAway reports whether a step takes people off the stage, or out of the room.
func sendsAway(row *video.ActionInfo) bool {
	return row.Target == video.OnMember && row.Sets.Value == video.No &&
		(row.Sets.Field == video.FieldPresent || row.Sets.Field == video.FieldOnStage)
}

// leaving returns the people that a command is about to send away, as they are now.
func leaving(c video.Command, s *video.Snapshot, now time.Time) []Away {
	var all []Away
	for _, step := range c.List() {
		row, _ := step.Action.Info()
		if !sendsAway(row) {
			continue
		}
		for _, id := range step.Targets {
			a := Away{ID: id, At: now, Action: row.Action, Reason: c.Reason, Automatic: c.Automatic}
			if m := s.Member(id); m != nil {
				a.Name, a.Muted = m.Name, m.AudioMuted
			}
			all = append(all, a)
		}
	}
	return all
}

// sendAway keeps the people that a command has sent away, once the room has answered. An unknown outcome counts: the
// list must not lack anyone.
func (h *Host) sendAway(people []Away, res video.Result) {
	gone := make(map[video.MemberID]bool, len(people))
	for _, t := range res.Targets {
		switch t.Outcome {
		case video.OutcomeAccepted, video.OutcomeConfirmed, video.OutcomeUnknown:
			gone[t.Member] = true
		}
	}
	list := slices.Clone(h.away)
	for _, a := range people {
		if gone[a.ID] {
			list = append(list, a)
		}
	}
	if len(list) > len(h.away) {
		h.away = list[max(0, len(list)-maxAway):]
		h.saveAt = time.Now().Add(saveAfter)
	}
}

// watchAway follows a submitted command that sends people away.
func (h *Host) watchAway(people []Away, sub *session.Submission) {
	if len(people) == 0 {
		return
	}
	h.spawn("sent away", func(ctx context.Context) {
		res, _ := sub.Wait(ctx)
		h.post(func() { h.sendAway(people, res) })
	})
}

// seeBack marks people who are on the stage again.
func (h *Host) seeBack(was, s *video.Snapshot) {
	if len(h.away) == 0 || was == s {
		return
	}
	news, known := s.Members, false
	if was != nil {
		if recent, ok := s.Since(was); ok {
			news, known = recent, true
		}
	}
	if known && len(news) == 0 {
		return
	}
	here := make(map[video.MemberID]bool, len(news))
	for _, m := range news {
		here[m.ID] = m.LeftAt.IsZero() && m.Type != video.TypeAudience
	}
	for i := range h.away {
		if a := &h.away[i]; a.MayReturn() && here[a.ID] && s.At.After(a.At) {
			h.away = slices.Clone(h.away)
			h.away[i].Back = s.At
			h.saveAt = time.Now().Add(saveAfter)
		}
	}
}

// Explain sets the reason why a person was sent away, at the time that [Away] has, and records it in the journal.
func (h *Host) Explain(id video.MemberID, at time.Time, reason string) error {
	err := video.ErrNotFound
	if !h.on(func() {
		i := slices.IndexFunc(h.away, func(a Away) bool { return a.ID == id && a.At.Equal(at) })
		if i < 0 {
			return
		}
		h.away = slices.Clone(h.away)
		h.away[i].Reason = reason
		h.saveAt = time.Now().Add(saveAfter)
		err = h.recordReason(h.away[i])
	}) {
		return video.ErrClosed
	}
	return err
}

// recordReason writes why a person was sent away into the journal.
func (h *Host) recordReason(a Away) error {
	text, err := json.Marshal(a)
	if err == nil {
		err = h.room.RecordDecision("sent_away", text)
	}
	if err != nil {
		return fmt.Errorf("host: record the reason: %w", err)
	}
	return nil
}

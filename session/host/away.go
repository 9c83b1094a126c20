package host

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
)

// Away is a person that a command of this console removed from the room or sent to the audience. Name and Reason are
// untrusted text.
type Away struct {
	ID     video.MemberID `json:"id"`
	Name   string         `json:"name"`
	At     time.Time      `json:"time"`
	Action video.Action   `json:"action"`
	Reason string         `json:"reason,omitempty"`
	// Muted reports that the microphone was off. A person who is brought back gets it in that state.
	Muted bool `json:"muted,omitempty"`
	// Automatic reports that the floor or a door gave the command, not a person.
	Automatic bool `json:"automatic,omitempty"`
	// Back is when the person was on the stage again; zero while they are away.
	Back time.Time `json:"back,omitzero"`

	left bool // seen off the stage; the answer to a command may come before its effect
}

// MayReturn reports whether a promotion brings the person back. A person who was removed must join again.
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

// awayList is never changed in place, because states hold it.
type awayList []Away

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

// add adds the people that a command has sent away. An unknown outcome counts: the list must not lack anyone.
func (l awayList) add(people []Away, res video.Result, s *video.Snapshot) awayList {
	gone := make(map[video.MemberID]bool, len(people))
	for _, t := range res.Targets {
		switch t.Outcome {
		case video.OutcomeAccepted, video.OutcomeConfirmed, video.OutcomeUnknown:
			gone[t.Member] = true
		}
	}
	list := slices.Clone(l)
	for _, a := range people {
		if gone[a.ID] {
			a.left = !onStage(s.Member(a.ID))
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b Away) int { return a.At.Compare(b.At) }) // answers come in any order
	return list[max(0, len(list)-maxAway):]
}

// see marks people who are on the stage again. It returns the same list if nothing has changed.
func (l awayList) see(was, s *video.Snapshot) awayList {
	if len(l) == 0 || was == s {
		return l
	}
	news, known := s.Members, false
	if was != nil {
		if recent, ok := s.Since(was); ok {
			news, known = recent, true
		}
	}
	if known && len(news) == 0 {
		return l
	}
	here := make(map[video.MemberID]*video.Member, len(news))
	for _, m := range news {
		here[m.ID] = m
	}
	list, changed := slices.Clone(l), false
	for i := range list {
		a := &list[i]
		switch m, isNew := here[a.ID]; {
		case !a.MayReturn() || known && !isNew:
		case !onStage(m):
			changed = changed || !a.left
			a.left = true
		case a.left:
			a.Back, changed = s.At, true
		}
	}
	if !changed {
		return l
	}
	return list
}

// onStage reports whether a member, which may be nil, is in the room and not in the audience.
func onStage(m *video.Member) bool {
	return m != nil && m.LeftAt.IsZero() && m.Type != video.TypeAudience
}

// explain sets the reason of a departure, and returns it; nil if it is not on the list.
func (l awayList) explain(id video.MemberID, at time.Time, reason string) (awayList, *Away) {
	i := l.find(id, at)
	if i < 0 {
		return l, nil
	}
	list := slices.Clone(l)
	list[i].Reason = reason
	return list, &list[i]
}

// unite adds the departures that another program has written. base is the list of this program when it last united
// them. The other program's reason counts if this one has not changed it since.
func (l awayList) unite(base, other awayList) awayList {
	list := slices.Clone(l)
	for _, a := range other {
		i := list.find(a.ID, a.At)
		if i < 0 {
			list = append(list, a)
			continue
		}
		own := &list[i]
		if j := base.find(a.ID, a.At); own.Reason == "" || j >= 0 && base[j].Reason == own.Reason {
			own.Reason = cmp.Or(a.Reason, own.Reason)
		}
		if own.Back.IsZero() {
			own.Back = a.Back
		}
	}
	slices.SortStableFunc(list, func(a, b Away) int { return a.At.Compare(b.At) })
	return list[max(0, len(list)-maxAway):]
}

// find returns the index of a departure; -1 if it is not on the list.
func (l awayList) find(id video.MemberID, at time.Time) int {
	return slices.IndexFunc(l, func(a Away) bool { return a.ID == id && a.At.Equal(at) })
}

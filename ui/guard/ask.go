package guard

import (
	"cmp"
	"slices"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/text"
)

// BulkOver is how many people a command may have before it is a bulk command: it shows its progress, and if it asks,
// their number must be typed.
const BulkOver = 5

// plansOver is how many people a command may have before its plan is shown, unless the user has set it.
const plansOver = 5

// Habits are the questions that a user has added to the default ones. The zero value adds none.
type Habits struct {
	Over int            // how many people a command may have before it asks; 0 means 5
	Also []video.Action // methods that always ask
}

// AsksAlso reports whether the user wants a question before a command, or one of its steps.
func (h Habits) AsksAlso(c video.Command) bool {
	return slices.ContainsFunc(c.List(), func(step video.Command) bool { return slices.Contains(h.Also, step.Action) })
}

// PlansOver returns how many people a command may have before its plan is shown.
func (h Habits) PlansOver() int { return cmp.Or(h.Over, plansOver) }

// Answer is what a command needs before it is sent.
type Answer uint8

// The answers, the easiest first.
const (
	NoAnswer  Answer = iota
	Yes              // to the question or the plan
	Number           // of its people, typed
	RoomsName        // typed
)

// Asks returns the answer that a command needs in a room. plan is the plan of the command in s; the targets of c are
// the members that it would act on.
func Asks(c video.Command, plan video.Plan, s *video.Snapshot, h Habits) Answer {
	row, _ := c.Action.Info()
	n := Size(c)
	switch risk := c.Risk(); {
	case risk == video.RiskTyped || emptiesRoom(c, s):
		return RoomsName
	case risk == video.RiskAsks && n > BulkOver:
		return Number
	case risk == video.RiskAsks, row.Confirm != "", h.AsksAlso(c),
		risk != video.RiskRead && max(n, len(plan.All())) > h.PlansOver():
		return Yes
	}
	return NoAnswer
}

// Size returns how many requests a command needs.
func Size(c video.Command) int {
	n := 0
	for _, step := range c.List() {
		n += max(1, len(step.Targets))
	}
	return n
}

// emptiesRoom reports whether a command removes the last person. The room may end then.
func emptiesRoom(c video.Command, s *video.Snapshot) bool {
	var leave []video.MemberID
	for _, step := range c.List() {
		row, _ := step.Action.Info()
		if gone := row.Sets.Field & (video.FieldPresent | video.FieldOnStage); gone != 0 && row.Sets.Value == video.No {
			leave = append(leave, step.Targets...)
		}
	}
	return len(leave) > 0 && !slices.ContainsFunc(s.Members, func(m *video.Member) bool {
		return people.OnStage(m) && !slices.Contains(leave, m.ID)
	})
}

// longestTyped is the longest text, in cells, that must be typed. It fits the narrowest screen.
const longestTyped = 36

// NameToType returns the text that must be typed to confirm a command on a whole room: its title or, if that is blank
// or wider than 36 cells, its name, else its id, else other, which must be typable and not wider.
func NameToType(r *video.Room, other string) string {
	for _, called := range []string{r.DisplayName, r.Name, r.ID} {
		if called = text.Clean(called); called != "" && text.Width(called) <= longestTyped {
			return called
		}
	}
	return other
}

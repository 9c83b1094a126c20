package video

// Unmutes reports whether the action opens microphones as a side effect only, as undeaf does.
func (a *ActionInfo) Unmutes() bool { return a.Besides == opensMicrophone }

// MayCause reports whether the action may have changed the property to the value. Unknown means any value. Deaf and
// undeaf also switch the microphone, and may switch both back and forth until the room has answered.
func (a *ActionInfo) MayCause(p Fields, to Flag) bool {
	switch p {
	case a.Besides.Field:
		return true
	case a.Sets.Field:
		return a.Sets.Value == Unknown || to == Unknown || a.Sets.Value == to || a.Besides.Field != 0
	}
	return false
}

// OverriddenBy reports whether a change of the property to the value, made by someone else, overrides a part of the
// action's effect. To undo the action would then undo the work of someone else. Unknown means any value.
func (a *ActionInfo) OverriddenBy(p Fields, to Flag) bool {
	switch {
	case a.Sets.Field == p, a.follows&p != 0:
		return true
	case a.Besides.Field == p:
		// The event about the microphone may come later than the one about the ears, so only a change that the action does
		// not make itself counts.
		return a.Besides.Value != to && to != Unknown
	}
	return false
}

// SupersededBy reports whether a newer command with the action replaces this unsent one for the same target: both set
// the same property, or the older one would open what the newer one closes as a side effect.
func (a *ActionInfo) SupersededBy(newer *ActionInfo) bool {
	switch {
	case newer.addsUp:
		return false
	case a == newer:
		return true
	case a.Sets.Field != 0 && a.Sets.Field == newer.Sets.Field:
		return true
	}
	besides := newer.Besides
	return a.Opens != 0 && besides.Field != 0 && besides.Field == a.Sets.Field && besides.Value != a.Sets.Value
}

// Overlaps reports whether both actions change the same property of their target.
func (a *ActionInfo) Overlaps(other *ActionInfo) bool {
	if a.Sets.Field == 0 || other.Sets.Field == 0 {
		return a == other
	}
	both := a.Sets.Field | a.Besides.Field
	return both&(other.Sets.Field|other.Besides.Field) != 0
}

// AddsUp reports whether a second command with the action counts in addition to the first.
func (a *ActionInfo) AddsUp() bool { return a.addsUp }

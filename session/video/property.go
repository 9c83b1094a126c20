package video

// Property is a set of properties that commands change and events report: of a member, of the room, or of a recording,
// playback or stream.
type Property uint32

// The properties. Those up to PropCurrentPosition are a member's own, and PropMeta also the room's.
const (
	PropAudioMuted Property = 1 << iota
	PropVideoMuted
	PropDeaf
	PropOnHold
	PropVisible
	PropInputVolume
	PropOutputVolume
	PropInputSensitivity
	PropHandRaised
	PropTalking
	PropName
	PropMeta
	PropRequestedPosition
	PropCurrentPosition
	PropPresent // the member is in the room
	PropOnStage // the member is on the stage, not in the audience
	PropLocked
	PropHideVideoMuted
	PropPrioritizeHandraise
	PropLayoutName
	PropPositions      // who is where on the canvas
	PropPaused         // of a recording or playback
	PropPlaybackVolume // of a playback
	PropTimecode       // where a playback is
)

// Setting is one property with the value that an action gives it. Value is Unknown when the property is not a yes or no, or
// when a parameter of the command decides.
type Setting struct {
	Property Property
	Value    Flag
}

// openings are the settings of members that open something.
var (
	opensMicrophone = Setting{PropAudioMuted, No}
	opensCamera     = Setting{PropVideoMuted, No}
	opensEars       = Setting{PropDeaf, No}
)

// Unmutes reports whether the action opens microphones only besides what it is for, as undeaf does.
func (a *ActionInfo) Unmutes() bool { return a.Besides == opensMicrophone }

// MayCause reports whether a change of the property to the value may be the action's doing. Unknown stands for any value.
// What also switches something else, as deaf and undeaf do, may switch both back and forth until the room has answered.
func (a *ActionInfo) MayCause(p Property, to Flag) bool {
	switch p {
	case a.Besides.Property:
		return true
	case a.Sets.Property:
		return a.Sets.Value == Unknown || to == Unknown || a.Sets.Value == to || a.Besides.Property != 0
	}
	return false
}

// OverriddenBy reports whether somebody else who changes the property to the value takes the effect of the action, or a part
// of it, out of its hands: undoing the action would then undo the work of somebody else. Unknown stands for any value.
func (a *ActionInfo) OverriddenBy(p Property, to Flag) bool {
	switch {
	case a.Sets.Property == p, a.follows&p != 0:
		return true
	case a.Besides.Property == p:
		// The news that the microphone has changed may come later than that of the ears: only a change that the action
		// does not make itself counts.
		return a.Besides.Value != to && to != Unknown
	}
	return false
}

// SupersededBy reports whether a newer command with the action replaces this one for a target that still waits for its turn:
// both set the same property, or the older one would open again what the newer one closes besides.
func (a *ActionInfo) SupersededBy(newer *ActionInfo) bool {
	switch {
	case newer.addsUp:
		return false
	case a == newer:
		return true
	case a.Sets.Property != 0 && a.Sets.Property == newer.Sets.Property:
		return true
	}
	return a.Opens != 0 && newer.Besides.Property != 0 && newer.Besides.Property == a.Sets.Property && newer.Besides.Value != a.Sets.Value
}

package video

// Fields is a set of properties of a [Member], the room and its objects.
type Fields uint32

// The properties of a member that a [Change] can name.
const (
	FieldAudioMuted Fields = 1 << iota
	FieldVideoMuted
	FieldDeaf
	FieldOnHold
	FieldVisible
	FieldInputVolume
	FieldOutputVolume
	FieldInputSensitivity
	FieldHand
	FieldTalking
	FieldName
	FieldMeta
	FieldRequested // RequestedPosition
	FieldCurrent   // CurrentPosition
	FieldOther     // type, parent, room and scope
	FieldOdd       // a value had the wrong type or was out of range
)

// FieldsListed are the properties in lists of members that decide the outcome of commands.
const FieldsListed = FieldAudioMuted | FieldVideoMuted | FieldDeaf | FieldHand | FieldInputVolume | FieldOutputVolume |
	FieldInputSensitivity | FieldMeta

// Other properties that commands change. No [Change] names them.
const (
	FieldPresent Fields = FieldOdd << (1 + iota) // the member is in the room
	FieldOnStage                                 // the member is on the stage, not in the audience
	FieldLocked
	FieldHideVideoMuted
	FieldPrioritizeHandraise
	FieldLayoutName
	FieldPositions      // the members' places on the canvas
	FieldPaused         // of a recording or playback
	FieldPlaybackVolume // of a playback
	FieldTimecode       // where a playback is
)

var fieldNames = []struct {
	bit  Fields
	name string
}{
	{FieldAudioMuted, "audioMuted"},
	{FieldVideoMuted, "videoMuted"},
	{FieldDeaf, "deaf"},
	{FieldOnHold, "onHold"},
	{FieldVisible, "visible"},
	{FieldInputVolume, "inputVolume"},
	{FieldOutputVolume, "outputVolume"},
	{FieldInputSensitivity, "inputSensitivity"},
	{FieldHand, "handraised"},
	{FieldTalking, "talking"},
	{FieldName, "name"},
	{FieldMeta, "meta"},
	{FieldRequested, "requestedPosition"},
	{FieldCurrent, "currentPosition"},
}

// Names returns the properties in the reference's spelling: "audioMuted". FieldOther and FieldOdd have no name.
func (f Fields) Names() []string {
	var out []string
	for _, n := range fieldNames {
		if f&n.bit != 0 {
			out = append(out, n.name)
		}
	}
	return out
}

// Setting is one property with the value that an action gives it. Value is Unknown if the property is not a yes or no,
// or if a parameter of the command decides.
type Setting struct {
	Field Fields
	Value Flag
}

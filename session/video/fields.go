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

// fieldNames has a row for each property with a name: in the reference, and on the wire.
var fieldNames = []struct {
	bit    Fields
	name   string
	wire   string
	listed bool // lists of members show it, so a read decides the outcome of a command that sets it
}{
	{FieldAudioMuted, "audioMuted", "audio_muted", true},
	{FieldVideoMuted, "videoMuted", "video_muted", true},
	{FieldDeaf, "deaf", "deaf", true},
	{FieldOnHold, "onHold", "on_hold", false},
	{FieldVisible, "visible", "visible", false},
	{FieldInputVolume, "inputVolume", "input_volume", true},
	{FieldOutputVolume, "outputVolume", "output_volume", true},
	{FieldInputSensitivity, "inputSensitivity", "input_sensitivity", true},
	{FieldHand, "handraised", "handraised", true},
	{FieldTalking, "talking", "talking", false},
	{FieldName, "name", "name", false},
	{FieldMeta, "meta", "meta", true},
	{FieldRequested, "requestedPosition", "requested_position", false},
	{FieldCurrent, "currentPosition", "current_position", false},
}

// listed are the properties that lists of members show, and listedByName the same by their names on the wire.
var listed, listedByName = func() (all Fields, byName map[string]Fields) {
	byName = map[string]Fields{}
	for _, n := range fieldNames {
		if n.listed {
			all |= n.bit
			byName[n.wire] = n.bit
		}
	}
	return all, byName
}()

// Listed returns the properties among f that lists of members show. A read decides commands that set them.
func (f Fields) Listed() Fields { return f & listed }

// ListedOnWire returns the listed property with the name on the wire; 0 if there is none. It does not allocate.
func ListedOnWire(wire []byte) Fields { return listedByName[string(wire)] }

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

// WireNames returns the properties as the wire spells them: "audio_muted". FieldOther and FieldOdd have no name.
func (f Fields) WireNames() []string {
	var out []string
	for _, n := range fieldNames {
		if f&n.bit != 0 {
			out = append(out, n.wire)
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

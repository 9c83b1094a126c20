package video

// Fields is a set of properties of a [Member].
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

var fieldNames = []struct {
	bit  Fields
	name string
}{
	{FieldAudioMuted, "audioMuted"}, {FieldVideoMuted, "videoMuted"}, {FieldDeaf, "deaf"}, {FieldOnHold, "onHold"},
	{FieldVisible, "visible"}, {FieldInputVolume, "inputVolume"}, {FieldOutputVolume, "outputVolume"},
	{FieldInputSensitivity, "inputSensitivity"}, {FieldHand, "handraised"}, {FieldTalking, "talking"},
	{FieldName, "name"}, {FieldMeta, "meta"}, {FieldRequested, "requestedPosition"}, {FieldCurrent, "currentPosition"},
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

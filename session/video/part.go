package video

// Part is a piece of the room that is read by itself. An unknown outcome is judged only by a reading of its part that was
// asked for after the outcome became unknown: an older one may show the room as it was before the command.
type Part uint8

const (
	PartMembers Part = iota
	PartRecordings
	PartPlaybacks
	PartStreams
	PartLocked
	PartHidden
	PartPriority
	PartLayout
	PartMeta
	PartPositions
	PartCount
)

// ShownIn is the part of the room that shows the effect of the action.
func (a *ActionInfo) ShownIn() Part {
	switch max(a.Target, a.Starts) {
	case OnRecording:
		return PartRecordings
	case OnPlayback:
		return PartPlaybacks
	case OnStream:
		return PartStreams
	}
	return a.Part // of members it is PartMembers
}

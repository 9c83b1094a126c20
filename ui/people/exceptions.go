package people

import (
	"gavel/session/video"
)

// Exception is a state of a member that is not normal: its word, two shorter ones, and the fields of the member from
// which it comes.
type Exception struct {
	Word, Short, Brief string
	Of                 video.Fields
	Mild               bool // happens in every room
}

// AppendExceptions appends the states of a member that are not normal. A normal member has none.
func AppendExceptions(list []Exception, m *video.Member) []Exception {
	if m.Type == video.TypeAudience {
		return append(list, Exception{Word: "audience", Short: "aud", Brief: "aud"})
	}
	if m.AudioMuted && m.Type != video.TypeScreen { // a screen without sound is normal
		list = append(list, Exception{"muted", "muted", "mute", video.FieldAudioMuted, true})
	}
	if m.VideoMuted {
		list = append(list, Exception{"no camera", "no cam", "nocam", video.FieldVideoMuted, true})
	}
	if m.Deaf {
		list = append(list, Exception{"deaf", "deaf", "deaf", video.FieldDeaf, false})
	}
	if m.OnHold {
		list = append(list, Exception{"on hold", "hold", "hold", 0, false})
	}
	if hidden(m) {
		list = append(list, Exception{"hidden", "hidden", "hid", video.FieldRequested, false})
	}
	if m.InputVolume != 0 || m.InputOdd {
		v := VolumeText(m.InputVolume, m.InputOdd)
		list = append(list, Exception{"mic volume " + v, "mic " + v, "mic" + v, video.FieldInputVolume, false})
	}
	if m.OutputVolume != 0 || m.OutputOdd {
		v := VolumeText(m.OutputVolume, m.OutputOdd)
		list = append(list, Exception{"hears " + v, "hears " + v, "ear" + v, video.FieldOutputVolume, false})
	}
	return list
}

// hidden reports whether a member is off the canvas although its camera is on, or on request.
func hidden(m *video.Member) bool {
	return m.RequestedPosition == video.PositionOffCanvas ||
		m.CurrentPosition == video.PositionOffCanvas && !m.VideoMuted
}

// OddWords returns the words for the states of a member that are not normal.
func OddWords(m *video.Member) []string {
	var words []string
	for _, odd := range AppendExceptions(nil, m) {
		words = append(words, odd.Word)
	}
	return words
}

// BackWord is the word for a person with the name of someone who was removed.
var BackWord = Exception{Word: "was removed", Short: "removed", Brief: "back"}

// ProtectedWord is the word for a protected person in lists, in its three lengths.
var ProtectedWord = Exception{Word: "protected", Short: "prot", Brief: "P", Mild: true}

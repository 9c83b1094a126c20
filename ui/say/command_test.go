package say_test

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestWish(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]video.Command{
		"mute Ann":                          video.AudioMute("a"),
		"mute Ann and Ben":                  video.AudioMute("a", "b"),
		`remove "6 people"`:                 video.RemoveMember("c"),
		"turn on the camera of 5 people":    onFive(video.VideoUnmute),
		"set the input volume of Ann to -5": video.SetInputVolume(-5, "a"),
		"lower the hand of Ann":             video.SetRaisedHand(false, "a"),
		"place Ann at standard-2":           video.SetMemberPosition(video.Standard(2), "a"),
		"set the layout to 3x3":             video.SetLayout("3x3", nil),
		"set the layout to <1B>[2J":         video.SetLayout("\x1b[2J", nil),
		"show people without video":         video.SetHideVideoMuted(false),
		"stop putting raised hands first":   video.SetPrioritizeHandraise(false),
		"remove everybody":                  video.RemoveAllMembers(),
		"stop the recording":                video.OnObject(video.ActRecordingStop, "one", nil),
		"stop the recording #beef":          video.OnObject(video.ActRecordingStop, "several", nil),
		"give the floor to Ann": video.Composite("give the floor to", "gave the floor to", []video.MemberID{"a"},
			video.SetRaisedHand(false, "a"), video.AudioUnmute("a"), video.AudioMute("b")),
	} {
		if got := say.Wish(c, crowd{}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestButton(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]video.Command{
		"remove":              video.RemoveMember("a"),
		"turn off the camera": video.VideoMute("a"),
		"demote":              video.Demote("a"),
		"stop the recording":  video.OnObject(video.ActRecordingStop, "one", nil),
		"remove everybody":    video.RemoveAllMembers(),
	} {
		if got := say.Button(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestFault_C14_BesidesIsSaid: deafening mutes, undeafening unmutes, and another recording may be running.
func TestFault_C14_BesidesIsSaid(t *testing.T) {
	t.Parallel()
	s := &video.Snapshot{
		Members: []*video.Member{{ID: "a"}, {ID: "b", AudioMuted: true}}, RecordingsKnown: true,
		Recordings: []*video.Recording{{ID: "r", State: video.StateRecording}},
	}
	for _, tc := range []struct {
		c    video.Command
		s    *video.Snapshot
		want string
	}{
		{video.Deaf("a"), s, "Deafening also mutes the microphone."},
		{video.Deaf("b"), s, ""},
		{video.Undeaf("b"), s, "Undeafening also opens the microphone, even if it was muted before."},
		{video.UndeafKeepMuted("b"), s, "A microphone that was muted stays muted."},
		{video.StartRecording(), s, "A recording is already running; this starts another."},
		{video.StartRecording(), &video.Snapshot{}, "Whether a recording is running is not known yet."},
		{video.StartRecording(), &video.Snapshot{RecordingsKnown: true}, ""},
		{video.AudioMute("a"), s, ""},
	} {
		if got := say.Besides(tc.c, tc.s); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.c.Action, got, tc.want)
		}
	}
}

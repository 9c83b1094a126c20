package say_test

import (
	"errors"
	"testing"

	"gavel/session/video"
	"gavel/ui/say"
)

// TestField_U7_UndoReportsTheState: the sentence describes the current state, not the undone command.
func TestField_U7_UndoReportsTheState(t *testing.T) {
	t.Parallel()
	both := video.Composite("mute", "muted", []video.MemberID{"a", "b"}, video.AudioMute("a"), video.AudioMute("b"))
	mixed := video.Composite(
		"restore",
		"restored",
		[]video.MemberID{"a", "b"},
		video.AudioMute("a"),
		video.AudioUnmute("b"),
	)
	for _, tc := range []struct {
		back video.Command
		o    video.Outcome
		want string
	}{
		{video.AudioMute("a"), video.OutcomeConfirmed, "Undone: Ann is muted again. Confirmed in 84 ms."},
		{video.AudioMute("a"), video.OutcomeAccepted, "Undo: mute Ann. Accepted in 84 ms."},
		{video.VideoUnmute("a"), video.OutcomeConfirmed, "Undone: Ann's camera is on again. Confirmed in 84 ms."},
		{video.UndeafKeepMuted("a"), video.OutcomeConfirmed, "Undone: Ann can hear again. Confirmed in 84 ms."},
		{video.SetInputVolume(0, "a"), video.OutcomeConfirmed, "Undone: Ann's input volume is 0 again. Confirmed in 84 ms."},
		{video.Unlock(), video.OutcomeConfirmed, "Undone: the room is unlocked again. Confirmed in 84 ms."},
		{both, video.OutcomeConfirmed, "Undone: Ann and Ben are muted again. Confirmed in 84 ms."},
		{mixed, video.OutcomeConfirmed, "Undone. Confirmed in 84 ms."},
	} {
		if got := say.Undone(tc.back, tc.o, took, crowd{}, 200); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestNotUndone(t *testing.T) {
	t.Parallel()
	one := video.Result{Targets: []video.TargetResult{{}}}
	two := video.Result{Targets: []video.TargetResult{{Outcome: video.OutcomeConfirmed}, {Outcome: video.OutcomeNotSent}}}
	why := errors.New("no")
	for _, tc := range []struct {
		res     video.Result
		stopped bool
		rest    string
		want    string
	}{
		{one, false, "", "Could not undo: no."},
		{two, false, "", "Not everything was undone: 1 done, 1 not sent. No."},
		{two, false, say.UndoRest("u"), "Not everything was undone: 1 done, 1 not sent. Press u to undo the rest."},
		{two, true, say.UndoRest("u"), "Undo stopped: 1 done, 1 not sent. Press u to undo the rest."},
	} {
		if got := say.NotUndone(tc.res, why, tc.stopped, tc.rest); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestRemains(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]video.Command{
		"": video.Composite("run", "ran", nil, video.Lock(), video.AudioMute("a")),
		"Undo does not cover: start a recording, remove Ann.": video.Composite("run", "ran", nil,
			video.Lock(), video.StartRecording(), video.RemoveMember("a")),
	} {
		if got := say.Remains(c, crowd{}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := say.Remains(video.RemoveMember("a"), crowd{}); got != "" {
		t.Errorf("one command: %q", got)
	}
}

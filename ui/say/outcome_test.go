package say_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

const took = 84 * time.Millisecond

func TestDone(t *testing.T) {
	t.Parallel()
	composite := video.Composite("give the floor to", "gave the floor to", []video.MemberID{"a"},
		video.SetRaisedHand(false, "a"), video.AudioUnmute("a"))
	for _, tc := range []struct {
		c    video.Command
		o    video.Outcome
		want string
	}{
		{video.AudioMute("a"), video.OutcomeConfirmed, "Ann is muted. Confirmed in 84 ms."},
		{video.AudioMute("a"), video.OutcomeAccepted, "Mute Ann: accepted in 84 ms."},
		{onFive(video.AudioMute), video.OutcomeConfirmed, "5 people are muted. Confirmed in 84 ms."},
		{video.VideoMute("a"), video.OutcomeConfirmed, "Ann's camera is off. Confirmed in 84 ms."},
		{video.VideoMute("c"), video.OutcomeConfirmed, `The camera of "6 people" is off. Confirmed in 84 ms.`},
		{onFive(video.VideoMute), video.OutcomeConfirmed, "The cameras of 5 people are off. Confirmed in 84 ms."},
		{video.Undeaf("a"), video.OutcomeConfirmed, "Ann can hear. Confirmed in 84 ms."},
		{video.RemoveMember("a"), video.OutcomeConfirmed, "Ann has left. Confirmed in 84 ms."},
		{video.SetInputVolume(5, "a"), video.OutcomeConfirmed, "Ann's input volume is 5. Confirmed in 84 ms."},
		{video.SetRaisedHand(false, "a"), video.OutcomeConfirmed, "Ann's hand is down. Confirmed in 84 ms."},
		{
			video.SetMemberPosition(video.PositionAuto, "a"), video.OutcomeConfirmed,
			"Ann is placed automatically. Confirmed in 84 ms.",
		},
		{video.Lock(), video.OutcomeConfirmed, "The room is locked. Confirmed in 84 ms."},
		{video.SetLayout("3x3", nil), video.OutcomeConfirmed, "The layout is 3x3. Confirmed in 84 ms."},
		{video.SetHideVideoMuted(true), video.OutcomeConfirmed, "People without video are hidden. Confirmed in 84 ms."},
		{video.SetPrioritizeHandraise(false), video.OutcomeConfirmed, "Raised hands do not come first. Confirmed in 84 ms."},
		{composite, video.OutcomeConfirmed, "Gave the floor to Ann. Confirmed in 84 ms."},
		{video.Command{Action: video.ActGetLayouts}, video.OutcomeAccepted, "Read the layouts: done."},
	} {
		if got := say.Done(tc.c, tc.o, took, "", crowd{}, 200); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestFailed(t *testing.T) {
	t.Parallel()
	refused := func(code string) error {
		return &video.RPCError{Method: "video.member.remove", Code: code, Message: "no\x1b way"}
	}
	for _, tc := range []struct {
		c    video.Command
		err  error
		want string
	}{
		{
			video.RemoveMember("b"), refused("403"),
			"Could not remove Ben: the room refused. The token lacks room.member.remove.",
		},
		{video.RemoveMember("b"), refused("500"), `Could not remove Ben: the room refused: "no<1B> way" (code 500).`},
		{
			video.RemoveMember("b"), &video.RPCError{Code: "429", RetryAfter: 2 * time.Second},
			"Could not remove Ben: the room refused (code 429). It asks to wait 2 s.",
		},
		{
			video.RemoveMember("b"), fmt.Errorf("x: %w: %w", video.ErrNotSent, context.Canceled),
			"Could not remove Ben: it was stopped before its turn.",
		},
		{
			video.RemoveMember("b"), fmt.Errorf("x: %w: %w", video.ErrNotSent, video.ErrOffline),
			"Could not remove Ben: there is no connection.",
		},
		{
			video.RemoveMember("b"), &video.StateError{Reason: "the room has ended", Err: video.ErrRoomEnded},
			"Could not remove Ben: the room has ended.",
		},
		{video.RemoveMember("b"), video.ErrInternal, "Could not remove Ben: internal error."},
	} {
		if got := say.Failed(tc.c, video.Result{}, tc.err, crowd{}, 200); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
	some := video.Result{Targets: []video.TargetResult{{Member: "a"}, {Member: "b", Err: errors.New("no")}}}
	if got, want := say.Failed(
		video.AudioMute("a", "b"),
		some,
		nil,
		crowd{},
		200,
	), "Mute Ann and Ben: 1 of 2 failed: no."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingToDo(t *testing.T) {
	t.Parallel()
	already := func(ids ...video.MemberID) video.Plan { return video.Plan{Already: ids} }
	for _, tc := range []struct {
		c    video.Command
		p    video.Plan
		want string
	}{
		{video.AudioMute("a"), already("a"), "Ann is already muted. Nothing was sent."},
		{video.VideoMute("a"), already("a"), "Ann's camera is already off. Nothing was sent."},
		{video.Undeaf("a"), already("a"), "Ann can already hear. Nothing was sent."},
		{video.SetRaisedHand(false, "a"), already("a"), "Ann's hand is already down. Nothing was sent."},
		{video.Demote("a"), already("a"), "Ann has already left the stage. Nothing was sent."},
		{video.AudioMute("a", "b"), already("a", "b"), "Ann and Ben are already muted. Nothing was sent."},
		{onFive(video.AudioMute), already("a", "b", "c", "s", "d"), "All 5 people are already muted. Nothing was sent."},
		{
			onFive(video.VideoMute), already("a", "b", "c", "s", "d"),
			"The cameras of all 5 people are already off. Nothing was sent.",
		},
		{video.AudioMute("a"), video.Plan{Gone: []video.MemberID{"a"}}, "Ann is no longer in the room. Nothing was sent."},
		{
			video.AudioMute("a", "b"),
			video.Plan{Gone: []video.MemberID{"a", "b"}},
			"None of them is in the room now. Nothing was sent.",
		},
	} {
		if got := say.NothingToDo(tc.c, tc.p, crowd{}); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// Every action that changes something has, for each outcome, a sentence that continues after the name of its target.
func TestEveryActionHasSentences(t *testing.T) {
	t.Parallel()
	for _, row := range video.Actions() {
		c := video.Command{Action: row.Action}
		if row.Target == video.OnMember {
			c.Targets = []video.MemberID{"a"}
		}
		for _, o := range []video.Outcome{video.OutcomeAccepted, video.OutcomeConfirmed} {
			if got := say.Done(c, o, took, "", crowd{}, 200); len(got) < 10 || got[len(got)-1] != '.' {
				t.Errorf("%s: %q", row.Action, got)
			}
		}
	}
}

// TestField_U12_OneVerdict: a command that a read has shown as not done is not also unknown.
func TestField_U12_OneVerdict(t *testing.T) {
	t.Parallel()
	remove := video.RemoveMember("a")
	stopped := fmt.Errorf("%w: %w", video.ErrNotSent, context.Canceled)
	for _, tc := range []struct {
		name string
		o    video.Outcome
		err  error
		want string
	}{
		{"not done", video.OutcomeNotDone, video.ErrUnknown, ""},
		{"confirmed late", video.OutcomeConfirmed, video.ErrUnknown, ""},
		{"forbidden", video.OutcomeRefused, &video.RPCError{Code: "403"}, "the token lacks room.member.remove"},
		{"refused", video.OutcomeRefused, &video.RPCError{Code: "500", Message: "no way"}, `"no way"`},
		{"without words", video.OutcomeRefused, &video.RPCError{Code: "500"}, "code 500"},
		{"stopped", video.OutcomeNotSent, stopped, "it was stopped before its turn"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			targets := []video.TargetResult{{Outcome: tc.o, Err: tc.err}}
			if got := say.Why(&video.Entry{Command: &remove, Outcome: tc.o, Targets: targets}); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

package ui

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/uitest"
)

// endingIn answers a command with that outcome for all targets.
func endingIn(o video.Outcome, why error) func(video.Command) (video.Result, error) {
	return func(c video.Command) (video.Result, error) {
		res := video.Result{Command: c, Entry: 9, Took: 31 * time.Millisecond}
		for _, id := range c.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: o, Err: why})
		}
		return res, res.Err()
	}
}

var outcomeSizes = [][2]int{{arrange.MinWidth, arrange.MinHeight}, {80, 24}, {120, 36}}

// longNamed returns a room of people with long names and usual ids.
func longNamed(t *testing.T, w, h int) (*screenTest, []video.MemberID) {
	t.Helper()
	snap := uitest.SmallRoom()
	var ids []video.MemberID
	for i, id := range []video.MemberID{"0f8e-1a2b", "0f8e-3c4d", "0f8e-5e6f"} {
		snap.Members[i] = uitest.Member(i+1, string(rune('A'+i))+" very long name that goes on and on")
		snap.Members[i].ID, ids = id, append(ids, id)
	}
	return newScreenOf(t, w, h, snap), ids
}

// The outcome of a command is on the screen, however long the names of its targets are.
func TestOutcomeIsShownAfterLongNames(t *testing.T) {
	refused := &video.RPCError{Code: "403", Message: "no permission"}
	for _, size := range outcomeSizes {
		for n := 1; n <= 3; n++ {
			for _, command := range []func(...video.MemberID) video.Command{
				video.AudioMute, video.VideoMute, video.Deaf, video.UndeafKeepMuted,
				func(ids ...video.MemberID) video.Command { return video.SetInputSensitivity(70, ids...) },
			} {
				for _, end := range []struct {
					answer func(video.Command) (video.Result, error)
					want   string
				}{
					{endingIn(video.OutcomeConfirmed, nil), "Confirmed in"},
					{endingIn(video.OutcomeRefused, refused), ": the room refu"},
					{endingIn(video.OutcomeUnknown, video.ErrUnknown), ": sent, no ans"},
				} {
					s, ids := longNamed(t, size[0], size[1])
					s.edit(ids[0], func(m *video.Member) { m.Deaf = true })
					s.room.answer = end.answer
					s.run(s.m.commander.send(command(ids[:n]...)))
					s.wantFooter(end.want)
				}
			}
		}
	}
}

func TestPendingIsShownAfterLongNames(t *testing.T) {
	for _, size := range outcomeSizes {
		for n := 1; n <= 3; n++ {
			s, ids := longNamed(t, size[0], size[1])
			for i := range n {
				s.m.people.Marks.IDs = append(s.m.people.Marks.IDs, ids[i])
			}
			s.m.commander.send(video.SetInputSensitivity(70, ids[:n]...))
			s.m.dirty = true
			if w := text.Width(s.m.status.text); w > s.m.footerRoom() || !strings.HasSuffix(s.m.status.text, "to 70…") {
				t.Errorf("%d people in %d cells: %q takes %d", n, size[0], s.m.status.text, w)
			}
		}
	}
}

func TestUndoIsShownAfterLongNames(t *testing.T) {
	for _, size := range outcomeSizes {
		for o, want := range map[video.Outcome]string{
			video.OutcomeConfirmed: "is on again. Confirme", video.OutcomeUnknown: ": sent, no ans",
		} {
			s, ids := longNamed(t, size[0], size[1])
			s.canUndo(video.VideoMute(ids[0]))
			s.undoneFor(video.VideoUnmute(ids[0]), o)
			cmd := s.startUndo()
			if w := text.Width(s.m.status.text); w > s.m.footerRoom() {
				t.Errorf("in %d cells: %q takes %d", size[0], s.m.status.text, w)
			}
			s.run(cmd)
			s.wantFooter(want)
		}
	}
}

// Names are listed if the list is short. A name is cut before its id is.
func TestSentencesFitTheirRoom(t *testing.T) {
	s, ids := longNamed(t, 120, 36)
	if got := s.m.Roster().Names(ids[:2]); got != "2 people" {
		t.Errorf("two long names are %q", got)
	}
	if got := s.m.Roster().Names([]video.MemberID{"m5", "m6"}); got != "田中 花子 and Priya Raghunathan" {
		t.Errorf("two short names are %q", got)
	}
	for w := 12; w < 60; w++ {
		if got := say.WishIn(video.AudioMute(ids[0]), s.m.who(), w); text.Width(got) > max(w, 16) ||
			!strings.HasSuffix(got, "#1a2b") {
			t.Errorf("in %d cells: %q", w, got)
		}
	}
	mixed := video.AudioMute(append([]video.MemberID{"m4"}, ids...)...)
	if got, want := say.WishIn(mixed, s.m.who(), 17), "mute 4 members"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLogShowsTheResultForEachPerson opens the results of the newest command in view.
func TestLogShowsTheResultForEachPerson(t *testing.T) {
	s := newScreen(t, 120, 36)
	c := video.AudioMute("m1", "m2")
	s.change(func(snap *video.Snapshot) {
		snap.Log = append(snap.Log, &video.Entry{
			N: 900, At: s.now, Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeNotSent,
			Who: []video.Person{{ID: "m1", Name: "Mark Oduya"}, {ID: "m2", Name: "David Kern"}},
			Targets: []video.TargetResult{
				{Member: "m1", Outcome: video.OutcomeConfirmed}, {Member: "m2", Outcome: video.OutcomeNotSent, Err: video.ErrProtected},
			},
		}, &video.Entry{N: 901, At: s.now, Kind: video.EntryHandUp})
	})
	s.press("5 v")
	s.wantText("Mark Oduya: confirmed")
	s.wantText("David Kern: not sent: the member is protected")
	s.pass(time.Second)
	s.press("esc")
	s.wantNoText("Mark Oduya: confirmed")
	s.change(func(snap *video.Snapshot) { snap.Log = snap.Log[len(snap.Log)-1:] })
	s.press("v")
	s.wantFooter("No line in view is a command.")
}

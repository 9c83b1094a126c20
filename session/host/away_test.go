package host_test

import (
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// away returns the list as "ann removeMember spam".
func (d *desk) away() (list []string) {
	for _, a := range d.State().Away {
		said := a.Name + " " + string(a.Action)
		if a.Reason != "" {
			said += " " + a.Reason
		}
		if !a.Back.IsZero() {
			said += " back"
		}
		list = append(list, said)
	}
	return list
}

func (d *desk) submit(c video.Command) {
	d.t.Helper()
	sub, err := d.Submit(d.t.Context(), c)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := sub.Wait(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(2 * time.Second)
}

func wantAway(t *testing.T, d *desk, want ...string) {
	t.Helper()
	got := d.away()
	if len(got) != len(want) {
		t.Fatalf("sent away: %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sent away: %q, want %q", got, want)
		}
	}
}

func TestAwayKeepsNameReasonAndMicrophone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		dir := t.TempDir()
		d := s.desk(host.Config{StateDir: dir})
		s.mic("ben", true)
		spam := video.RemoveMember("ann")
		spam.Reason = "spam"
		d.submit(spam)
		d.submit(video.Demote("ben"))
		d.submit(video.AudioMute("cy"))
		wantAway(t, d, "ann removeMember spam", "ben demote")
		ben := d.State().Away[1]
		if ben.Muted || !ben.MayReturn() || d.State().Away[0].MayReturn() {
			t.Errorf("%+v", d.State().Away)
		}
		if err := d.Explain("ben", ben.At, "shouts"); err != nil {
			t.Fatal(err)
		}
		d.Close()

		d = s.desk(host.Config{StateDir: dir})
		wantAway(t, d, "ann removeMember spam", "ben demote shouts")
		if d.State().Saved != nil {
			t.Error("a floor that nobody used is offered")
		}
		again := d.State().Away[1].Promotion()
		if again.Args["joinAudioMuted"] != nil {
			t.Errorf("ben would come back muted: %v", again)
		}
		d.submit(again)
		wantAway(t, d, "ann removeMember spam", "ben demote shouts back")
		want(t, "open", d.open(), "ben")
	})
}

func TestAwayLeavesTheSavedFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		dir := t.TempDir()
		d := s.desk(host.Config{StateDir: dir})
		d.begin(floor.Queue)
		time.Sleep(2 * time.Second)
		d.Close()
		d = s.desk(host.Config{StateDir: dir})
		d.submit(video.RemoveMember("ann"))
		d.Close()
		d = s.desk(host.Config{StateDir: dir})
		wantAway(t, d, "ann removeMember")
		if d.State().Saved == nil {
			t.Error("the saved floor is gone")
		}
	})
}

func TestAwayExcludesRefusedCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		s.relay.Rule("video.member.remove", 1, localrelay.Verdict{Action: localrelay.Refuse, Code: "403"})
		sub, err := d.Submit(t.Context(), video.RemoveMember("ann"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sub.Wait(t.Context()); err == nil {
			t.Error("not refused")
		}
		time.Sleep(time.Second)
		wantAway(t, d)
		if err := d.Explain("ann", time.Now(), "spam"); err == nil {
			t.Error("a reason for a member that is in the room")
		}
	})
}

// TestAwayIncludesCommandsOfOtherPrograms removes and demotes through the control port.
func TestAwayIncludesCommandsOfOtherPrograms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		d := s.desk(host.Config{})
		for _, c := range []video.Command{video.RemoveMember("ann"), video.Demote("ben")} {
			if _, err := d.Run(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		wantAway(t, d, "ann removeMember", "ben demote")
	})
}

package ui

import (
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// TestFault_P35_DerivedTimesSaySo: a member's time in the room before the console joined is unknown. Nothing is shown
// for a minute, then the time that we have seen, with a "~".
func TestFault_P35_DerivedTimesSaySo(t *testing.T) {
	for _, test := range []struct {
		age  time.Duration
		seen bool
		want string
	}{
		{0, false, ""},
		{59 * time.Second, false, ""},
		{-time.Hour, false, ""},
		{time.Minute, false, "~1m"},
		{26 * time.Hour, false, "~26h00"},
		{0, true, "<1m"},
		{-time.Hour, true, "<1m"},
		{time.Minute, true, "1m"},
		{61 * time.Minute, true, "1h01"},
	} {
		if got := draw.Age(test.age, test.seen); got != test.want {
			t.Errorf("%v, seen %v: got %q, want %q", test.age, test.seen, got, test.want)
		}
	}
	snap := uitest.SmallRoom()
	for _, m := range snap.Members {
		m.JoinSeen, m.JoinedAt = false, uitest.Epoch
	}
	s := newScreenOf(t, 120, 36, snap)
	s.wantNoText("~")
	s.press("6")
	s.wantText("before " + uitest.Epoch.Local().Format(time.TimeOnly))
	s.pass(time.Minute)
	s.send(wakeMsg{s.m.wake.n})
	s.wantText("~1m")
}

// TestFault_P18_OddVolumeIsDoubted: a volume that the room sent out of range is shown within it, with a "?".
func TestFault_P18_OddVolumeIsDoubted(t *testing.T) {
	s := newScreen(t, 200, 60)
	s.wantNoText("mic volume +50?")
	s.edit("m1", func(m *video.Member) { m.InputVolume, m.InputOdd = 50, true })
	s.wantText("mic volume +50?")
	s.press("6")
	s.wantText("mic volume +50?")
	s.edit("m1", func(m *video.Member) { m.InputVolume, m.InputOdd, m.OutputOdd = 0, false, true })
	s.wantText("hears 0?")
	s.pass(besideEvery)
	s.send(wakeMsg{s.m.wake.n})
	s.wantText("hears 0?")
}

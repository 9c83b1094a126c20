package session

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

func TestFault_P18_OddNumbers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value string
		want  float64
		odd   bool
	}{
		{"12", 12, false},
		{"-50", -50, false},
		{"1.5", 1.5, false},
		{"1e300", 50, true},
		{"-1e300", -50, true},
		{"1e999", 7, true},
		{`"loud"`, 7, true},
		{"null", 7, false},
		{"[]", 7, true},
		{"1e1", 10, false},
	} {
		s := newBenchRoom(t, 1)
		s.must(t, "video.member.updated", benchDelta(0, `"input_volume":7`))
		s.must(t, "video.member.updated", benchDelta(0, `"input_volume":`+tc.value))
		m := s.pic.Member(video.MemberID(benchMember(0)))
		if m.InputVolume != tc.want || m.InputOdd != tc.odd || (s.snapshot(epoch).Stats.Odd > 0) != tc.odd || m.OutputOdd {
			t.Errorf(
				"%s: got %v, %v, %d odd; want %v, odd %v",
				tc.value,
				m.InputVolume,
				m.InputOdd,
				s.snapshot(epoch).Stats.Odd,
				tc.want,
				tc.odd,
			)
		}
		s.must(t, "video.member.updated", benchDelta(0, `"input_volume":50`))
		if m := s.pic.Member(video.MemberID(benchMember(0))); m.InputVolume != 50 || m.InputOdd {
			t.Errorf("after %s, 50 is %v, odd %v", tc.value, m.InputVolume, m.InputOdd)
		}
	}
}

func TestFault_P35_ClockSkew(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-24 * time.Hour, 0, 24 * time.Hour} {
		s := newBenchRoom(t, 1)
		began := time.Now()
		sent := began.Add(skew).Unix() // the room's clock does not count in durations
		p := mustParse(fmt.Sprintf(`{"timestamp":%d,"member":{"id":%q,"talking":true}}`, sent, benchMember(0)))
		if err := s.apply("video.member.talking", innerOf(p), began); err != nil {
			t.Fatal(err)
		}
		m := s.pic.Member(video.MemberID(benchMember(0)))
		if got := m.Talked(began.Add(3 * time.Second)); got != 3*time.Second {
			t.Errorf("skew %v: talked %v", skew, got)
		}
		if got := m.Talked(began.Add(-time.Hour)); got < 0 {
			t.Errorf("negative duration %v", got)
		}
	}
}

func TestFault_P36_Times(t *testing.T) {
	t.Parallel()
	want := time.Date(2040, 3, 25, 1, 30, 0, 0, time.UTC) // after 2038, in the hour that daylight saving time skips
	for _, text := range []string{
		fmt.Sprint(want.Unix()), fmt.Sprintf("%d.0", want.Unix()), fmt.Sprint(want.UnixMilli()), fmt.Sprint(want.UnixMicro()),
		`"2040-03-25T01:30:00Z"`, `"2040-03-25T02:30:00+01:00"`,
	} {
		if got := wire.TimeOf(mustParse(text)); !got.Equal(want) {
			t.Errorf("%s: got %v", text, got)
		}
	}
	for _, text := range []string{`"soon"`, "-1", "1e300", "{}", "true"} {
		at := want
		if wire.SetTime(&at, mustParse(text)) || !at.Equal(want) {
			t.Errorf("%s changed a time to %v", text, at)
		}
	}
}

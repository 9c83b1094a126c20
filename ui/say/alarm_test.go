package say_test

import (
	"strings"
	"testing"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/say"
)

func TestEveryAlarmHasWords(t *testing.T) {
	t.Parallel()
	byName := func(p video.Person) string { return p.Name }
	for _, row := range alarm.Rows() {
		a := alarm.Alarm{Kind: row.Kind, State: "stopping", Who: []video.Person{{ID: "a", Name: "Ann"}}}
		if say.Alarm(a, byName) == "" || say.AlarmName(row.Kind) == "" {
			t.Errorf("%s has no words", row.Kind)
		}
		for _, way := range row.Ways {
			if say.Way(way) == "" {
				t.Errorf("the way %s has no words", way)
			}
		}
	}
}

func TestAlarm(t *testing.T) {
	t.Parallel()
	who := []video.Person{{ID: "a", Name: "Ann"}}
	eight := make([]video.Person, 8)
	byName := func(p video.Person) string { return p.Name }
	for _, tc := range []struct {
		a    alarm.Alarm
		want string
	}{
		{alarm.Alarm{Kind: alarm.RecordingEnded}, "The recording has ended."},
		{alarm.Alarm{Kind: alarm.RecordingStuck, State: "stopping"}, `The recording is neither running nor over: "stopping".`},
		{alarm.Alarm{Kind: alarm.Raid, Who: eight}, "8 people joined at once, with microphones or cameras on."},
		{alarm.Alarm{Kind: alarm.Returned, Who: who, Loudness: alarm.Loud}, "Ann was removed, and is back."},
		{alarm.Alarm{Kind: alarm.Returned, Who: who}, "Ann joined. Someone of that name was removed."},
	} {
		if got := say.Alarm(tc.a, byName); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
	room := video.Room{Name: "B"}
	if got, want := say.AlarmIn(&room, alarm.Alarm{Kind: alarm.StreamEnded}, byName), `In "B": The stream has ended.`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPremortem_Jibri415_AlarmReportsTheState checks that no sentence names a cause, which the wire does not carry.
func TestPremortem_Jibri415_AlarmReportsTheState(t *testing.T) {
	t.Parallel()
	for _, row := range alarm.Rows() {
		said := say.Alarm(alarm.Alarm{Kind: row.Kind, Who: []video.Person{{Name: "a"}}}, say.Called)
		for _, claim := range []string{" by ", "someone else", "another moderator", "you "} {
			if strings.Contains(said, claim) {
				t.Errorf("%s claims %q: %s", row.Kind, claim, said)
			}
		}
	}
}

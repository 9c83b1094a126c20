package alarm_test

import (
	"testing"
	"time"

	"gavel/session/alarm"
)

// TestLoudnessCanBeChosen sets loudness above and below that of the table.
func TestLoudnessCanBeChosen(t *testing.T) {
	for name, c := range map[string]struct {
		chosen map[alarm.Kind]alarm.Loudness
		want   alarm.Loudness
	}{
		"usual":   {nil, alarm.Once},
		"louder":  {map[alarm.Kind]alarm.Loudness{alarm.NotRecording: alarm.Loud}, alarm.Loud},
		"quieter": {map[alarm.Kind]alarm.Loudness{alarm.NotRecording: alarm.Quiet}, alarm.Quiet},
		"another": {map[alarm.Kind]alarm.Loudness{alarm.Raid: alarm.Quiet}, alarm.Once},
	} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t, alarm.Config{Recording: alarm.Must, Loudness: c.chosen})
			st.pass(5 * time.Minute)
			all := st.e.Alarms()
			if len(all) != 1 || all[0].Kind != alarm.NotRecording || all[0].Loudness != c.want {
				t.Errorf("got %+v, want loudness %d", all, c.want)
			}
		})
	}
}

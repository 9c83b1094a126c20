package alarm_test

import (
	"fmt"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

// newcomers lets n strangers join at once, with microphones off.
func newcomers(st *stage, n int) (ids []video.MemberID) {
	for i := range n {
		ids = append(ids, st.join(fmt.Sprint("Stranger ", i)).ID)
	}
	st.see()
	return ids
}

// open opens the microphones of members.
func (st *stage) open(ids ...video.MemberID) {
	for i, m := range st.s.Members {
		for _, id := range ids {
			if m.ID == id {
				c := *m
				c.AudioMuted = false
				st.s.Members[i] = &c
			}
		}
	}
	st.see()
}

// Mjolnir 200, 252, 341: flood protection mistook the actions of the moderators for the flood. Our own commands are no
// evidence.
func TestPremortem_OwnCommandsAreNoEvidence(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ours bool
		want alarm.Kind
	}{
		"they open themselves": {false, alarm.Raid},
		"a moderator does":     {true, alarm.Crowd},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			ids := newcomers(st, 8)
			st.pass(2 * time.Second)
			if tc.ours {
				st.did(video.AudioUnmute(ids...), video.OutcomeConfirmed)
			}
			st.open(ids...)
			st.pass(5 * time.Second)
			st.want(tc.want)
		})
	}
}

// MODiX 137: a legitimate rush passed the threshold. What was there first, and people who come back, do not count; one
// wave is one alarm; an expected crowd is none.
func TestPremortem_MODiX137_LegitimateRush(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		room func(st *stage)
		want []alarm.Kind
	}{
		"the first snapshot": {func(st *stage) { st.again(40) }, nil},
		"everybody reconnects": {func(st *stage) {
			ids := newcomers(st, 20)
			st.pass(time.Hour)
			st.e.Dismiss(st.e.Alarms()[0].N)
			for _, id := range ids {
				st.leave(id)
			}
			st.see()
			st.pass(time.Minute)
			newcomers(st, 20)
		}, nil},
		"three bursts of one wave": {func(st *stage) {
			newcomers(st, 9)
			st.pass(15 * time.Second)
			for i := range 9 {
				st.join(fmt.Sprint("Another ", i))
			}
			st.see()
		}, []alarm.Kind{alarm.Crowd}},
		"expected": {func(st *stage) { st.e.Expect(st.now.Add(time.Hour)); newcomers(st, 40) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			tc.room(st)
			st.want(tc.want...)
		})
	}
}

// Bigbluebutton 21207, PR 9236: a ban missed the same name, and hit a person's own second browser. "Is back" informs
// about the name, says nothing of own devices, and nobody is called Guest.
func TestPremortem_BigBlueButton21207_IsBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		removed string
		join    func(st *stage)
		want    []alarm.Kind
	}{
		"the same name in other letters": {"Troll", func(st *stage) { st.join("TROLL") }, []alarm.Kind{alarm.Returned}},
		"a device of another member":     {"Troll", func(st *stage) { m := st.join("Troll"); m.ParentID = "m1" }, nil},
		"a screen": {"Troll", func(st *stage) {
			m := st.join("Troll")
			m.Type, m.ParentID = video.TypeScreen, "m1"
		}, nil},
		"Guest":  {"Guest", func(st *stage) { st.join("Guest") }, nil},
		"iPhone": {"iPhone", func(st *stage) { st.join("iPhone") }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, alarm.Config{})
			troll := st.join(tc.removed)
			st.see()
			st.did(video.RemoveMember(troll.ID), video.OutcomeConfirmed)
			st.leave(troll.ID)
			st.see()
			tc.join(st)
			st.see()
			st.want(tc.want...)
			if all := st.e.Alarms(); len(all) > 0 && all[0].Loudness != alarm.Quiet {
				t.Error("a name alone is loud")
			}
		})
	}
}

// Jibri 415: a recording ended while all were muted. The alarm about silence sleeps while silence is meant.
func TestPremortem_Jibri415_SilenceSleepsInQuiet(t *testing.T) {
	t.Parallel()
	st := newStage(t, alarm.Config{})
	st.recording(rec)
	st.e.Sleep(st.now.Add(24 * time.Hour))
	st.see()
	st.pass(time.Hour)
	st.want()
	st.e.Sleep(time.Time{})
	st.see()
	st.pass(3 * time.Minute)
	st.want(alarm.Silence)
}

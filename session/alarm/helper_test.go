package alarm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
)

var epoch = time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)

// stage is a room that a test changes, with the engine that watches it.
type stage struct {
	*testing.T
	e    *alarm.Engine
	s    video.Snapshot
	now  time.Time
	next uint64
}

// newStage returns a room of four people that has been in progress for an hour.
func newStage(t *testing.T, cfg alarm.Config) *stage {
	st := &stage{T: t, e: alarm.New(cfg), now: epoch}
	st.s = video.Snapshot{
		Link:            video.Link{State: video.LinkLive},
		Room:            video.Room{ID: "rs", Name: "weekly", StartedAt: epoch.Add(-time.Hour)},
		RecordingsKnown: true,
	}
	for _, name := range []string{"Ann", "Ben", "Eva", "Zoe"} {
		st.join(name)
	}
	st.see()
	st.pass(2 * time.Minute)
	return st
}

// again starts a new engine in a room of n people, whose start nobody knows.
func (st *stage) again(n int) {
	st.e = alarm.New(alarm.Config{})
	st.s.Room.StartedAt = time.Time{}
	for len(st.s.Members) < n {
		st.join(fmt.Sprint("Old ", len(st.s.Members))).JoinSeen = false
	}
	st.see()
}

// restarted starts a new engine in the present room, whose start nobody knows, with the memory of an earlier run.
func (st *stage) restarted(m alarm.Memory) {
	st.e = alarm.New(alarm.Config{Memory: m})
	st.s.Room.StartedAt = time.Time{}
	st.see()
}

// see shows the present room to the engine.
func (st *stage) see() {
	s := st.s
	s.At = st.now
	s.Members, s.Recordings, s.Streams = slices.Clone(s.Members), slices.Clone(s.Recordings), slices.Clone(s.Streams)
	s.Log = slices.Clone(s.Log)
	for _, m := range s.Members {
		s.Counts.People++
		if m.Talking {
			s.Counts.Talking++
		}
	}
	st.e.See(st.now, &s)
}

// pass lets time pass, with ticks when the engine needs them.
func (st *stage) pass(d time.Duration) {
	end := st.now.Add(d)
	for {
		due := st.e.Due()
		if due.IsZero() || due.After(end) {
			break
		}
		if due.After(st.now) {
			st.now = due
		}
		st.e.Tick(st.now)
		if next := st.e.Due(); !next.IsZero() && !next.After(st.now) {
			st.Fatal("the engine wants a tick for ever")
		}
	}
	st.now = end
	st.e.Tick(end)
}

func (st *stage) join(name string) *video.Member {
	st.next++
	m := &video.Member{
		ID: video.MemberID(
			fmt.Sprint("m", st.next),
		), Order: st.next, Name: name, Type: video.TypeMember, JoinSeen: true,
		AudioMuted: true, VideoMuted: true,
	}
	st.s.Members = append(st.s.Members, m)
	return m
}

func (st *stage) leave(id video.MemberID) {
	st.s.Members = slices.DeleteFunc(st.s.Members, func(m *video.Member) bool { return m.ID == id })
}

func (st *stage) recording(state string) {
	st.s.Recordings = []*video.Recording{{ID: "rec", State: state, Over: state == video.StateCompleted}}
	st.see()
}

func (st *stage) stream(state string) {
	st.s.Streams = []*video.Stream{{ID: "st", State: state, Over: state == video.StateCompleted}}
	st.see()
}

// did logs a command of this session.
func (st *stage) did(c video.Command, o video.Outcome) {
	e := video.Entry{N: uint64(len(st.s.Log) + 1), At: st.now, Kind: video.EntryCommand, Command: &c, Outcome: o}
	for _, id := range c.Targets {
		e.Targets = append(e.Targets, video.TargetResult{Member: id, Outcome: o})
	}
	st.s.Log = append(st.s.Log, &e)
}

func (st *stage) kinds() []alarm.Kind {
	var out []alarm.Kind
	for _, a := range st.e.Alarms() {
		out = append(out, a.Kind)
	}
	return out
}

func (st *stage) want(kinds ...alarm.Kind) {
	st.Helper()
	if got := st.kinds(); !slices.Equal(got, kinds) {
		st.Errorf("alarms %v, want %v", got, kinds)
	}
}

const (
	rec, pause = video.StateRecording, video.StatePaused
	over, air  = video.StateCompleted, video.StateStreaming
)

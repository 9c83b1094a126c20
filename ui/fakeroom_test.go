package ui

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gavel/session"
)

// epoch is when all tests begin.
var epoch = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

// fakeRoom answers every command with success and changes nothing by itself.
type fakeRoom struct {
	mu      sync.Mutex // guards all below
	snap    *session.Snapshot
	sent    []session.Command
	undos   int
	fresh   int
	changes chan struct{}
	answer  func(session.Command) (session.Result, error)
	undone  func() (session.Result, error) // what an undo returns
}

func newFakeRoom(s *session.Snapshot) *fakeRoom {
	return &fakeRoom{snap: s, changes: make(chan struct{}, 1)}
}

func (r *fakeRoom) Snapshot() *session.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

func (r *fakeRoom) Changed() <-chan struct{} { return r.changes }

func (r *fakeRoom) Do(_ context.Context, c session.Command) (session.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, c)
	if r.answer != nil {
		return r.answer(c)
	}
	res := session.Result{Command: c, Took: 31 * time.Millisecond}
	for _, id := range c.Targets {
		res.Targets = append(res.Targets, session.TargetResult{Member: id, Outcome: session.OutcomeConfirmed, Took: res.Took})
	}
	if len(c.Targets) == 0 {
		res.Targets = []session.TargetResult{{Outcome: session.OutcomeConfirmed, Took: res.Took}}
	}
	return res, nil
}

func (r *fakeRoom) Undo(context.Context) (session.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undos++
	if r.undone != nil {
		return r.undone()
	}
	return session.Result{Command: session.AudioUnmute("m1"), Took: time.Millisecond}, nil
}

func (r *fakeRoom) Refresh(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh++
	return nil
}

// member makes a member who joined some minutes ago.
func member(n int, name string) *session.Member {
	return &session.Member{
		ID: session.MemberID(fmt.Sprintf("m%d", n)), Name: name, Type: session.TypeMember, Order: uint64(n),
		JoinedAt: epoch.Add(-time.Duration(40-n) * time.Minute), JoinSeen: true, Visible: true,
		CurrentPosition: session.Standard(n), InputSensitivity: 30,
	}
}

// smallRoom is a room with every kind of state in it.
func smallRoom() *session.Snapshot {
	mark, david, ana := member(1, "Mark Oduya"), member(2, "David Kern"), member(3, "Ana Silva")
	screen, hana, priya := member(4, "screen"), member(5, "田中 花子"), member(6, "Priya Raghunathan")
	late, twin := member(7, "Jonas Weber"), member(8, "Jonas Weber")
	mark.Talking, mark.TalkStart, mark.TalkTotal = true, epoch.Add(-20*time.Second), 5*time.Minute
	david.AudioMuted, david.TalkTotal = true, time.Minute
	ana.VideoMuted, ana.HandRaised, ana.HandAt, ana.TalkTotal = true, true, epoch.Add(-42*time.Second), 2*time.Minute
	screen.ParentID, screen.Type, screen.AudioMuted, screen.CurrentPosition = ana.ID, session.TypeScreen, true, session.Reserved(1)
	hana.Deaf, hana.AudioMuted, hana.TalkTotal = true, true, 3*time.Minute
	priya.InputVolume, priya.OutputVolume, priya.HandRaised, priya.HandAt = 5, -10, true, epoch.Add(-3*time.Minute)
	late.JoinSeen, late.CurrentPosition = false, session.PositionOffCanvas
	return &session.Snapshot{
		Seq: 1, At: epoch,
		Link: session.Link{State: session.LinkLive, Gen: 1, Since: epoch.Add(-time.Hour), Heard: epoch, RTT: 23 * time.Millisecond},
		Room: session.Room{
			ID: "rs-1", RoomID: "r-1", Name: "weekly", DisplayName: "Weekly standup", LayoutName: "3x3", Recording: session.Yes,
			Locked: session.No, HideVideoMuted: session.No, Audience: 41, AudienceKnown: true, StartedAt: epoch.Add(-time.Hour),
		},
		Members: []*session.Member{mark, david, ana, screen, hana, priya, late, twin},
		Layout:  smallLayout(),
		Layouts: []string{"3x3", "5x5", "highlight-1-responsive"},
		Recordings: []*session.Recording{{
			ID: "rec-1", State: session.StateRecording, StartedAt: epoch.Add(-12*time.Minute - 41*time.Second), SeenAt: epoch,
		}},
		RecordingsKnown: true,
		Log:             smallLog(),
	}
}

func smallLayout() session.Layout {
	l := session.Layout{Name: "3x3"}
	for i := range 9 {
		layer := session.Layer{
			Index: i, X: float64(i%3) * 100 / 3, Y: float64(i/3) * 100 / 3, Width: 100.0 / 3, Height: 100.0 / 3,
			Position: session.Standard(i + 1), Visible: true,
		}
		if i < 3 {
			layer.MemberID = session.MemberID(fmt.Sprintf("m%d", i+1))
		}
		l.Layers = append(l.Layers, layer)
	}
	return l
}

func smallLog() []session.Entry {
	mute := session.AudioMute("m2")
	ana, david := session.Person{ID: "m3", Name: "Ana Silva"}, session.Person{ID: "m2", Name: "David Kern"}
	return []session.Entry{
		{N: 1, At: epoch.Add(-3 * time.Minute), Kind: session.EntryRecording, Text: "a recording started"},
		{N: 2, At: epoch.Add(-2 * time.Minute), Kind: session.EntryCommand, Command: &mute, Who: []session.Person{david},
			Outcome: session.OutcomeConfirmed, Took: 31 * time.Millisecond, Targets: []session.TargetResult{{Member: "m2", Outcome: session.OutcomeConfirmed}}},
		{N: 3, At: epoch.Add(-42 * time.Second), Kind: session.EntryHandUp, Who: []session.Person{ana}},
		{N: 4, At: epoch.Add(-10 * time.Second), Kind: session.EntryCommand, Command: &mute, Who: []session.Person{david},
			Outcome: session.OutcomeRefused, Err: "member is not here", Targets: []session.TargetResult{{Member: "m2", Outcome: session.OutcomeRefused}}},
	}
}

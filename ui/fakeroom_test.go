package ui

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gavel/session/video"
)

// epoch is when all tests begin.
var epoch = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

// fakeRoom answers every command with success and changes nothing by itself.
type fakeRoom struct {
	mu      sync.Mutex // guards all below
	snap    *video.Snapshot
	sent    []video.Command
	undos   int
	fresh   int
	changes chan struct{}
	answer  func(video.Command) (video.Result, error)
	undone  func() (video.Result, error) // what an undo returns
}

func newFakeRoom(s *video.Snapshot) *fakeRoom {
	return &fakeRoom{snap: s, changes: make(chan struct{}, 1)}
}

func (r *fakeRoom) Snapshot() *video.Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snap
}

func (r *fakeRoom) Changed() <-chan struct{} { return r.changes }

func (r *fakeRoom) Do(_ context.Context, c video.Command) (video.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, c)
	if r.answer != nil {
		return r.answer(c)
	}
	res := video.Result{Command: c, Took: 31 * time.Millisecond}
	for _, id := range c.Targets {
		res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeConfirmed, Took: res.Took})
	}
	if len(c.Targets) == 0 {
		res.Targets = []video.TargetResult{{Outcome: video.OutcomeConfirmed, Took: res.Took}}
	}
	return res, nil
}

func (r *fakeRoom) Undo(context.Context) (video.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undos++
	if r.undone != nil {
		return r.undone()
	}
	return video.Result{Command: video.AudioUnmute("m1"), Took: time.Millisecond}, nil
}

func (r *fakeRoom) Refresh(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh++
	return nil
}

// member makes a member who joined some minutes ago.
func member(n int, name string) *video.Member {
	return &video.Member{
		ID: video.MemberID(fmt.Sprintf("m%d", n)), Name: name, Type: video.TypeMember, Order: uint64(n),
		JoinedAt: epoch.Add(-time.Duration(40-n) * time.Minute), JoinSeen: true, Visible: true,
		CurrentPosition: video.Standard(n), InputSensitivity: 30,
	}
}

// smallRoom is a room with every kind of state in it.
func smallRoom() *video.Snapshot {
	mark, david, ana := member(1, "Mark Oduya"), member(2, "David Kern"), member(3, "Ana Silva")
	screen, hana, priya := member(4, "screen"), member(5, "田中 花子"), member(6, "Priya Raghunathan")
	late, twin := member(7, "Jonas Weber"), member(8, "Jonas Weber")
	mark.Talking, mark.TalkStart, mark.TalkTotal = true, epoch.Add(-20*time.Second), 5*time.Minute
	david.AudioMuted, david.TalkTotal = true, time.Minute
	ana.VideoMuted, ana.HandRaised, ana.HandAt, ana.TalkTotal = true, true, epoch.Add(-42*time.Second), 2*time.Minute
	screen.ParentID, screen.Type, screen.AudioMuted, screen.CurrentPosition = ana.ID, video.TypeScreen, true, video.Reserved(1)
	hana.Deaf, hana.AudioMuted, hana.TalkTotal = true, true, 3*time.Minute
	priya.InputVolume, priya.OutputVolume, priya.HandRaised, priya.HandAt = 5, -10, true, epoch.Add(-3*time.Minute)
	late.JoinSeen, late.CurrentPosition = false, video.PositionOffCanvas
	return &video.Snapshot{
		Seq: 1, At: epoch,
		Link: video.Link{State: video.LinkLive, Gen: 1, Since: epoch.Add(-time.Hour), Heard: epoch, RTT: 23 * time.Millisecond},
		Room: video.Room{
			ID: "rs-1", RoomID: "r-1", Name: "weekly", DisplayName: "Weekly standup", LayoutName: "3x3", Recording: video.Yes,
			Locked: video.No, HideVideoMuted: video.No, Audience: 41, AudienceKnown: true, StartedAt: epoch.Add(-time.Hour),
		},
		Members: []*video.Member{mark, david, ana, screen, hana, priya, late, twin},
		Layout:  smallLayout(),
		Layouts: []string{"3x3", "5x5", "highlight-1-responsive"},
		Recordings: []*video.Recording{{
			ID: "rec-1", State: video.StateRecording, StartedAt: epoch.Add(-12*time.Minute - 41*time.Second), SeenAt: epoch,
		}},
		RecordingsKnown: true,
		Log:             smallLog(),
	}
}

func smallLayout() video.Layout {
	l := video.Layout{Name: "3x3"}
	for i := range 9 {
		layer := video.Layer{
			Index: i, X: float64(i%3) * 100 / 3, Y: float64(i/3) * 100 / 3, Width: 100.0 / 3, Height: 100.0 / 3,
			Position: video.Standard(i + 1), Visible: true,
		}
		if i < 3 {
			layer.MemberID = video.MemberID(fmt.Sprintf("m%d", i+1))
		}
		l.Layers = append(l.Layers, layer)
	}
	return l
}

func smallLog() []video.Entry {
	mute := video.AudioMute("m2")
	ana, david := video.Person{ID: "m3", Name: "Ana Silva"}, video.Person{ID: "m2", Name: "David Kern"}
	return []video.Entry{
		{N: 1, At: epoch.Add(-3 * time.Minute), Kind: video.EntryRecording, Text: "a recording started"},
		{N: 2, At: epoch.Add(-2 * time.Minute), Kind: video.EntryCommand, Command: &mute, Who: []video.Person{david},
			Outcome: video.OutcomeConfirmed, Took: 31 * time.Millisecond, Targets: []video.TargetResult{{Member: "m2", Outcome: video.OutcomeConfirmed}}},
		{N: 3, At: epoch.Add(-42 * time.Second), Kind: video.EntryHandUp, Who: []video.Person{ana}},
		{N: 4, At: epoch.Add(-10 * time.Second), Kind: video.EntryCommand, Command: &mute, Who: []video.Person{david},
			Outcome: video.OutcomeRefused, Err: "member is not here", Targets: []video.TargetResult{{Member: "m2", Outcome: video.OutcomeRefused}}},
	}
}

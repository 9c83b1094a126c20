package uitest

import (
	"fmt"
	"time"

	"gavel/session/video"
)

// Epoch is the time at which all tests start.
var Epoch = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

// Member returns a member that joined some minutes ago.
func Member(n int, name string) *video.Member {
	return &video.Member{
		ID: video.MemberID(fmt.Sprintf("m%d", n)), Name: name, Type: video.TypeMember, Order: uint64(n),
		JoinedAt: Epoch.Add(-time.Duration(40-n) * time.Minute), JoinSeen: true, Visible: true,
		CurrentPosition: video.Standard(n), InputSensitivity: 30,
	}
}

// SmallRoom returns a room with every kind of state in it.
func SmallRoom() *video.Snapshot {
	mark, david, ana := Member(1, "Mark Oduya"), Member(2, "David Kern"), Member(3, "Ana Silva")
	screen, hana, priya := Member(4, "screen"), Member(5, "田中 花子"), Member(6, "Priya Raghunathan")
	late, twin := Member(7, "Jonas Weber"), Member(8, "Jonas Weber")
	mark.Talking, mark.TalkStart, mark.TalkTotal = true, Epoch.Add(-20*time.Second), 5*time.Minute
	david.AudioMuted, david.TalkTotal = true, time.Minute
	ana.VideoMuted, ana.HandRaised, ana.HandAt, ana.TalkTotal = true, true, Epoch.Add(-42*time.Second), 2*time.Minute
	screen.ParentID, screen.Type, screen.AudioMuted, screen.CurrentPosition = ana.ID, video.TypeScreen, true,
		video.Reserved(1)
	hana.Deaf, hana.AudioMuted, hana.TalkTotal = true, true, 3*time.Minute
	priya.InputVolume, priya.OutputVolume, priya.HandRaised, priya.HandAt = 5, -10, true, Epoch.Add(-3*time.Minute)
	late.JoinSeen, late.CurrentPosition = false, video.PositionOffCanvas
	return &video.Snapshot{
		Seq: 1, At: Epoch,
		Link: video.Link{
			State: video.LinkLive, Gen: 1, Since: Epoch.Add(-time.Hour), Heard: Epoch,
			RTT: 23 * time.Millisecond,
		},
		Room: video.Room{
			ID: "rs-1", RoomID: "r-1", Name: "weekly", DisplayName: "Weekly standup", LayoutName: "3x3", Recording: video.Yes,
			Locked: video.No, HideVideoMuted: video.No, Audience: 41, AudienceKnown: true, StartedAt: Epoch.Add(-time.Hour),
		},
		Members: []*video.Member{mark, david, ana, screen, hana, priya, late, twin},
		Layout:  smallLayout(),
		Layouts: []string{"3x3", "5x5", "highlight-1-responsive"},
		Recordings: []*video.Recording{{
			ID: "rec-1", State: video.StateRecording, StartedAt: Epoch.Add(-12*time.Minute - 41*time.Second), SeenAt: Epoch,
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

func smallLog() []*video.Entry {
	mute := video.AudioMute("m2")
	ana, david := video.Person{ID: "m3", Name: "Ana Silva"}, video.Person{ID: "m2", Name: "David Kern"}
	return []*video.Entry{
		{N: 1, At: Epoch.Add(-3 * time.Minute), Kind: video.EntryRecording, Note: video.NoteRecordingStarted},
		{
			N: 2, At: Epoch.Add(-2 * time.Minute), Kind: video.EntryCommand, Command: &mute, Who: []video.Person{david},
			Outcome: video.OutcomeConfirmed, Took: 31 * time.Millisecond,
			Targets: []video.TargetResult{{Member: "m2", Outcome: video.OutcomeConfirmed}},
		},
		{N: 3, At: Epoch.Add(-42 * time.Second), Kind: video.EntryHandUp, Who: []video.Person{ana}},
		{
			N: 4, At: Epoch.Add(-10 * time.Second), Kind: video.EntryCommand, Command: &mute, Who: []video.Person{david},
			Outcome: video.OutcomeRefused, Err: "member is not here",
			Targets: []video.TargetResult{{Member: "m2", Outcome: video.OutcomeRefused}},
		},
	}
}

// EditMember replaces a member of the snapshot with an edited copy.
func EditMember(c *video.Snapshot, id video.MemberID, f func(*video.Member)) {
	for i, m := range c.Members {
		if m.ID == id {
			now := *m
			f(&now)
			c.Members[i] = &now
		}
	}
}

// RemoveMember removes a member from the snapshot.
func RemoveMember(c *video.Snapshot, id video.MemberID) {
	for i, m := range c.Members {
		if m.ID == id {
			c.Members = append(c.Members[:i:i], c.Members[i+1:]...)
			return
		}
	}
}

package ui

import (
	"slices"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestLogCopiesMemberOfLastLine(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("5 y")
	if len(s.copy) != 1 || s.copy[0] != "m2" {
		t.Errorf("copied %q, want m2", s.copy)
	}
	s.press("m")
	s.wantCommands(0)
	s.wantFooter("does nothing here")
}

// The first target of a composite may be the room, or a member that its line does not name.
func TestLogCopiesMemberOfAComposite(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		quiet := video.Composite("quieten", "quietened", []video.MemberID{"m3"}, video.Lock(), video.AudioMute("m4", "m3"))
		c.Log = append(c.Log, &video.Entry{
			N: 10, Kind: video.EntryCommand, Command: &quiet, Who: []video.Person{{}, {ID: "m4"}, {ID: "m3"}},
		})
	})
	s.press("5 y")
	if len(s.copy) != 1 || s.copy[0] != "m3" {
		t.Errorf("copied %q, want m3", s.copy)
	}
}

func TestLogKeepsScrollPosition(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) {
		for i := range 50 {
			c.Log = append(c.Log, &video.Entry{
				N: uint64(10 + i), Kind: video.EntryRoom,
				Note: video.Note("line " + string(rune('a'+i%26))),
			})
		}
	})
	s.press("5 g")
	s.wantText("a recording started")
	s.wantText("newer lines below")
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, &video.Entry{N: 90, Kind: video.EntryRoom, Note: "the newest"})
	})
	s.pass(time.Second)
	s.wantText("a recording started")
	s.press("G")
	s.wantText("the newest")
}

// The log distinguishes two members of one name that have both left.
func TestLogDistinguishesDepartedNamesakes(t *testing.T) {
	s := newScreen(t, 120, 36)
	first, second := video.Person{ID: "a-1111", Name: "Guest"}, video.Person{ID: "b-2222", Name: "Guest"}
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, &video.Entry{N: 10, At: s.now, Kind: video.EntryLeft, Who: []video.Person{first}})
	})
	s.pass(besideEvery)
	s.wantText("Guest left")
	s.change(func(c *video.Snapshot) {
		c.Log = append(c.Log, &video.Entry{N: 11, At: s.now, Kind: video.EntryLeft, Who: []video.Person{second}})
	})
	s.pass(besideEvery)
	s.wantText("Guest #1111 left")
	s.wantText("Guest #2222 left")
}

// Entries are numbered per room: a line cached for another room must not be shown for one of this room.
func TestLogOfAnotherRoomIsDrawnAgain(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.wantText("a recording started")
	other := *uitest.SmallRoom()
	other.Room.ID, other.Room.DisplayName = "rs-2", "Other"
	other.Log = slices.Clone(other.Log)
	played := *other.Log[0]
	played.Note = "a file was played"
	other.Log[0] = &played
	s.send(enteredMsg{room: newFakeRoom(&other)})
	s.wantText("a file was played")
	s.wantNoText("a recording started")
}

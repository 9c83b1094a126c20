package deck

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/uitest"
)

// roomsDesk is a desk that has rooms and records the opened ones.
type roomsDesk struct {
	*uitest.Desk
	cards           []Card
	known           bool
	failure         string
	opened, watched string
}

func (d *roomsDesk) Cards() ([]Card, bool, string) { return d.cards, d.known, d.failure }

func (d *roomsDesk) OpenRoom(id string) tea.Cmd {
	d.opened = id
	return nil
}

func (d *roomsDesk) WatchRoom(id string) tea.Cmd {
	d.watched = id
	return nil
}

// newDesk returns a desk with so many rooms. The first is on the screen, the second was opened, the others were not.
func newDesk(t *testing.T, rooms int) *roomsDesk {
	t.Helper()
	d := &roomsDesk{Desk: uitest.NewFakeDesk(t, uitest.SmallRoom()), known: true}
	for i := range rooms {
		c := Card{Room: video.Room{
			ID: fmt.Sprintf("rs-%d", i+1), DisplayName: fmt.Sprintf("Room %d", i+1), MemberCount: i, Recording: video.FlagOf(i%2 == 0),
		}}
		if i < 2 {
			s := uitest.SmallRoom()
			s.Room.ID, s.Room.DisplayName = c.Room.ID, c.Room.DisplayName
			s.Counts = video.Counts{People: 7, Talking: 1, Hands: 2}
			c.Snap, c.Here = s, i == 0
		}
		d.cards = append(d.cards, c)
	}
	return d
}

func ended(room video.Room, l alarm.Loudness, at time.Duration) alarm.Alarm {
	return alarm.Alarm{Kind: alarm.RecordingEnded, Room: room, Loudness: l, At: uitest.Epoch.Add(at)}
}

func TestDeckShowsWhatMatters(t *testing.T) {
	d := newDesk(t, 3)
	d.cards[1].Alarms = []alarm.Alarm{ended(d.cards[1].Room, alarm.Loud, 0)}
	d.Open(New(d, "rs-1"))
	for _, want := range []string{
		"Rooms · 1 needs you", "1 Room 1", "here", "7 here  1 talking  2 hands", "Mark Oduya", "REC 12:41",
		"The recording has ended.", "not watched yet", "2 here",
	} {
		d.WantShown(want)
	}
	d.Press("enter") // the cursor is on the room that needs a moderator
	if d.opened != "rs-2" {
		t.Errorf("opened %q", d.opened)
	}
}

func TestDeckKeys(t *testing.T) {
	for name, tc := range map[string]struct{ keys, opened string }{
		"a digit":            {"3", "rs-3"},
		"to the right":       {"right enter", "rs-2"},
		"below":              {"down enter", "rs-3"},
		"nothing is below":   {"down down down enter", "rs-5"},
		"the last":           {"G enter", "rs-6"},
		"back":               {"G left enter", "rs-5"},
		"no room of a digit": {"9 enter", "rs-1"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 6)
			d.Open(New(d, "rs-1"))
			d.Press(tc.keys)
			if d.opened != tc.opened {
				t.Errorf("opened %q, want %q", d.opened, tc.opened)
			}
		})
	}
	d := newDesk(t, 12)
	d.Open(New(d, "rs-1"))
	d.Press("down w")
	if d.watched != "rs-3" || d.Top() == nil {
		t.Errorf("watched %q", d.watched)
	}
	d.Press("/")
	d.Write("om 11")
	d.WantShown("Room 11")
	if strings.Contains(d.Shown(), "Room 12") {
		t.Error("what does not fit is shown")
	}
	d.Press("enter")
	if d.opened != "rs-11" {
		t.Errorf("opened %q", d.opened)
	}
}

// TestDeckOpensOnlyShownRooms changes the rooms after the last frame.
func TestDeckOpensOnlyShownRooms(t *testing.T) {
	for name, tc := range map[string]struct {
		key    tea.KeyMsg
		change func(d *roomsDesk)
		opened string
	}{
		"a digit, and a room has ended": {
			tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("2")}, func(d *roomsDesk) { d.cards = d.cards[1:] }, "rs-2",
		},
		"the digit of a room that has ended": {
			tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("1")}, func(d *roomsDesk) { d.cards = d.cards[1:] }, "",
		},
		"Enter on a room that has ended": {
			tea.KeyMsg{Type: tea.KeyEnter}, func(d *roomsDesk) { d.cards = d.cards[1:] }, "",
		},
		"Enter after a room has started": {
			tea.KeyMsg{Type: tea.KeyEnter}, func(d *roomsDesk) { d.cards = append([]Card{{Room: video.Room{ID: "new"}}}, d.cards...) }, "rs-1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 4)
			deck := New(d, "rs-1")
			deck.Lines(80, 24)
			tc.change(d)
			if done, _ := deck.Key(tc.key); done != (tc.opened != "") || d.opened != tc.opened {
				t.Errorf("opened %q, want %q", d.opened, tc.opened)
			}
		})
	}
}

func TestDeckSaysWhyItIsEmpty(t *testing.T) {
	d := &roomsDesk{Desk: uitest.NewFakeDesk(t, uitest.SmallRoom())}
	d.Open(New(d, ""))
	d.WantShown("Looking for rooms")
	d.known = true
	d.WantShown("waiting for one to start")
	d.Press("j enter 1") // nothing to choose
	d.failure = "forbidden"
	d.WantShown("The rooms cannot be listed: forbidden")
}

// TestDeckFits draws 1, 3 and 30 rooms at every size of a dialog.
func TestDeckFits(t *testing.T) {
	for _, rooms := range []int{0, 1, 3, 30, 300} {
		d := newDesk(t, rooms)
		for i := range d.cards {
			d.cards[i].Room.DisplayName = "مرحبا \x1b[31m" + strings.Repeat("長", i%40)
		}
		for w, h := range uitest.Sizes(200) {
			deck := New(d, fmt.Sprintf("rs-%d", rooms))
			uitest.CheckDialog(t, deck, max(w, 30), max(h, 3))
			if rooms > 0 && h > 4 {
				shown := ansi.Strip(strings.Join(deck.Lines(max(w, 30), h), "\n"))
				if !strings.Contains(shown, "▎") {
					t.Fatalf("%d rooms at %d×%d: the cursor is out of sight:\n%s", rooms, w, h, shown)
				}
			}
		}
	}
}

func TestNeeding(t *testing.T) {
	d := newDesk(t, 4)
	at := func(i int, a alarm.Alarm) { d.cards[i].Alarms = append(d.cards[i].Alarms, a) }
	if first, n := Needing(d.cards); first != nil || n != 0 {
		t.Errorf("%v, %d", first, n)
	}
	at(0, ended(d.cards[0].Room, alarm.Loud, 0)) // it is on the screen
	at(1, ended(d.cards[1].Room, alarm.Quiet, 0))
	at(2, ended(d.cards[2].Room, alarm.Once, 0))
	heard := ended(d.cards[3].Room, alarm.Loud, 0)
	heard.Heard = true
	at(3, heard)
	if first, n := Needing(d.cards); first == nil || first.Room.ID != "rs-3" || n != 1 {
		t.Errorf("%v, %d", first, n)
	}
	at(3, ended(d.cards[3].Room, alarm.Loud, time.Second))
	if first, n := Needing(d.cards); first == nil || first.Room.ID != "rs-4" || n != 2 {
		t.Errorf("%v, %d", first, n)
	}
}

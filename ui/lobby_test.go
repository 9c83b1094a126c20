package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/uitest"
)

// fakeRooms are rooms by session id.
type fakeRooms struct {
	list   []video.Room
	rooms  map[string]*fakeRoom
	change chan struct{}
}

func (r *fakeRooms) List(context.Context) ([]video.Room, error) { return r.list, nil }
func (r *fakeRooms) Changed() <-chan struct{}                   { return r.change }
func (r *fakeRooms) Open(_ context.Context, id string) (Room, error) {
	if room, ok := r.rooms[id]; ok {
		return room, nil
	}
	return nil, errors.New("no such room")
}

// newRooms returns a console without a room, and rooms with the names.
func newRooms(t *testing.T, names ...string) (*screenTest, *fakeRooms) {
	t.Helper()
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	rooms := &fakeRooms{rooms: map[string]*fakeRoom{}, change: make(chan struct{}, 1)}
	for _, name := range names {
		snap := uitest.SmallRoom()
		snap.Room.ID, snap.Room.RoomID, snap.Room.DisplayName = "rs-"+name, "r-"+name, name
		rooms.list = append(rooms.list, snap.Room)
		rooms.rooms[snap.Room.ID] = newFakeRoom(snap)
	}
	s := &screenTest{t: t, now: uitest.Epoch, room: newFakeRoom(&video.Snapshot{})}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.m = New(ctx, Options{Rooms: rooms, Keys: keymap.Default(), Theme: th, Now: func() time.Time { return s.now }})
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.run(s.m.Init())
	return s, rooms
}

func TestOnlyRoomOpensAtOnce(t *testing.T) {
	s, _ := newRooms(t, "alpha")
	s.wantText("alpha")
	s.wantText("Mark Oduya")
}

func TestSeveralRoomsAreOffered(t *testing.T) {
	s, _ := newRooms(t, "alpha", "beta")
	s.wantText("Rooms")
	s.press("down enter")
	s.wantText("beta")
	s.wantText("Mark Oduya")
}

func TestConsoleWaitsWithoutRoom(t *testing.T) {
	s, rooms := newRooms(t)
	s.wantText("Waiting for a room to start")
	s.press("m x K r l e o n u . y")
	s.wantFooter("No room is open.")
	snap := uitest.SmallRoom()
	rooms.list = []video.Room{snap.Room}
	rooms.rooms[snap.Room.ID] = newFakeRoom(snap)
	s.pass(5 * time.Second)
	s.send(roomsChangedMsg{})
	s.wantText("Mark Oduya")
}

func TestNextRoomForgetsMarksAndDialogs(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter space space x")
	s.wantText("Remove 2 people?")
	s.pass(time.Second)
	s.press("n }")
	s.wantText("beta")
	s.wantNoText("marked")
	s.press("j c")
	if n := len(rooms.rooms["rs-alpha"].sent); n != 0 {
		t.Errorf("%d commands went to the previous room", n)
	}
	if sent := rooms.rooms["rs-beta"].sent; len(sent) != 1 || sent[0].Targets[0] != "m2" {
		t.Errorf("sent %v, want the camera of m2 off", sent)
	}
	s.press("{")
	s.wantText("alpha")
}

// A key pressed for the previous room must not act in the one that has just replaced it.
func TestNewRoomIgnoresCommandsAtFirst(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter }")
	other := rooms.rooms["rs-beta"]
	s.now = s.now.Add(5 * time.Millisecond)
	s.send(uitest.KeyOf("m"))
	s.wantFooter("This room has just opened.")
	if n := len(other.sent); n != 0 {
		t.Fatalf("%d commands were sent", n)
	}
	s.pass(time.Second)
	s.press("m")
	if n := len(other.sent); n != 1 {
		t.Errorf("%d commands were sent later", n)
	}
}

// The failure of a command in a previous room is still reported.
func TestFailureInPreviousRoomIsReported(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter")
	alpha := rooms.rooms["rs-alpha"]
	for _, outcome := range []video.Outcome{video.OutcomeConfirmed, video.OutcomeNotSent} {
		s.press("}")
		s.pass(time.Minute)
		s.send(doneMsg{room: alpha, c: video.AudioMute("m1", "m2"), res: video.Result{Targets: []video.TargetResult{
			{Member: "m1", Outcome: video.OutcomeConfirmed}, {Member: "m2", Outcome: outcome},
		}}})
		if told := strings.Contains(s.footer(), `In "alpha": mute microphone for 1 of 2 people: not sent.`); told != (outcome == video.OutcomeNotSent) {
			t.Errorf("%v: the footer says %q", outcome, s.footer())
		}
		s.press("{")
	}
}

func TestFailureToOpenRoomIsReported(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter")
	delete(rooms.rooms, "rs-beta")
	s.press("}")
	s.wantText("alpha")
	s.wantFooter("Could not open the room: no such room.")
}

// The picker shows how many people there are now, not when the program started.
func TestRoomsPickerReadsRoomsAgain(t *testing.T) {
	s, rooms := newRooms(t, "Alpha", "Beta")
	s.press("enter")
	rooms.list = append([]video.Room(nil), rooms.list...)
	for i := range rooms.list {
		rooms.list[i].MemberCount = 321
	}
	s.press("R")
	s.wantText("321 here")
}

// TestField_S3_FrameNamesTheAwaitedRoom: a frame shows that the first room is being opened. The console ends with its
// error.
func TestField_S3_FrameNamesTheAwaitedRoom(t *testing.T) {
	s, _ := newRooms(t)
	s.m.o.Opening = func(context.Context) (Room, error) { return nil, errors.New("no answer") }
	s.m.o.OpeningWhat = "relay.example"
	cmd := s.m.Init()
	s.wantText("Waiting for relay.example to answer")
	s.run(cmd)
	if s.m.fatal == nil || s.m.fatal.Error() != "no answer" {
		t.Errorf("fatal = %v", s.m.fatal)
	}
	s, _ = newRooms(t)
	snap := uitest.SmallRoom()
	s.m.o.Opening = func(context.Context) (Room, error) { return newFakeRoom(snap), nil }
	s.run(s.m.Init())
	s.wantText("Mark Oduya")
}

// TestField_S1_AListedRoomCanBeJoinedAgain: a listed room can be joined again although its session on the screen counts
// as over.
func TestField_S1_AListedRoomCanBeJoinedAgain(t *testing.T) {
	s, _ := newRooms(t, "alpha")
	s.wantText("Mark Oduya")
	s.room = s.m.room.(*fakeRoom)
	s.change(func(snap *video.Snapshot) { snap.Room.Ended = true })
	s.wantText("The room has ended")
	s.run(s.m.lobby.openRoom("rs-alpha"))
	if s.footer(); strings.Contains(s.m.View(), "already open") {
		t.Error("the room cannot be joined again")
	}
	s.change(func(snap *video.Snapshot) { snap.Room.Ended = false })
	s.wantNoText("Commands are off")
}

// A program that prints the address of a stream may take seconds. The stream belongs to the room of the key.
func TestAddressForThePreviousRoomStartsNothing(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("enter")
	const address = "rtmp://example.com/app/key"
	s.m.o.Addresses = map[video.Target][]Address{video.OnStream: {
		{Name: "tv", Find: func(context.Context) (string, error) { return address, nil }},
	}}
	find := func() tea.Cmd {
		return s.m.commander.FindAddress(video.ActStartStream, "tv", func(url string, _ error) tea.Cmd {
			return s.m.commander.Propose(video.Command{Action: video.ActStartStream, Args: video.Args{"url": url}})
		})
	}
	late := find()
	s.press("}")
	s.wantText("beta")
	s.pass(10 * time.Second)
	s.run(late)
	if sent := rooms.rooms["rs-beta"].sent; len(sent) != 0 {
		t.Errorf("sent %v", sent)
	}
	s.wantFooter("Nothing was sent: another room is on the screen.")
	s.run(find())
	if sent := rooms.rooms["rs-beta"].sent; len(sent) != 1 {
		t.Errorf("sent %v", sent)
	}
}

// TestHeaderNamesTheRoomThatNeedsYou: someone else stops another room's recording; one key goes there.
func TestHeaderNamesTheRoomThatNeedsYou(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("1 I")
	s.wantFooter("No other room needs you.")
	s.press("}")
	s.wantText("beta")
	glass := &fakeGlass{}
	s.m.glass = glass
	alpha := rooms.rooms["rs-alpha"]
	snap := *alpha.snap
	ends(&snap)
	snap.Seq++
	alpha.snap = &snap
	s.pass(time.Minute)
	s.send(changedMsg{room: alpha})
	s.pass(3 * time.Second)
	s.send(wakeMsg{s.m.wake.n})
	s.wantText("I alpha needs you")
	if !strings.Contains(glass.written.String(), "\a") {
		t.Error("it is not heard")
	}
	s.press("R")
	s.wantText("Rooms · 1 needs you")
	s.wantText("The recording has ended.")
	s.press("esc I")
	s.wantText("alpha")
	s.wantNoText("needs you")
}

// TestRoomsKeepTheUsersChoices: cursor, marks and filter of a room are restored after another room was shown.
func TestRoomsKeepTheUsersChoices(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("1 j j space f f j")
	at := s.m.Pointed()
	s.press("}")
	s.wantText("beta")
	s.wantNoText("marked")
	s.wantNoText("open mic")
	s.press("j")
	snap := *rooms.rooms["rs-alpha"].snap
	snap.Seq++
	rooms.rooms["rs-alpha"].snap = &snap
	s.press("{")
	s.wantText("alpha")
	s.wantText("1 marked")
	s.wantText("open mic")
	if got := s.m.Pointed(); got != at {
		t.Errorf("the cursor is on %s, was on %s", got, at)
	}
	s.press("}")
	if got := s.m.Pointed(); got != "m2" {
		t.Errorf("in beta the cursor is on %s", got)
	}
}

// TestWatchedRoomIsHeard follows a room from the deck without showing it.
func TestWatchedRoomIsHeard(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta")
	s.press("1 R j w")
	s.wantFooter(`You will hear the alarms of "beta" from now on.`)
	s.press("w")
	s.wantFooter("already followed")
	s.press("esc")
	s.wantText("alpha")
	snap := *rooms.rooms["rs-beta"].snap
	ends(&snap)
	snap.Seq++
	rooms.rooms["rs-beta"].snap = &snap
	s.pass(time.Minute)
	s.send(changedMsg{room: rooms.rooms["rs-beta"]})
	s.pass(3 * time.Second)
	s.wantText("I beta needs you")
}

// TestOtherRoomsAreFollowed: with Options.Follow, the alarms of other rooms are heard without a key.
func TestOtherRoomsAreFollowed(t *testing.T) {
	s, rooms := newRooms(t, "alpha", "beta", "gamma", "delta")
	s.m.o.Follow = 2
	s.press("1")
	s.press("R")
	if n := strings.Count(s.m.View(), "not watched yet"); n != 1 {
		t.Errorf("%d rooms are not watched:\n%s", n, s.m.View())
	}
	s.press("esc")
	snap := *rooms.rooms["rs-beta"].snap
	ends(&snap)
	snap.Seq++
	rooms.rooms["rs-beta"].snap = &snap
	s.pass(time.Minute)
	s.send(changedMsg{room: rooms.rooms["rs-beta"]})
	s.pass(3 * time.Second)
	s.wantText("I beta needs you")
}

package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/deck"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
)

// lobby finds rooms and opens them.
type lobby struct {
	*desk
	entered func(Room) tea.Cmd // shows a room that was opened

	alarmed func() []alarm.Alarm    // the alarms of all rooms, the most urgent first
	watched func(room Room) tea.Cmd // follows a room that is not on the screen
	opened  map[string]Room         // by the id of the session

	following map[string]bool // sessions that are being opened, or were, because of Options.Follow

	rooms   []video.Room
	opening bool   // a room is being opened
	known   bool   // rooms were listed at least once
	roomErr string // why the last listing or opening failed
}

// listRooms requests the rooms in progress.
func (m *lobby) listRooms() tea.Cmd { return m.listRoomsThen(nil) }

func (m *lobby) listRoomsThen(then func([]video.Room) tea.Cmd) tea.Cmd {
	if m.o.Rooms == nil {
		return nil
	}
	rooms, ctx := m.o.Rooms, m.ctx
	return guarded(func() tea.Msg {
		list, err := rooms.List(ctx)
		return roomsMsg{rooms: list, err: err, then: then}
	})
}

// awaitRooms waits until a room starts or ends.
func (m *lobby) awaitRooms() tea.Cmd {
	if m.o.Rooms == nil {
		return nil
	}
	changed, ctx := m.o.Rooms.Changed(), m.ctx
	return guarded(func() tea.Msg {
		select {
		case _, more := <-changed:
			if more {
				return roomsChangedMsg{}
			}
		case <-ctx.Done():
		}
		return nil
	})
}

// roomsMsg handles messages about other rooms.
func (m *lobby) roomsMsg(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case roomsChangedMsg:
		return tea.Batch(m.listRooms(), m.awaitRooms())
	case roomsMsg:
		return m.listed(msg)
	case enteredMsg:
		if msg.watch {
			return m.watches(msg)
		}
		m.opening = false
		if msg.err != nil {
			m.roomErr = say.Complaint(msg.err)
			m.Say(say.CouldNot("open the room", msg.err), draw.Bad)
			return nil
		}
		return m.entered(msg.room)
	}
	return nil
}

// listed handles the list of rooms. If no room is open, it opens the only one, or offers several.
func (m *lobby) listed(msg roomsMsg) tea.Cmd {
	if msg.err != nil {
		m.roomErr = say.Complaint(msg.err)
		if m.room != nil {
			m.Say(say.CouldNot("list the rooms", msg.err), draw.Warn)
		}
		return nil
	}
	m.roomErr, m.rooms = "", msg.rooms
	return tea.Batch(m.follow(), m.offered(msg))
}

// offered opens the only room, or offers several, if no room is open.
func (m *lobby) offered(msg roomsMsg) tea.Cmd {
	first := !m.known
	m.known = true
	switch {
	case msg.then != nil:
		return msg.then(msg.rooms)
	case m.room != nil || m.opening:
		return nil
	case len(msg.rooms) == 1 && len(m.dialogs.list) == 0:
		return m.openRoom(msg.rooms[0].ID)
	case len(msg.rooms) > 1 && (first || len(m.dialogs.list) == 0):
		return m.openRooms()
	}
	return nil
}

// openFirst waits for the first room.
func (m *lobby) openFirst() tea.Cmd {
	m.opening = true
	m.dirty = true
	first, ctx := m.o.Opening, m.ctx
	return guarded(func() tea.Msg {
		room, err := first(ctx)
		return firstMsg{room: room, err: err}
	})
}

// first shows the first room. If it is nil, first offers the rooms in progress.
func (m *lobby) first(room Room) tea.Cmd {
	m.opening, m.o.OpeningWhat = false, ""
	if room == nil {
		return m.listRooms()
	}
	return m.entered(room)
}

// alone reports whether there are no other rooms and, if so, shows it.
func (m *lobby) alone() bool {
	if m.o.Rooms == nil {
		m.Say(say.NoOtherRooms, draw.Info)
	}
	return m.o.Rooms == nil
}

// openRooms shows all rooms.
func (m *lobby) openRooms() tea.Cmd {
	if m.alone() {
		return nil
	}
	m.Open(deck.New(m, m.snap.Room.ID))
	// The list of rooms may be out of date, so it is read again for the deck.
	return m.listRoomsThen(func([]video.Room) tea.Cmd { return nil })
}

// openRoom joins a room. The present one stays on the screen until the new one is open.
func (m *lobby) openRoom(id string) tea.Cmd {
	if m.alone() {
		return nil
	}
	if m.opening {
		m.Say(say.RoomOpening, draw.Info)
		return nil
	}
	if m.room != nil && m.snap.Room.ID == id && !m.snap.Room.Ended { // a listed room can always be joined again
		m.Say(say.RoomIsOpen, draw.Info)
		return nil
	}
	m.opening = true
	rooms, ctx := m.o.Rooms, m.ctx
	return guarded(func() tea.Msg {
		room, err := rooms.Open(ctx, id)
		return enteredMsg{room: room, err: err}
	})
}

// stepRoom opens the next or the previous of the rooms in progress.
func (m *lobby) stepRoom(by int) tea.Cmd {
	if m.alone() {
		return nil
	}
	return m.listRoomsThen(func(rooms []video.Room) tea.Cmd {
		if len(rooms) == 0 || len(rooms) == 1 && rooms[0].ID == m.snap.Room.ID {
			m.Say(say.NoOtherRoom, draw.Info)
			return nil
		}
		at := slices.IndexFunc(rooms, func(r video.Room) bool { return r.ID == m.snap.Room.ID })
		next := rooms[((at+by)%len(rooms)+len(rooms))%len(rooms)]
		m.Say(say.Opening(&next)+m.Theme().Glyphs.Pending, draw.Info)
		return m.openRoom(next.ID)
	})
}

// openSuccessor opens the session that started in this room after the one on the screen ended.
func (m *lobby) openSuccessor() tea.Cmd {
	switch next := m.snap.Successor; {
	case next != nil:
		return m.openRoom(next.ID)
	case m.snap.Room.Ended:
		m.Say(say.NoNewSession(m.Keys().Rooms.Help().Key), draw.Info)
	default:
		m.Say(say.SessionRuns, draw.Info)
	}
	return nil
}

// waiting returns the reason, in at most w cells, why there is no room on the screen.
func (m *lobby) waiting(w int) string {
	pending := m.Theme().Glyphs.Pending
	switch {
	case m.opening && m.o.OpeningWhat != "":
		quit := " · " + draw.ShortKey(m.Keys().Quit) + " quit"
		return text.Cut(say.WaitingFor(m.o.OpeningWhat)+pending, w-text.Width(quit)) + quit
	case m.opening:
		return say.RoomOpens + pending
	case m.roomErr != "":
		return text.Cut(m.roomErr, w)
	case !m.known && m.o.Rooms != nil:
		return say.RoomsUnknown + pending
	case len(m.rooms) > 0:
		return draw.Plural(len(m.rooms), "room", "rooms") + " in progress · " + m.Keys().Rooms.Help().Key + " chooses one"
	}
	return say.NoRoomYet
}

// Cards returns the rooms for the deck.
func (m *lobby) Cards() (cards []deck.Card, known bool, failure string) {
	return deck.Cards(m.rooms, m.alarmed(), m.snap.Room.ID, func(id string) *video.Snapshot {
		if room := m.opened[id]; room != nil {
			return room.Snapshot()
		}
		return nil
	}), m.known, m.roomErr
}

// OpenRoom shows a room of the deck.
func (m *lobby) OpenRoom(id string) tea.Cmd { return m.openRoom(id) }

// follow watches rooms in progress that are not on the screen, as many as the options say.
func (m *lobby) follow() tea.Cmd {
	if m.room == nil { // the first room comes first
		return nil
	}
	for id := range m.opened { // rooms that are over make place for others
		if id != m.snap.Room.ID && !slices.ContainsFunc(m.rooms, func(r video.Room) bool { return r.ID == id }) {
			delete(m.opened, id)
		}
	}
	var cmds []tea.Cmd
	left := m.o.Follow - len(m.opened) + 1
	for _, r := range m.rooms {
		if left <= 0 {
			break
		}
		if m.opened[r.ID] == nil && !m.following[r.ID] && !r.Ended {
			m.following[r.ID] = true
			cmds, left = append(cmds, m.watch(r.ID, true)), left-1
		}
	}
	return tea.Batch(cmds...)
}

// WatchRoom opens a room without showing it, so that its alarms are heard.
func (m *lobby) WatchRoom(id string) tea.Cmd {
	if m.opened[id] != nil {
		m.Say(say.RoomIsWatched, draw.Info)
		return nil
	}
	return m.watch(id, false)
}

// watch opens a room without showing it. If automatic is set, it shows no message.
func (m *lobby) watch(id string, automatic bool) tea.Cmd {
	rooms, ctx := m.o.Rooms, m.ctx
	return guarded(func() tea.Msg {
		room, err := rooms.Open(ctx, id)
		return enteredMsg{room: room, err: err, watch: true, automatic: automatic}
	})
}

// watches follows a room that was opened without being shown.
func (m *lobby) watches(msg enteredMsg) tea.Cmd {
	if msg.err != nil {
		if !msg.automatic { // one try is enough: the deck says that the room is not watched
			m.Say(say.CouldNot("watch the room", msg.err), draw.Bad)
		}
		return nil
	}
	room := &msg.room.Snapshot().Room
	if m.opened[room.ID] != nil { // already opened by another message
		return nil
	}
	m.opened[room.ID] = msg.room
	if !msg.automatic {
		m.Say(say.Watched(room), draw.Good)
	}
	return m.watched(msg.room)
}

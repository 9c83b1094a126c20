package localrelay

import (
	"slices"
)

// channelRooms is the channel of all rooms of the project (PROTOCOL.md section 8.1).
const channelRooms = "video.rooms"

// Limits of what one client can make the relay remember.
const (
	maxChannels   = 4096
	maxEventNames = 256
)

// subscribe runs signalwire.subscribe: names are added to what the session already has on the channel, unknown names
// and channels are accepted (PROTOCOL.md sections 8.2 and 8.3).
func (s *Server) subscribe(ss *session, p params) (result, *refusal) {
	channel, err := p.text("event_channel")
	if err != nil {
		return nil, err
	}
	events, err := read[[]string](p, "events", "a list of strings")
	if err != nil {
		return nil, err
	}
	initial, err := p.flag("get_initial_state")
	if err != nil {
		return nil, err
	}
	names := ss.subscribed[channel]
	if names == nil {
		if len(ss.subscribed) >= maxChannels {
			return nil, bad("too many channels")
		}
		names = map[string]bool{}
		ss.subscribed[channel] = names
	}
	for _, event := range events {
		if len(names) < maxEventNames {
			names[canonical(event)] = true
		}
	}
	i := slices.IndexFunc(s.rooms, func(r *room) bool { return r.entity.EventChannel == channel })
	if i < 0 {
		return nil, nil
	}
	if initial && slices.Contains(events, "video.room.subscribed") {
		s.rooms[i].sendState(ss)
	}
	return nil, nil
}

// canonical folds the two spellings of one event (PROTOCOL.md section 8.2).
func canonical(event string) string {
	if event == "video.room.audienceCount" {
		return "video.room.audience_count"
	}
	return event
}

// sendState sends room.subscribed to one session and, unless switched off, the present layout after it. It does so
// for every subscribe that names video.room.subscribed: v3 always does and waits for it, v4 names it once and would
// multiply its handlers if it came more often.
func (r *room) sendState(ss *session) {
	type subscribed struct {
		RoomSession fullRoom   `json:"room_session"`
		Room        roomEntity `json:"room"`
	}
	state := mustJSON(subscribed{r.full(), r.snapshot().old()})
	out, now := ss.conn.out, r.now()
	out.pushState(r.server.envelopes.event(now, "video.room.subscribed", r.channel, state))
	if !r.server.options.NoInitialLayout && ss.subscribed[r.entity.EventChannel]["video.layout.changed"] {
		out.pushState(r.server.envelopes.event(now, "video.layout.changed", r.channel, mustJSON(r.layoutEvent())))
	}
}

// emit sends an event to every session that subscribed to it on the room's channel. A client that knows the channel
// has received the room session. So it is safe for SDK v3, which stops at an event of an unknown session (PROTOCOL.md
// section 10).
func (r *room) emit(eventType string, params any) {
	if !r.wanted(eventType) { // saves marshalling
		return
	}
	r.emitJSON(eventType, mustJSON(params))
}

// emitJSON is emit for params that are JSON already.
func (r *room) emitJSON(eventType string, params []byte) {
	if !r.wanted(eventType) || r.server.loses(eventType) {
		return
	}
	var frame []byte
	for _, ss := range r.server.attached {
		if !ss.subscribed[r.entity.EventChannel][eventType] || r.ended {
			continue
		}
		if frame == nil {
			frame = r.server.envelopes.event(r.now(), eventType, r.channel, params)
		}
		ss.conn.sendEvent(frame)
	}
}

// wanted reports whether any client would get an event; if not, the event need not be marshalled.
func (r *room) wanted(eventType string) bool {
	for _, ss := range r.server.attached {
		if ss.subscribed[r.entity.EventChannel][eventType] {
			return !r.ended
		}
	}
	return false
}

// broadcastRoom sends a room event once to each session that subscribed to it, on the channel of all rooms or on the
// room's own.
func (r *room) broadcastRoom(eventType string, updated []string) {
	s, e := r.server, r.snapshot()
	e.Updated = updated
	if s.loses(eventType) {
		return
	}
	var payload []byte
	for _, ss := range s.attached {
		channel := r.channel
		switch {
		case ss.subscribed[channelRooms][eventType]:
			channel = s.channel
		case !ss.subscribed[r.entity.EventChannel][eventType]:
			continue
		}
		if payload == nil {
			payload = mustJSON(roomEvent{e.RoomID, e.ID, e.old(), e})
		}
		ss.conn.sendEvent(s.envelopes.event(s.clock.now(), eventType, channel, payload))
	}
}

// Lose drops the next events of a wire type: a number of them, or Always; 0 ends it.
func (s *Server) Lose(eventType string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if times == 0 {
		delete(s.losses, eventType)
		return
	}
	s.losses[eventType] = times
}

// loses reports whether an event is to be dropped, and counts it; the caller holds mu.
func (s *Server) loses(eventType string) bool {
	left, ok := s.losses[eventType]
	if !ok {
		return false
	}
	if left != Always {
		left--
	}
	if s.losses[eventType] = left; left == 0 {
		delete(s.losses, eventType)
	}
	return true
}

// layoutEvent is the payload of layout.changed.
type layoutEvent struct {
	RoomID        string `json:"room_id"`
	RoomSessionID string `json:"room_session_id"`
	Layout        layout `json:"layout"`
}

func (r *room) layoutEvent() layoutEvent {
	e := r.entity
	return layoutEvent{e.RoomID, e.ID, layout{e.LayoutName, e.LayoutName, e.RoomID, e.ID, r.layers}}
}

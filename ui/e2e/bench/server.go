//go:build !windows

package main

import (
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// server plays one room to each client, and records the times of requests.
type server struct {
	url     string
	g       *frames
	delay   time.Duration // between the state of the room and the events
	rate    float64       // events a second; 0 for as fast as the socket takes them
	events  []byte        // encoded, one after the other
	ends    []int         // where each of them ends
	members string
	finish  bool // the room ends after the events

	mu       sync.Mutex // guards the fields below
	conn     net.Conn   // of the client that got the room
	requests []time.Time
}

// newServer prepares all events and listens.
func newServer(g *frames, events int, rate float64) (*server, error) {
	s := &server{g: g, rate: rate, delay: 300 * time.Millisecond, members: g.members()}
	started, subscribed := g.started(), g.subscribed()
	for range events {
		s.events = append(s.events, encode(g.one())...)
		s.ends = append(s.ends, len(s.events))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "ws://" + l.Addr().String()
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c, err := up.Upgrade(w, r, nil); err == nil {
				s.serve(c, started, subscribed)
			}
		}))
	}()
	return s, nil
}

// encode returns a payload as a text frame of a server.
func encode(payload []byte) []byte {
	b := []byte{0x81}
	switch n := len(payload); {
	case n < 126:
		b = append(b, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, payload...)
}

// request is the part of a request that the server reads.
type request struct {
	ID     json.RawMessage
	Method string
	Params struct {
		Channel string `json:"event_channel"`
	}
}

// serve answers one client until it disconnects.
func (s *server) serve(c *websocket.Conn, started, subscribed []byte) {
	defer func() { _ = c.Close() }()
	var once sync.Once
	for {
		_, p, err := c.ReadMessage()
		if err != nil {
			return
		}
		now := time.Now()
		var r request
		if json.Unmarshal(p, &r) != nil || r.Method == "" {
			continue
		}
		if strings.HasPrefix(r.Method, "video.member.") {
			s.mu.Lock()
			s.requests = append(s.requests, now)
			s.mu.Unlock()
		}
		s.write(c.NetConn(), []byte(`{"jsonrpc":"2.0","id":`+string(r.ID)+`,"result":`+s.answer(r)+`}`))
		switch {
		case r.Method != "signalwire.subscribe":
		case strings.HasPrefix(r.Params.Channel, "video.rooms"):
			s.write(c.NetConn(), started)
		default:
			s.write(c.NetConn(), subscribed)
			once.Do(func() { go s.flood(c.NetConn()) })
		}
	}
}

const roomObject = `{"id":"` + roomSession + `","room_id":"` + roomID + `","name":"flood","event_channel":"` + channel + `","recording":false}`

func (s *server) answer(r request) string {
	const ok = `{"code":"200","message":"OK"`
	switch r.Method {
	case "signalwire.connect":
		return `{"session_restored":false,"sessionid":"f7b1c9a5-0000-4000-8000-000000000001","nodeid":"n@127.0.0.1","identity":"i@127.0.0.1",` +
			`"ice_servers":[],"authorization":{"type":"video","project":"p","scopes":["video"],"signature":"s"},` +
			`"protocol":"signalwire_sig_1","subscriptions":[],"result":{}}`
	case "signalwire.subscribe":
		return ok + `,"accept_channels":["` + r.Params.Channel + `"],"rejected_channels":[]}`
	case "video.rooms.get":
		return ok + `,"rooms":[` + roomObject + `]}`
	case "video.room.get":
		return ok + `,"room":` + roomObject + `}`
	case "video.members.get":
		return ok + `,"members":[` + s.members + `]}`
	}
	return ok + `,"recordings":[],"playbacks":[],"streams":[],"layouts":["grid-responsive","5x5"]}`
}

func (s *server) write(c net.Conn, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = c.Write(encode(payload))
}

// flood sends the events.
func (s *server) flood(c net.Conn) {
	s.mu.Lock()
	s.conn = c
	s.mu.Unlock()
	time.Sleep(s.delay)
	const chunk = 256
	began, sent := time.Now(), 0
	for sent < len(s.ends) {
		until := min(sent+chunk, len(s.ends))
		if s.rate > 0 {
			time.Sleep(time.Millisecond)
			until = min(int(time.Since(began).Seconds()*s.rate), len(s.ends))
		}
		if until == sent {
			continue
		}
		from := 0
		if sent > 0 {
			from = s.ends[sent-1]
		}
		s.mu.Lock()
		_, err := c.Write(s.events[from:s.ends[until-1]])
		s.mu.Unlock()
		if err != nil {
			return
		}
		sent = until
	}
	if s.finish {
		s.write(c, s.g.ended())
	}
}

// news sends one event about a member at the top of the list.
func (s *server) news(i int) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := encode(s.g.talk(i % 5))
	at := time.Now()
	if s.conn != nil {
		_, _ = s.conn.Write(event)
	}
	return at
}

// got returns the times of the requests.
func (s *server) got() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Time(nil), s.requests...)
}

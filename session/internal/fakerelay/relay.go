package fakerelay

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"gavel/session/internal/wire"
)

// Credentials of the clients in tests, and the room session of the relay's events.
const (
	Project = "11111111-2222-4333-8444-555555555555"
	Token   = "PT0123456789abcdef-canary"
	Room    = "8e03a8c0-0000-4000-8000-000000000001"
)

// WebSocket opcodes. Source: RFC 6455 section 5.2.
const (
	OpText   = 1
	OpBinary = 2
	OpClose  = 8
	OpPing   = 9
	OpPong   = 10
)

// Relay is a scripted relay in memory. Its exported fields are the script; change them with Set once clients may dial.
type Relay struct {
	T     testing.TB
	Peers chan *Peer // one for each dial that sends signalwire.connect

	mu     sync.Mutex
	dials  []time.Time
	Refuse func(n int) error       // decides about dial n, counted from 1; nil accepts
	Wrap   func(net.Conn) net.Conn // wraps the client's end
	Hello  func(*Peer, Request)    // answers signalwire.connect; nil accepts
	Mute   bool                    // no WebSocket pongs
}

// Request is a frame that the client wrote.
type Request struct {
	ID     string          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	At     time.Time       `json:"-"`
}

// New returns a relay for a test.
func New(t testing.TB) *Relay {
	return &Relay{T: t, Peers: make(chan *Peer, 1000)}
}

// Dial connects to the relay; use it as NetDial.
func (r *Relay) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	r.mu.Lock()
	r.dials = append(r.dials, time.Now())
	n, refuse, wrap := len(r.dials), r.Refuse, r.Wrap
	r.mu.Unlock()
	if refuse != nil {
		if err := refuse(n); err != nil {
			return nil, err
		}
	}
	client, server := net.Pipe()
	go r.Peer(n, server).Serve()
	if wrap != nil {
		client = wrap(client)
	}
	return client, nil
}

// Peer returns the relay's end of a connection. Serve runs it.
func (r *Relay) Peer(n int, nc net.Conn) *Peer {
	return &Peer{
		T: r.T, Relay: r, n: n, Conn: nc,
		Requests: make(chan Request, 10000), Gone: make(chan struct{}), Turn: make(chan struct{}, 1),
	}
}

// Set runs change while no dial reads the script.
func (r *Relay) Set(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

// DialTimes returns when the client dialled.
func (r *Relay) DialTimes() []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]time.Time(nil), r.dials...)
}

// Peer is the relay's end of one connection.
type Peer struct {
	T        testing.TB
	Relay    *Relay
	n        int
	Conn     net.Conn
	Requests chan Request  // text frames from the client, except signalwire.connect; closed at the end
	Gone     chan struct{} // closed when the connection has ended
	Code     int           // close code from the client; 1005 without a status

	Turn chan struct{} // held while writing; not a mutex, because synctest does not count a wait for a mutex as blocked
}

// Serve runs the relay's end of the connection until the client closes it.
func (p *Peer) Serve() {
	defer close(p.Gone)
	defer close(p.Requests)
	defer func() { _ = p.Conn.Close() }()
	br := bufio.NewReader(p.Conn)
	req, err := http.ReadRequest(br)
	if err != nil {
		return
	}
	_, err = fmt.Fprintf(p.Conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", AcceptKey(req))
	if err != nil {
		return
	}
	for {
		op, data, err := readClientFrame(br)
		if err != nil {
			return
		}
		if !p.got(op, data) {
			return
		}
	}
}

// AcceptKey returns the key that proves that the server understood the upgrade. Source: RFC 6455 section 4.2.2.
func AcceptKey(r *http.Request) string {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Discard is the log of servers whose errors a test causes on purpose.
var Discard = log.New(io.Discard, "", 0)

func (p *Peer) got(op int, data []byte) bool {
	switch op {
	case OpPing:
		p.Relay.mu.Lock()
		mute := p.Relay.Mute
		p.Relay.mu.Unlock()
		if !mute {
			p.Write(OpPong, data)
		}
	case OpClose:
		p.Code = 1005
		if len(data) >= 2 {
			p.Code = int(binary.BigEndian.Uint16(data))
		}
		return false
	case OpText:
		var r Request
		if err := json.Unmarshal(data, &r); err != nil {
			p.T.Errorf("client sent %q: %v", data, err)
			return false
		}
		r.At = time.Now()
		if r.Method != wire.MethodConnect {
			p.Requests <- r
			break
		}
		p.Relay.Peers <- p
		if hello := p.Relay.Hello; hello != nil {
			hello(p, r)
		} else {
			p.Reply(r.ID, `{"identity":"x","authorization":{},"protocol":"p"}`)
		}
	}
	return true
}

// Write writes one frame.
func (p *Peer) Write(op int, data []byte) { p.Pieces(ServerFrame(op, data)) }

// Pieces writes each piece with one write. Other writes wait until the last piece.
func (p *Peer) Pieces(list ...[]byte) {
	p.Turn <- struct{}{}
	defer func() { <-p.Turn }()
	for _, b := range list {
		_, _ = p.Conn.Write(b)
	}
}

// Send writes a text frame.
func (p *Peer) Send(text string) { p.Write(OpText, []byte(text)) }

// Reply answers the request with the id.
func (p *Peer) Reply(id, r string) {
	p.Send(`{"jsonrpc":"2.0","id":"` + id + `","result":` + r + `}`)
}

// Event sends an event of Room; more is appended to the inner params.
func (p *Peer) Event(id, eventType, more string) { p.Send(Event(id, eventType, more)) }

// Event returns the text of an event of Room; more is appended to the inner params.
func Event(id, eventType, more string) string {
	return `{"jsonrpc":"2.0","id":"` + id + `","method":"signalwire.event","params":{"event_type":"` + eventType +
		`","event_channel":"room.x","timestamp":1627374612.9585,"params":{"room_id":"r","room_session_id":"` + Room +
		`"` + more + `}}}`
}

// Close sends a close frame and closes the connection.
func (p *Peer) Close(code int, reason string) {
	p.Write(OpClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
	_ = p.Conn.Close()
}

// Next returns the client's next text frame. The test fails if the connection has ended.
func (p *Peer) Next() Request {
	p.T.Helper()
	r, ok := <-p.Requests
	if !ok {
		p.T.Fatal("the client has disconnected")
	}
	return r
}

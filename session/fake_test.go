package session

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

const (
	fakeProject = "11111111-2222-4333-8444-555555555555"
	fakeToken   = "PT0123456789abcdef-canary"
	fakeRoom    = "8e03a8c0-0000-4000-8000-000000000001"
)

// WebSocket opcodes, as fakePeer writes them. Source: RFC 6455 section 5.2.
const (
	opText   = 1
	opBinary = 2
	opClose  = 8
	opPing   = 9
	opPong   = 10
)

// fakeRelay is a scripted relay in memory. It knows WebSocket framing by itself, so that tests decide about every byte.
type fakeRelay struct {
	t     testing.TB
	peers chan *fakePeer // one for each dial that reached the upgrade

	mu     sync.Mutex
	dials  []time.Time
	refuse func(n int) error            // nil error: accept; n counts from 1
	wrap   func(net.Conn) net.Conn      // the client's end
	hello  func(*fakePeer, fakeRequest) // answers connect; nil: yes
	mute   bool                         // no WebSocket pongs
}

type fakeRequest struct {
	ID     string          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	At     time.Time       `json:"-"`
}

func newFakeRelay(t testing.TB) *fakeRelay {
	return &fakeRelay{t: t, peers: make(chan *fakePeer, 1000)}
}

func (r *fakeRelay) config() Config {
	return Config{URL: "ws://127.0.0.1:1", Project: fakeProject, Token: fakeToken, NetDial: r.dial}
}

// client dials and returns both ends.
func (r *fakeRelay) client(change ...func(*Config)) (*Client, *fakePeer) {
	r.t.Helper()
	cfg := r.config()
	for _, f := range change {
		f(&cfg)
	}
	c, err := Dial(context.Background(), cfg)
	if err != nil {
		r.t.Fatalf("Dial: %v", err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	return c, <-r.peers
}

func (r *fakeRelay) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	r.mu.Lock()
	r.dials = append(r.dials, time.Now())
	n, refuse, wrap := len(r.dials), r.refuse, r.wrap
	r.mu.Unlock()
	if refuse != nil {
		if err := refuse(n); err != nil {
			return nil, err
		}
	}
	client, server := net.Pipe()
	go r.peer(n, server).serve()
	if wrap != nil {
		client = wrap(client)
	}
	return client, nil
}

// peer makes the relay's end of a connection; serve runs it.
func (r *fakeRelay) peer(n int, nc net.Conn) *fakePeer {
	return &fakePeer{
		t: r.t, relay: r, n: n, conn: nc,
		requests: make(chan fakeRequest, 10000), gone: make(chan struct{}), turn: make(chan struct{}, 1),
	}
}

// set changes the script while dials may be going on.
func (r *fakeRelay) set(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

func (r *fakeRelay) dialTimes() []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]time.Time(nil), r.dials...)
}

// fakePeer is the relay's end of one connection.
type fakePeer struct {
	t        testing.TB
	relay    *fakeRelay
	n        int
	conn     net.Conn
	requests chan fakeRequest // everything the client wrote, connect included; closed at the end
	gone     chan struct{}    // closed when the client's end is closed
	code     int              // of the client's close frame; 1005 without a status

	turn chan struct{} // held while writing; no mutex, because a bubble would take a blocked writer for a busy one
}

func (p *fakePeer) serve() {
	defer close(p.gone)
	defer close(p.requests)
	defer p.conn.Close()
	br := bufio.NewReader(p.conn)
	req, err := http.ReadRequest(br)
	if err != nil {
		return
	}
	_, err = fmt.Fprintf(p.conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", acceptKey(req))
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

// acceptKey proves that the server understood the upgrade. Source: RFC 6455 section 4.2.2.
func acceptKey(r *http.Request) string {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// discard is for servers that would log what tests break on purpose.
var discard = log.New(io.Discard, "", 0)

func (p *fakePeer) got(op int, data []byte) bool {
	switch op {
	case opPing:
		p.relay.mu.Lock()
		mute := p.relay.mute
		p.relay.mu.Unlock()
		if !mute {
			p.write(opPong, data)
		}
	case opClose:
		p.code = 1005
		if len(data) >= 2 {
			p.code = int(binary.BigEndian.Uint16(data))
		}
		return false
	case opText:
		var r fakeRequest
		if err := json.Unmarshal(data, &r); err != nil {
			p.t.Errorf("client sent %q: %v", data, err)
			return false
		}
		r.At = time.Now()
		if r.Method != wire.MethodConnect {
			p.requests <- r
			break
		}
		p.relay.peers <- p
		if hello := p.relay.hello; hello != nil {
			hello(p, r)
		} else {
			p.reply(r.ID, `{"identity":"x","authorization":{},"protocol":"p"}`)
		}
	}
	return true
}

func (p *fakePeer) write(op int, data []byte) { p.pieces(serverFrame(op, data)) }

// pieces writes each piece by itself, and nothing else in between.
func (p *fakePeer) pieces(list ...[]byte) {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	for _, b := range list {
		_, _ = p.conn.Write(b)
	}
}

func (p *fakePeer) send(text string) { p.write(opText, []byte(text)) }
func (p *fakePeer) reply(id, r string) {
	p.send(`{"jsonrpc":"2.0","id":"` + id + `","result":` + r + `}`)
}

// event pushes an event of fakeRoom; more is added to the inner params.
func (p *fakePeer) event(id, eventType, more string) { p.send(fakeEvent(id, eventType, more)) }

func fakeEvent(id, eventType, more string) string {
	return `{"jsonrpc":"2.0","id":"` + id + `","method":"signalwire.event","params":{"event_type":"` + eventType +
		`","event_channel":"room.x","timestamp":1627374612.9585,"params":{"room_id":"r","room_session_id":"` + fakeRoom +
		`"` + more + `}}}`
}

// close sends a close frame and closes.
func (p *fakePeer) close(code int, reason string) {
	p.write(opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
	_ = p.conn.Close()
}

// next returns the client's next frame.
func (p *fakePeer) next() fakeRequest {
	p.t.Helper()
	r, ok := <-p.requests
	if !ok {
		p.t.Fatal("the client has gone")
	}
	return r
}

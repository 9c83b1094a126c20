package session

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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
	p := &fakePeer{t: r.t, relay: r, n: n, conn: server, requests: make(chan fakeRequest, 10000), gone: make(chan struct{}), turn: make(chan struct{}, 1)}
	go p.serve()
	if wrap != nil {
		client = wrap(client)
	}
	return client, nil
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
	sum := sha1.Sum([]byte(req.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	_, err = fmt.Fprintf(p.conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
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
		if r.Method != methodConnect {
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

// readClientFrame takes one masked, unfragmented frame.
func readClientFrame(br *bufio.Reader) (op int, data []byte, err error) {
	var h [2]byte
	if _, err := io.ReadFull(br, h[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(h[1] & 0x7f)
	switch n {
	case 126:
		var b [2]byte
		_, err = io.ReadFull(br, b[:])
		n = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, err = io.ReadFull(br, b[:])
		n = binary.BigEndian.Uint64(b[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if h[0]&0x80 == 0 || h[1]&0x80 == 0 {
		return 0, nil, errors.New("fragmented or unmasked frame")
	}
	var mask [4]byte
	if _, err := io.ReadFull(br, mask[:]); err != nil {
		return 0, nil, err
	}
	data = make([]byte, n)
	if _, err := io.ReadFull(br, data); err != nil {
		return 0, nil, err
	}
	for i := range data {
		data[i] ^= mask[i%4]
	}
	return int(h[0] & 0x0f), data, nil
}

// serverFrame encodes one unmasked, final frame.
func serverFrame(op int, data []byte) []byte {
	b := []byte{0x80 | byte(op)}
	switch n := len(data); {
	case n < 126:
		b = append(b, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, data...)
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

// blackHole is a connection that can stop delivering in either direction without an error, as a dead network does.
type blackHole struct {
	net.Conn
	swallow atomic.Bool // writes vanish, nothing is read any more
	stall   atomic.Bool // writes wait for their deadline
	done    chan struct{}
	once    sync.Once
	mu      sync.Mutex
	until   time.Time
}

// hide returns a wrap that puts a black hole around the client's end and stores it in the variable.
func hide(b **blackHole) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn {
		*b = &blackHole{Conn: c, done: make(chan struct{})}
		return *b
	}
}

func (b *blackHole) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	if b.swallow.Load() && err == nil {
		<-b.done
		return 0, net.ErrClosed
	}
	return n, err
}

func (b *blackHole) Write(p []byte) (int, error) {
	if b.stall.Load() {
		b.mu.Lock()
		wait := time.Until(b.until)
		b.mu.Unlock()
		select {
		case <-b.done:
			return 0, net.ErrClosed
		case <-time.After(wait):
			return 0, os.ErrDeadlineExceeded
		}
	}
	if b.swallow.Load() {
		return len(p), nil
	}
	return b.Conn.Write(p)
}

func (b *blackHole) SetWriteDeadline(t time.Time) error {
	b.mu.Lock()
	b.until = t
	b.mu.Unlock()
	return b.Conn.SetWriteDeadline(t)
}

func (b *blackHole) Close() error {
	b.once.Do(func() { close(b.done) })
	return b.Conn.Close()
}

package localrelay

import (
	"encoding/json"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// serveConn registers a connection, runs it and removes it again.
func (s *Server) serveConn(ws *websocket.Conn) {
	c := &conn{server: s, ws: ws, socket: ws.NetConn(), out: newOutbox(s.options.MaxQueue)}
	c.done, c.unread = make(chan struct{}), make(chan struct{})
	if !s.register(c) {
		_, _ = c.socket.Write(closeFrame(closeTryLater, "too many clients"))
		_ = ws.Close()
		return
	}
	defer s.unregister(c)
	written := make(chan struct{})
	s.spawn(func() { // the writer
		defer close(written)
		defer s.recovered(c)
		c.write()
	})
	func() {
		defer close(c.unread)
		defer s.recovered(c)
		c.read()
	}()
	c.end(nil)
	<-written
}

// register gives a connection its number, unless the relay is full or closing.
func (s *Server) register(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || len(s.conns) >= s.options.MaxClients {
		return false
	}
	s.connCount++
	c.number = s.connCount
	c.out.setLag(s.faults.lag)
	s.conns = append(s.conns, c)
	return true
}

// unregister removes a connection; its session stays for a while (see session).
func (s *Server) unregister(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = slices.DeleteFunc(s.conns, func(other *conn) bool { return other == c })
	if c.session != nil && c.session.conn == c {
		s.detach(c.session)
	}
}

// read reads messages until the connection ends.
func (c *conn) read() {
	c.ws.SetReadLimit(maxInbound)
	c.ws.SetPingHandler(func(data string) error {
		if !c.out.full() { // a client that does not read gets no pong
			c.out.push(wsFrame(opPong, []byte(data)))
		}
		return nil
	})
	c.ws.SetCloseHandler(func(code int, _ string) error {
		if code == websocket.CloseNoStatusReceived {
			code = 0
		}
		c.end(closeFrame(code, ""))
		return nil
	})
	_ = c.ws.SetReadDeadline(time.Now().Add(connectTimeout))
	for {
		kind, data, err := c.ws.ReadMessage()
		if err != nil {
			if err == websocket.ErrReadLimit { //nolint:errorlint // gorilla returns exactly this value
				c.end(closeFrame(closeTooBig, "message too big"))
				c.drain()
			}
			return
		}
		if !c.ready() {
			continue // it has ended, and only waits for the peer's close
		}
		if kind == websocket.TextMessage { // the SDK ignores binary frames, so does the relay
			if !utf8.Valid(data) { // gorilla does not check; other clients would receive it in metadata and have to disconnect
				c.end(closeFrame(closeNotUTF8, "not UTF-8"))
				continue
			}
			c.receive(data)
		}
		c.expectMore()
	}
}

// drain reads on for a moment after a message that was too big. A socket closed with unread input is reset, and the
// client might never see why.
func (c *conn) drain() {
	_ = c.socket.SetReadDeadline(time.Now().Add(lastWriteTimeout))
	_, _ = io.Copy(io.Discard, c.socket) // ends by the deadline, or when the client closes
}

// ready waits while the connection is stalled or has too many answers to write. It returns false if the connection has
// ended.
func (c *conn) ready() bool {
	if !c.gate.wait(c.done) {
		return false
	}
	for c.out.full() {
		select {
		case <-c.out.space:
		case <-c.done:
			return false
		}
	}
	return true
}

// expectMore sets how long the client may be silent. A client answers pings, if there are any.
func (c *conn) expectMore() {
	c.server.mu.Lock()
	connected := c.session != nil
	c.server.mu.Unlock()
	switch {
	case !connected:
	case c.server.options.PingEvery < 0:
		_ = c.ws.SetReadDeadline(time.Time{})
	default:
		_ = c.ws.SetReadDeadline(time.Now().Add(silenceTimeout + c.server.options.PingEvery))
	}
}

// receive parses one message. It ignores everything but requests, including malformed messages: answers to pings and
// acknowledgements of events contain nothing that the relay needs (PROTOCOL.md sections 1 and 2).
func (c *conn) receive(data []byte) {
	var f struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params json.RawMessage `json:"params"`
	}
	if json.Unmarshal(data, &f) != nil || f.Method == "" || len(f.ID) == 0 {
		return
	}
	c.serve(f.ID, f.Method, f.Params)
}

// write sends queued frames and pings until the connection ends, and then closes the socket.
func (c *conn) write() {
	defer func() { _ = c.socket.Close() }()
	var pings <-chan time.Time
	if every := c.server.options.PingEvery; every > 0 {
		t := time.NewTicker(every)
		defer t.Stop()
		pings = t.C
	}
	arrival := time.NewTimer(time.Hour)
	defer arrival.Stop()
	buf := make([]byte, 0, maxBatch)
	for {
		select {
		case <-c.done:
			c.writeLast()
			return
		case <-pings:
			c.ping()
		case <-c.out.wake:
		case <-arrival.C:
		}
		var wait time.Duration
		if buf, wait = c.writeQueued(buf); buf == nil {
			c.drop(false)
		}
		if wait > 0 {
			arrival.Reset(wait)
		}
	}
}

// writeQueued writes the frames that have arrived. It returns the buffer that it used, nil if the connection is lost,
// and the remaining transit time of the next frame.
func (c *conn) writeQueued(buf []byte) ([]byte, time.Duration) {
	var wait time.Duration
	for c.gate.wait(c.done) {
		if c.out.overflowed() {
			return nil, 0
		}
		if buf, wait = c.out.take(buf[:0]); len(buf) == 0 {
			break
		}
		_ = c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
		select {
		case <-c.done: // end has set a shorter deadline, which was just overwritten
			_ = c.socket.SetWriteDeadline(time.Now().Add(lastWriteTimeout))
		default:
		}
		if _, err := c.socket.Write(buf); err != nil {
			return nil, 0
		}
		if cap(buf) > maxBatch+socketBuffer {
			buf = make([]byte, 0, maxBatch) // do not keep the room for one huge frame
		}
	}
	return buf, wait
}

// writeLast sends the queued frames and the close frame, but only what the client reads at once.
func (c *conn) writeLast() {
	if c.last == nil {
		return
	}
	_ = c.socket.SetWriteDeadline(time.Now().Add(lastWriteTimeout))
	c.out.setLag(0)
	for buf, _ := c.out.take(nil); len(buf) > 0; buf, _ = c.out.take(buf[:0]) {
		if _, err := c.socket.Write(buf); err != nil {
			return
		}
	}
	_, _ = c.socket.Write(c.last) // the connection is over either way
	// Closing a socket with unread input resets it, and the peer may lose the close frame.
	select {
	case <-c.unread:
	case <-c.server.done:
	case <-time.After(lastWriteTimeout):
	}
}

// ping sends signalwire.ping to a client that has connected (PROTOCOL.md section 5).
func (c *conn) ping() {
	type stamp struct {
		Timestamp float64 `json:"timestamp"`
	}
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.session != nil {
		c.out.push(requestFrame(s.envelopes.ids.next(), "signalwire.ping", stamp{unixSeconds(time.Now())}))
	}
}

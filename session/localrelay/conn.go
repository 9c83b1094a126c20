package localrelay

import (
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Close codes that the relay uses on its own.
const (
	closeGoingAway   = 1001
	closePolicy      = 1008
	closeNotUTF8     = 1007
	closeTooBig      = 1009
	closeTryLater    = 1013
	writeTimeout     = 10 * time.Second // one write of a batch
	lastWriteTimeout = time.Second      // the close frame of a connection that ends
	connectTimeout   = 10 * time.Second // from the upgrade to signalwire.connect
	silenceTimeout   = 60 * time.Second // of a pinged client: it has missed all pings of a minute
)

// conn is one WebSocket. Its reader (serveConn) and its writer (write) are the only users of ws and of the socket.
type conn struct {
	server *Server
	number int
	ws     *websocket.Conn
	socket net.Conn
	out    *outbox
	done   chan struct{} // closed when the connection ends, by either side
	unread chan struct{} // closed when the reader has ended
	once   sync.Once     // guards the end against a second one
	gate   gate
	last   []byte // close frame; written before done is closed, read after

	session *session // guarded by Server.mu; nil before signalwire.connect
}

// end closes the connection after its queue is sent, with a close frame if frame is not nil. It does not wait.
func (c *conn) end(frame []byte) {
	c.once.Do(func() {
		c.last = frame
		close(c.done)
		if frame == nil {
			_ = c.socket.Close()
			return
		}
		_ = c.socket.SetWriteDeadline(time.Now().Add(lastWriteTimeout)) // frees the writer from a client that reads nothing
	})
}

// drop cuts the connection without a close frame. With reset it sends a TCP reset, and data in transit is lost.
func (c *conn) drop(reset bool) {
	c.once.Do(func() {
		c.out.discard()
		close(c.done)
		if reset {
			resetSocket(c.socket)
		}
		_ = c.socket.Close()
	})
}

// resetSocket makes the next close of a socket a reset.
func resetSocket(socket net.Conn) {
	switch t := socket.(type) {
	case *net.TCPConn:
		_ = t.SetLinger(0) // a closed socket needs none
	case *pipeConn:
		t.reset()
	}
}

// Limits before the WebSocket.
const (
	headerTimeout = 5 * time.Second
	headerBytes   = 4 << 10 // net/http allows 4 KiB more than this: 8 KiB in all
	maxUpgrades   = 32      // connections that have sent no request yet
	maxInbound    = 1 << 20 // one message of a client
	socketBuffer  = 4 << 10
)

// session is the state of a client under its protocol string. It outlives the connection (PROTOCOL.md section 6).
// Server.mu guards it.
type session struct {
	protocol  string
	signature string
	identity  string
	conn      *conn // nil while the client is disconnected
	// subscribed holds the event names by channel.
	subscribed map[string]map[string]bool
	gone       time.Time // start of the time without conn
}

// sendEvent queues a frame and cuts off a client that is too slow. A stalled client is cut off only when the stall
// ends.
func (c *conn) sendEvent(frame []byte) {
	if c.out.pushEvent(frame) {
		return
	}
	if c.gate.isShut() {
		c.out.overflow()
		return
	}
	c.drop(false)
}

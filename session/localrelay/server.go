package localrelay

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
)

// Server is a running relay. All methods are safe for concurrent use.
type Server struct {
	options  Options // after defaults; not changed, except OnRequest (guarded by mu)
	listener net.Listener
	pipe     *pipeListener // nil with a real listener
	http     *http.Server
	url      string
	channel  []byte // event channel of video.rooms as JSON

	wg   sync.WaitGroup // all goroutines
	done chan struct{}  // closed by Close

	mu          sync.Mutex // guards everything below, the rooms and the sessions included
	closing     bool
	rooms       []*room // in progress, oldest first
	started     int     // rooms started so far, for names and seeds
	conns       []*conn
	upgrades    int // connections that are not yet WebSockets
	connCount   int
	sessions    map[string]*session // by protocol
	attached    []*session          // those with a connection
	ledger      []Request
	ledgerBytes int
	requests    int
	envelopes   envelopes
	clock       clock
	rules       []rule         // for future requests, oldest first
	losses      map[string]int // events to drop, by type: how many, or Always
	heard       chan struct{}  // closed by the next request; nil if no caller waits
	faults      faults
	authSlots   authLimit
	crash       error // first panic of one of the relay's goroutines
}

// URL returns the address for clients, ws://127.0.0.1:PORT. The address of a pipe is a literal that only Dial
// understands.
func (s *Server) URL() string { return s.url }

// Project returns the project id that clients must send.
func (s *Server) Project() string { return s.options.Project }

// Token returns the token that clients must send.
func (s *Server) Token() string { return s.options.Token }

// Done returns a channel that Close closes.
func (s *Server) Done() <-chan struct{} { return s.done }

// spawn runs f on a goroutine that Close waits for. It must not be called after the last goroutine has ended.
func (s *Server) spawn(f func()) {
	s.wg.Go(func() {
		defer s.recovered(nil)
		f()
	})
}

// recovered is deferred: it keeps the first panic for Close and cuts the connection on which it happened.
func (s *Server) recovered(c *conn) {
	v := recover()
	if v == nil {
		return
	}
	if c != nil {
		c.drop(false)
	}
	err := fmt.Errorf("relay: panic: %v\n%s", v, debug.Stack())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crash == nil {
		s.crash = err
	}
}

// errClosed is the error of control methods after Close.
var errClosed = errors.New("relay is closed")

package localrelay

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
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
	rules       []rule         // what decides about requests to come, oldest first
	losses      map[string]int // events that get lost, by type: how many, or Always
	heard       chan struct{}  // closed by the next request; nil while nobody waits for one
	faults      faults
	authSlots   authLimit
	crash       error // first panic of one of the relay's goroutines
}

// Start listens on a loopback address and serves until Close. It returns an error when the options are out of range,
// when the address is not a loopback literal, and when the port is taken (wrapping syscall.EADDRINUSE).
func Start(o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("start relay: %w", err)
	}
	if err := checkLoopback(o.Listen); err != nil {
		return nil, fmt.Errorf("start relay: %w", err)
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("start relay: %w", err)
	}
	return serve(o, l, nil), nil
}

// StartPipe serves connections in memory only: pass Dial to the client as its NetDial. It uses no socket and works
// inside a testing/synctest bubble. It returns an error when the options are out of range.
func StartPipe(o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("start relay: %w", err)
	}
	l := newPipeListener()
	return serve(o, l, l), nil
}

// serve builds the server around a listener and starts its goroutines.
func serve(o Options, l net.Listener, pipe *pipeListener) *Server {
	s := &Server{
		options:   o,
		listener:  l,
		pipe:      pipe,
		url:       "ws://" + l.Addr().String(),
		channel:   mustJSON("video.rooms." + o.Project),
		done:      make(chan struct{}),
		sessions:  map[string]*session{},
		envelopes: envelopes{ids: newIDs(o.Seed, "events")},
		clock:     newClock(o.StandStill),
		losses:    map[string]int{},
	}
	s.http = s.newHTTP()
	for range o.Rooms {
		s.mu.Lock()
		s.startRoom(RoomSpec{Members: o.Members, Audience: o.Audience})
		s.mu.Unlock()
	}
	s.spawn(func() { _ = s.http.Serve(l) }) // always ends with http.ErrServerClosed
	if !s.clock.still {
		s.spawn(s.keepTime)
	}
	return s
}

// URL is the address for clients, ws://127.0.0.1:PORT; that of a pipe is a literal which only Dial understands.
func (s *Server) URL() string { return s.url }

// Project is the project id that clients must send.
func (s *Server) Project() string { return s.options.Project }

// Token is the secret that clients must send.
func (s *Server) Token() string { return s.options.Token }

// Dial opens a connection to this relay whatever addr says. It fails after Close.
func (s *Server) Dial(ctx context.Context, network, _ string) (net.Conn, error) {
	if s.pipe != nil {
		return s.pipe.dial(ctx)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, s.listener.Addr().String())
}

// Done returns a channel that Close closes.
func (s *Server) Done() <-chan struct{} { return s.done }

// Close ends all connections and rooms and waits for all goroutines. It returns the first panic of one of them, if
// there was one. Further calls only wait.
func (s *Server) Close() error {
	s.mu.Lock()
	first := !s.closing
	s.closing = true
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	if first {
		close(s.done)
		for _, c := range conns {
			c.end(closeFrame(closeGoingAway, "relay closed"))
		}
		_ = s.http.Close() // what was open is gone either way
	}
	s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.crash
}

// spawn runs f on a goroutine that Close joins. It must not be called after the last goroutine ended.
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

// errClosed is returned by control methods after Close.
var errClosed = errors.New("relay is closed")

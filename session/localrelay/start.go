package localrelay

import (
	"context"
	"fmt"
	"net"
	"slices"
)

// Start listens on a loopback address and serves until Close. It returns an error if the options are out of range, if
// the address is not a loopback literal, and if the port is taken (wrapping syscall.EADDRINUSE).
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
// inside a testing/synctest bubble. It returns an error if the options are out of range.
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

// Dial opens a connection to this relay whatever addr says. It fails after Close.
func (s *Server) Dial(ctx context.Context, network, _ string) (net.Conn, error) {
	if s.pipe != nil {
		return s.pipe.dial(ctx)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, s.listener.Addr().String())
}

// Close ends all connections and rooms and waits for all goroutines. It returns the first panic of one of them, if
// any. Further calls only wait.
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
		_ = s.http.Close() // the connections are closed either way
	}
	s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.crash
}

package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
)

// Server serves the rooms of one client. Make it with [New].
type Server struct {
	o       Options
	http    *http.Server
	ctx     context.Context // ends with Serve
	end     context.CancelFunc
	conns   chan struct{} // a token for each connection
	readers chan struct{} // a token for each stream of events

	rooms  halls
	counts outcomes
}

// Serve answers requests on the listeners until ctx ends or one of them fails. Then it closes the listeners, gives open
// requests 2 s to end, and leaves the rooms. It returns nil if ctx ended it. It must be called once, with at least one
// listener.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		s.close()
	})
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() {
			err := errors.New("the listener has failed")
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("panic: %v", p)
				}
				failed <- err
			}()
			err = s.http.Serve(limited{l, s.conns})
		}()
	}
	err := <-failed
	if stop() {
		s.close()
	} else {
		<-closed
	}
	for range listeners[1:] {
		if other := <-failed; errors.Is(err, http.ErrServerClosed) {
			err = other
		}
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving the control port: %w", err)
}

// close ends streams, connections and rooms.
func (s *Server) close() {
	s.end()
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
	s.rooms.close()
}

// limited is a listener that accepts a limited number of connections at once. The others wait in the system's queue.
type limited struct {
	net.Listener
	conns chan struct{}
}

// Accept implements [net.Listener].
func (l limited) Accept() (net.Conn, error) {
	l.conns <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.conns
	}
	return c, err
}

func (s *Server) countConns(_ net.Conn, state http.ConnState) {
	if state == http.StateClosed || state == http.StateHijacked {
		<-s.conns
	}
}

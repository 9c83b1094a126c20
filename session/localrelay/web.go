package localrelay

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"

	"github.com/gorilla/websocket"
)

// checkLoopback refuses every address whose host is not a loopback IP literal; a name would need a lookup.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address %q: %w", addr, err)
	}
	if !loopbackLiteral(host) {
		return fmt.Errorf("listen address %q: the relay listens on 127.0.0.1 or [::1] only", addr)
	}
	return nil
}

// loopbackLiteral reports whether host is 127.0.0.0/8 or ::1, written as an address.
func loopbackLiteral(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}

// newHTTP returns the server for the upgrade; everything else gets an error.
func (s *Server) newHTTP() *http.Server {
	return &http.Server{
		Handler:           http.HandlerFunc(s.upgrade),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       headerTimeout,
		MaxHeaderBytes:    headerBytes,
		ConnState:         s.track,
		ErrorLog:          log.New(io.Discard, "", 0), // errors of unknown clients are not logged
	}
}

// track counts connections before their upgrade and lets Close wait for their goroutines, which net/http does not.
func (s *Server) track(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.wg.Add(1) // before Serve returns, so the group cannot be at zero
		s.mu.Lock()
		s.upgrades++
		refuse := s.upgrades > maxUpgrades || s.closing || s.faults.takeRefusedDial()
		s.mu.Unlock()
		if refuse {
			_ = c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		s.mu.Lock()
		s.upgrades--
		s.mu.Unlock()
		if state == http.StateClosed {
			s.wg.Done() // a hijacked one is done when upgrade returns
		}
	default:
	}
}

// upgrade refuses requests that a web page could send, upgrades the others to a WebSocket and serves it to its end.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request) {
	if status, text := s.refuseHTTP(r); status != 0 {
		http.Error(w, text, status)
		return
	}
	u := websocket.Upgrader{
		HandshakeTimeout:  headerTimeout,
		ReadBufferSize:    socketBuffer,
		WriteBufferSize:   socketBuffer,
		EnableCompression: false, // with it the limit of a message counts compressed bytes only
		// refuseHTTP has refused every Origin already.
		CheckOrigin: func(*http.Request) bool { return true },
	}
	ws, err := u.Upgrade(w, r, nil)
	if err != nil {
		if ws == nil && hijacked(w) {
			s.wg.Done()
		}
		return
	}
	defer s.wg.Done()
	s.serveConn(ws)
}

// hijacked reports whether the connection was taken from net/http although the upgrade failed afterwards.
func hijacked(w http.ResponseWriter) bool {
	_, err := w.Write(nil)
	return err == http.ErrHijacked //nolint:errorlint // net/http returns exactly this value
}

// refuseHTTP returns the status with which a request is refused, or 0.
func (s *Server) refuseHTTP(r *http.Request) (int, string) {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	switch {
	case len(r.Header.Values("Origin")) > 0:
		return http.StatusForbidden, "browsers are not served: Origin header"
	case s.pipe == nil && !loopbackLiteral(trimBrackets(host)):
		return http.StatusForbidden, "Host must be a loopback address"
	case r.URL.Path != "/":
		return http.StatusNotFound, "there is nothing but /"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if status := s.faults.takeHTTPStatus(); status != 0 {
		return status, http.StatusText(status)
	}
	if len(s.conns) >= s.options.MaxClients {
		return http.StatusServiceUnavailable, "too many clients"
	}
	return 0, ""
}

// trimBrackets removes the brackets of an IPv6 literal without a port.
func trimBrackets(host string) string {
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		return host[1 : len(host)-1]
	}
	return host
}

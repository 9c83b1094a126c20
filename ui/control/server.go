package control

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// Bounds of the server.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 5 * time.Second // of one write, not of a whole stream
	idleTimeout   = 60 * time.Second
	commandWait   = 15 * time.Second
	maxHeader     = 16 << 10
	maxBody       = 128 << 10 // metadata may have 64 KiB
	maxConns      = 64
	maxReaders    = 32
	maxRooms      = 50
	closeWait     = 2 * time.Second
)

// Options configure a [Server].
type Options struct {
	Client *session.Client
	// Rooms are the names or ids of the rooms that are served; empty: every room in progress.
	Rooms []string
	// ReadOnly refuses every command that changes a room.
	ReadOnly bool
	// Token is what requests on TCP must carry. Empty: [Listen] has made a Unix socket, whose mode protects it.
	Token string
	// Host is the exact Host of requests on TCP, with its port.
	Host string
	// Join joins a room, with the recorder of the program if it has one.
	Join func(ctx context.Context, room string) (*session.RoomSession, error)
	// Event appends an event as an object in one line, with its newline.
	Event func(b []byte, e video.Event) []byte
	// Member finds the member with an id or a name.
	Member func(s *video.Snapshot, a *video.ActionInfo, idOrName string) (video.MemberID, error)
	// Problem describes an error for a person.
	Problem func(err error) Problem
	// Failed hears of a panic in a handler; nil: nobody does.
	Failed func(value any, stack []byte)
}

// Problem is an error as an object, the same as on the command line.
type Problem struct {
	Outcome string `json:"outcome"`        // "refused", "not sent", "unknown" …
	Code    string `json:"code,omitempty"` // of the room's refusal
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Server serves the rooms of one client. Its methods are safe for concurrent use.
type Server struct {
	o       Options
	http    *http.Server
	ctx     context.Context // ends with Serve
	end     context.CancelFunc
	conns   chan struct{} // a token for each connection
	readers chan struct{} // a token for each stream of events

	mu     sync.Mutex
	rooms  map[string]*hall // by session id
	pumps  sync.WaitGroup
	counts outcomes
}

// New returns a server that does not serve yet.
func New(o Options) *Server {
	s := &Server{
		o: o, rooms: map[string]*hall{},
		conns: make(chan struct{}, maxConns), readers: make(chan struct{}, maxReaders),
	}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler:           s.guard(s.routes()),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		ConnState:      s.countConns,
		BaseContext:    func(net.Listener) context.Context { return s.ctx },
	}
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/rooms", s.getRooms)
	mux.HandleFunc("GET /v1/rooms/{room}", s.getRoom)
	mux.HandleFunc("GET /v1/rooms/{room}/events", s.getEvents)
	mux.HandleFunc("POST /v1/rooms/{room}/do", s.postDo)
	mux.HandleFunc("GET /metrics", s.getMetrics)
	mux.HandleFunc("GET /v1/rooms/{room}/do", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		fail(w, http.StatusMethodNotAllowed, Problem{Outcome: "usage", Message: "a GET never changes a room; use POST"})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, Problem{Outcome: "usage", Message: "there is nothing here; GET /v1/rooms lists the rooms"})
	})
	return mux
}

// Serve answers requests on the listener until ctx ends, then leaves the rooms.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, s.close)
	defer stop()
	err := s.http.Serve(limited{l, s.conns})
	s.close()
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
	s.mu.Lock()
	rooms := s.rooms
	s.rooms = map[string]*hall{}
	s.mu.Unlock()
	for _, h := range rooms {
		_ = h.room.Close()
	}
	s.pumps.Wait()
}

// limited is a listener that accepts a bounded number of connections at once. The others wait in the system's queue.
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

// Check reports what is wrong with an address for [Listen], or nil.
func Check(where string) error {
	if path, ok := strings.CutPrefix(where, "unix:"); ok {
		if !filepath.IsAbs(path) {
			return fmt.Errorf("%q: the path must be absolute", where)
		}
		return nil
	}
	host, port, err := net.SplitHostPort(where)
	if err != nil {
		return fmt.Errorf("%q is neither unix:PATH nor ADDRESS:PORT, such as 127.0.0.1:0", where)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%q is not a loopback address; allowed are 127.0.0.1:PORT, [::1]:PORT and unix:PATH", where)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Errorf("%q: the port must be 0 to 65535", where)
	}
	return nil
}

// Listen opens the port: "unix:PATH", or a loopback address with a port, of which 0 is a free one. The address is for
// people and programs: "unix:PATH", or "http://127.0.0.1:PORT".
func Listen(where string) (l net.Listener, address string, err error) {
	if err := Check(where); err != nil {
		return nil, "", err
	}
	if path, ok := strings.CutPrefix(where, "unix:"); ok {
		l, err = listenUnix(path)
		return l, where, err
	}
	if l, err = net.Listen("tcp", where); err != nil {
		return nil, "", err
	}
	return l, "http://" + l.Addr().String(), nil
}

// listenUnix opens a socket for its owner only. It replaces a socket that nobody serves any longer, and nothing else.
func listenUnix(path string) (net.Listener, error) {
	old, err := os.Lstat(path)
	switch {
	case err == nil && old.Mode()&os.ModeSocket == 0:
		return nil, fmt.Errorf("%s exists and is not a socket", path)
	case err == nil:
		c, err := net.DialTimeout("unix", path, headerTimeout)
		if err == nil {
			_ = c.Close()
			return nil, fmt.Errorf("%s is in use by another program", path)
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	mask := umask(0o177) // from its first moment
	l, err := net.Listen("unix", path)
	umask(mask)
	return l, err
}

// NewToken returns a random bearer token.
func NewToken() string { return rand.Text() }

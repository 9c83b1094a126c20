package control

import (
	"context"
	"net"
	"net/http"

	"gavel/ui/output"
)

// New returns a server. Call Serve to start it.
func New(o Options) *Server {
	s := &Server{
		o: o, rooms: halls{o: o, list: map[string]*hall{}, called: map[string]string{}},
		conns: make(chan struct{}, maxConns), readers: make(chan struct{}, maxReaders),
	}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.rooms.ctx = s.ctx
	s.http = &http.Server{
		Handler:           s.guard(s.routes()),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		ConnState:      s.countConns,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, networkKey{}, c.LocalAddr().Network())
		},
		BaseContext: func(net.Listener) context.Context { return s.ctx },
	}
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1", s.getAbout)
	mux.HandleFunc("GET /v1/rooms", s.getRooms)
	mux.HandleFunc("GET /v1/rooms/{room}", s.getRoom)
	mux.HandleFunc("GET /v1/rooms/{room}/events", s.getEvents)
	mux.HandleFunc("POST /v1/rooms/{room}/do", s.postDo)
	mux.HandleFunc("GET /v1/rooms/{room}/floor", s.getFloor)
	mux.HandleFunc("POST /v1/rooms/{room}/floor", s.postFloor)
	mux.HandleFunc("GET "+clockPath, s.getClock)
	mux.HandleFunc("GET /metrics", s.getMetrics)
	mux.HandleFunc("GET /v1/rooms/{room}/do", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		fail(w, http.StatusMethodNotAllowed, output.Error{
			Outcome: "not sent", Code: "usage", Message: "a GET never changes a room; use POST",
		})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, output.Error{
			Outcome: "not sent", Code: "usage", Message: "no such path; GET /v1/rooms lists the rooms",
		})
	})
	return mux
}

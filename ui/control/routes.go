package control

import (
	"context"
	"net"
	"net/http"
	"strings"

	"gavel/ui/output"
)

// New returns a server. Call Serve, once, to start it.
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

// route is a path with the handlers of its methods, nil for a method that it lacks. A GET changes nothing.
type route struct {
	path      string
	get, post http.HandlerFunc
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range []route{
		{"/v1", s.getAbout, nil},
		{"/v1/rooms", s.getRooms, nil},
		{"/v1/rooms/{room}", s.getRoom, nil},
		{"/v1/rooms/{room}/events", s.getEvents, nil},
		{"/v1/rooms/{room}/do", nil, s.postDo},
		{"/v1/rooms/{room}/floor", s.getFloor, s.postFloor},
		{clockPath, s.getClock, nil},
		{"/metrics", s.getMetrics, nil},
	} {
		var allowed []string
		if r.get != nil {
			mux.HandleFunc("GET "+r.path, r.get)
			allowed = append(allowed, http.MethodGet, http.MethodHead)
		}
		if r.post != nil {
			mux.HandleFunc("POST "+r.path, onlyJSON(r.post))
			allowed = append(allowed, http.MethodPost)
		}
		mux.HandleFunc(r.path, notAllowed(allowed))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, output.Error{
			Outcome: "not sent", Code: "usage", Message: "no such path; GET /v1/rooms lists the rooms",
		})
	})
	return mux
}

// notAllowed answers a method that a path does not have.
func notAllowed(allowed []string) http.HandlerFunc {
	allow := strings.Join(allowed, ", ")
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", allow)
		fail(w, http.StatusMethodNotAllowed, output.Error{
			Outcome: "not sent", Code: "usage", Message: "this path does not have that method; it has " + allow,
		})
	}
}

// onlyJSON refuses other types, which a web page can send without asking this port first.
func onlyJSON(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r) {
			fail(w, http.StatusUnsupportedMediaType, output.Error{
				Outcome: "not sent", Code: "refused", Message: "the Content-Type must be application/json",
			})
			return
		}
		next(w, r)
	}
}

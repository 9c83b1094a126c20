package control

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"gavel/ui/output"
)

// guard checks each request before a handler reads it.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recovered(w)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(commandWait + writeTimeout))
		status, why := s.admits(r)
		if why != "" {
			if status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="gavel"`)
			}
			fail(w, status, output.Error{Outcome: "not sent", Code: "refused", Message: why})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if r.ContentLength == 0 {
			received(w)
		}
		next.ServeHTTP(w, r)
	})
}

// received records that a request is complete, so that the deadline for reading it does not end its answer.
func received(w http.ResponseWriter) { _ = http.NewResponseController(w).SetReadDeadline(time.Time{}) }

// networkKey is the key of a request's context for the network of its connection.
type networkKey struct{}

// admits returns the reason why a request is refused, or "". A Unix socket needs no check of Host, because no browser
// can reach it.
func (s *Server) admits(r *http.Request) (status int, why string) {
	onTCP := r.Context().Value(networkKey{}) != "unix"
	switch origin := r.Header["Origin"]; {
	case onTCP && r.Host != s.o.Host:
		return http.StatusForbidden, "the Host must be exactly " + s.o.Host
	case len(origin) > 0 && (!onTCP || len(origin) > 1 || origin[0] != "http://"+s.o.Host):
		return http.StatusForbidden, "requests from web pages of another origin are refused"
	case onTCP && !s.authorized(r) && (r.URL.Path != clockPath || r.Method != http.MethodGet):
		return http.StatusUnauthorized, "the bearer token is missing or wrong"
	}
	return 0, ""
}

func (s *Server) authorized(r *http.Request) bool {
	given := r.Header["Authorization"]
	if len(given) != 1 {
		return false
	}
	token, ok := strings.CutPrefix(given[0], "Bearer ")
	return ok && token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.o.Token)) == 1
}

func isJSON(r *http.Request) bool {
	given := r.Header["Content-Type"]
	if len(given) != 1 {
		return false
	}
	kind, _, err := mime.ParseMediaType(given[0])
	return err == nil && kind == "application/json"
}

// recovered keeps a handler's panic from ending the process.
func (s *Server) recovered(w http.ResponseWriter) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		if s.o.Failed != nil {
			s.o.Failed(p, debug.Stack())
		}
		fail(w, http.StatusInternalServerError, output.Error{
			Outcome: "unknown", Code: "failed", Message: "the request failed inside gavel",
		})
	}
}

// fail answers with an error object.
func fail(w http.ResponseWriter, status int, p output.Error) { answer(w, status, p) }

// answer writes one object. curl may show it on a terminal.
func answer(w http.ResponseWriter, status int, v any) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout)) // joining may have taken a while
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = output.Print(w, v) // the client may have disconnected
}

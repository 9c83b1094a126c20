package control

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"gavel/ui/output"
)

// heartbeat is the longest silence of a stream.
const heartbeat = 15 * time.Second

// getEvents streams the events of a room. The id of an event is the epoch of the stream and a number. A reader that
// returns with Last-Event-ID receives the events since then, or one event "resync" if they are no longer available.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	select {
	case s.readers <- struct{}{}:
		defer func() { <-s.readers }()
	default:
		w.Header().Set("Retry-After", "5")
		fail(w, http.StatusServiceUnavailable, output.Error{
			Outcome: "not sent", Code: "busy",
			Message: fmt.Sprintf("%d programs are already reading events; no more are allowed", maxReaders),
		})
		return
	}
	h := s.withRoom(w, r)
	if h == nil {
		return
	}
	at, resync := h.ring.place(r.Header.Get("Last-Event-ID"))
	w.Header().Set("Content-Type", "text/event-stream")
	out := stream{w: w, to: http.NewResponseController(w)}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	beat := time.NewTimer(heartbeat)
	defer beat.Stop()
	for {
		lines, first, missed, more := h.ring.from(at)
		at = first + uint64(len(lines))
		if !out.send(h.ring.epoch, lines, first, missed || resync) || more == nil {
			return
		}
		resync = false
		beat.Reset(heartbeat)
		select {
		case <-more:
		case <-beat.C:
			if !out.write([]byte(":\n\n")) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

// stream writes server-sent events, each write with a deadline.
type stream struct {
	w   http.ResponseWriter
	to  *http.ResponseController
	buf bytes.Buffer
}

// send writes the lines, after the event resync if the reader has missed some. It reports whether it succeeded.
func (o *stream) send(epoch string, lines [][]byte, first uint64, resync bool) bool {
	o.buf.Reset()
	if resync {
		fmt.Fprintf(&o.buf, "id: %s-%d\nevent: resync\ndata: {\"type\":\"resync\"}\n\n", epoch, first-1)
	}
	for i, line := range lines {
		fmt.Fprintf(&o.buf, "id: %s-%d\ndata: %s\n\n", epoch, first+uint64(i), bytes.TrimRight(line, "\n"))
	}
	return o.write(o.buf.Bytes())
}

func (o *stream) write(b []byte) bool {
	_ = o.to.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := o.w.Write(b); err != nil {
		return false
	}
	return o.to.Flush() == nil
}

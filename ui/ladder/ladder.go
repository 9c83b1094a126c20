package ladder

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Kind is what a frame is.
type Kind string

// The kinds.
const (
	Request Kind = "request"
	Answer  Kind = "answer"
	Event   Kind = "event"
	Other   Kind = "other" // not JSON, or neither
)

// Rung is one frame of the ladder.
type Rung struct {
	At     time.Time       `json:"time"`
	From   string          `json:"from"` // gavel or relay
	Kind   Kind            `json:"kind"`
	N      int             `json:"n,omitempty"` // number of the request, from 1; an answer has that of its request
	Method string          `json:"method"`      // of a request and its answer, or the type of an event
	Code   string          `json:"code,omitempty"`
	MS     float64         `json:"ms,omitempty"`     // milliseconds since the request
	After  int             `json:"after,omitempty"`  // the request that the event belongs to; 0 if there is none
	About  string          `json:"about,omitempty"`  // what changed, or why the request was refused; untrusted text
	Missed int             `json:"missed,omitempty"` // frames that were dropped before this one
	Bytes  int             `json:"bytes"`
	Frame  json.RawMessage `json:"frame,omitempty"` // without secrets
}

// Bounds of what a ladder remembers.
const (
	maxOpen = 1000            // requests without an answer
	recent  = 64              // requests that an event may belong to
	causes  = 5 * time.Second // how long after its request an event may belong to it
)

// Ladder reads frames in order. It has one user at a time.
type Ladder struct {
	n    int
	open map[string]*request // by id
	last []*request          // that change something, the newest last
	ids  []string            // of open, the oldest first
}

// New returns an empty ladder.
func New() *Ladder { return &Ladder{open: map[string]*request{}} }

// frame is what a ladder reads of a frame.
type frame struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params params          `json:"params"`
	Result *result         `json:"result"`
	Error  *struct {
		Code    json.RawMessage `json:"code"`
		Message string          `json:"message"`
	} `json:"error"`
}

// result is the result of an answer. Some answers have it inside another result.
type result struct {
	Code    json.RawMessage `json:"code"`
	Message string          `json:"message"`
	Result  *result         `json:"result"`
}

// codeOf returns a code, which may be a string or a number.
func codeOf(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

const eventMethod = "signalwire.event"

// Add reads a frame. An acknowledgement is not a rung. Source: PROTOCOL.md sections 2 and 3.
func (l *Ladder) Add(f Frame) (r Rung, isRung bool) {
	r = Rung{At: f.At, From: "relay", Kind: Other, Bytes: f.Bytes, Missed: f.Missed}
	if f.Out {
		r.From = "gavel"
	}
	var read frame
	if json.Unmarshal([]byte(f.Text), &read) != nil {
		return r, true // cut, or not JSON
	}
	r.Frame = json.RawMessage(f.Text)
	switch {
	case read.Method == eventMethod:
		l.event(&r, &read)
	case read.Method != "":
		l.request(&r, &read)
	default:
		return l.answer(r, &read)
	}
	return r, true
}

// request numbers a request.
func (l *Ladder) request(r *Rung, f *frame) {
	l.n++
	r.Kind, r.N, r.Method = Request, l.n, f.Method
	q := &request{n: l.n, at: r.At, method: f.Method, params: f.Params, row: rowOf(f.Method)}
	id := string(f.ID)
	l.open[id] = q
	if l.ids = append(l.ids, id); len(l.ids) > maxOpen {
		delete(l.open, l.ids[0])
		l.ids = l.ids[1:]
	}
	if q.changes() {
		l.last = append(l.last, q)
		l.last = l.last[max(0, len(l.last)-recent):]
	}
}

// answer finds the request of an answer.
func (l *Ladder) answer(r Rung, f *frame) (Rung, bool) {
	q := l.open[string(f.ID)]
	if q == nil {
		return r, r.From != "gavel" // gavel acknowledges events
	}
	delete(l.open, string(f.ID))
	r.Kind, r.N, r.Method, r.MS = Answer, q.n, q.method, milliseconds(r.At.Sub(q.at))
	switch {
	case f.Error != nil:
		r.Code, r.About = codeOf(f.Error.Code), f.Error.Message
	case f.Result != nil:
		said := f.Result
		if said.Result != nil && len(said.Code) == 0 {
			said = said.Result
		}
		if r.Code = codeOf(said.Code); !strings.HasPrefix(r.Code, "2") {
			r.About = said.Message
		}
	}
	return r, true
}

// event finds the request that an event belongs to.
func (l *Ladder) event(r *Rung, f *frame) {
	e := f.Params
	r.Kind, r.Method = Event, strings.TrimPrefix(e.EventType, "video.")
	if e.Params != nil {
		r.About = e.Params.about()
	}
	for _, q := range slices.Backward(l.last) {
		if r.At.Sub(q.at) > causes {
			return
		}
		if e.Params != nil && q.explains(r.Method, e.Params) {
			r.After, r.MS = q.n, milliseconds(r.At.Sub(q.at))
			return
		}
	}
}

// milliseconds returns a duration with one decimal place.
func milliseconds(d time.Duration) float64 {
	const tenth = 100 * time.Microsecond
	return float64(d.Round(tenth)/tenth) / 10
}

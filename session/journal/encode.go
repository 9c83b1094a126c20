package journal

import (
	"bytes"
	"encoding/json"
	"time"

	"gavel/session/video"
)

// maxParams bounds the params of an event. Of longer params only the length is written.
const maxParams = 8 << 20

// event is the content of a line of kind [Event].
type event struct {
	Type    string          `json:"type"`
	Params  json.RawMessage `json:"params,omitempty"`
	Omitted int             `json:"omitted,omitempty"` // length of params that were too long
}

// talk is the content of a line of kind [Talk].
type talk struct {
	Member video.MemberID `json:"member"`
	From   time.Time      `json:"from"`
	To     time.Time      `json:"to"`
	Since  uint64         `json:"since"` // seq of the last record before the talking began
	Open   bool           `json:"open,omitempty"`
}

// entry is the content of a line of kind [Entry]. Its targets hold their errors as text.
type entry struct {
	video.Entry
	Targets []target `json:"targets,omitempty"`
}

type target struct {
	video.TargetResult
	Error string `json:"error,omitempty"`
}

// linkState is the content of a line of kind [LinkLine].
type linkState struct {
	State   video.LinkState `json:"state"`
	Gen     int             `json:"gen"`
	Attempt int             `json:"attempt,omitempty"`
	RetryAt time.Time       `json:"retry_at,omitzero"`
	Since   time.Time       `json:"since"`
	Resumed bool            `json:"resumed,omitempty"`
	Error   string          `json:"error,omitempty"`
}

// decision is the content of a line of kind [Decision].
type decision struct {
	What string          `json:"what"`
	Data json.RawMessage `json:"data,omitempty"`
	// Entry is the number of the log entry that shows it; 0 for none.
	Entry uint64 `json:"entry,omitempty"`
}

// nameOfKind is the JSON key of a line's content.
const nameOfKind = `,"is":`

// kindOf returns the kind of line for a record, and the content of that line.
func kindOf(r *video.Record) (Kind, any) {
	switch {
	case r.Event != nil:
		return Event, r.Event
	case r.Talk != nil:
		t := r.Talk
		return Talk, talk{t.Member, t.From, t.To, t.Since, t.Open}
	case r.Entry != nil:
		return Entry, entryOf(r.Entry)
	case r.Link != nil:
		return LinkLine, linkOf(r.Link)
	case r.Snapshot != nil:
		return Snapshot, roomOf(r.Snapshot)
	case r.Decision != nil:
		return Decision, decision{r.Decision.Kind, r.Decision.Data, r.Decision.Entry}
	}
	return Leave, nil
}

func entryOf(e *video.Entry) entry {
	line := entry{Entry: *e}
	for _, t := range e.Targets {
		one := target{TargetResult: t}
		if t.Err != nil {
			one.Error = t.Err.Error()
		}
		line.Targets = append(line.Targets, one)
	}
	return line
}

func linkOf(k *video.Link) linkState {
	line := linkState{k.State, k.Gen, k.Attempt, k.RetryAt, k.Since, k.Resumed, ""}
	if k.Err != nil {
		line.Error = k.Err.Error()
	}
	return line
}

// encode returns the content of a line as JSON that is safe to show and holds no secret. It returns nil for no content.
func encode(what any, redact func(string) string) []byte {
	if what == nil {
		return nil
	}
	var text []byte
	if e, ok := what.(*video.WireEvent); ok {
		text = encodeEvent(e)
	} else if b, err := json.Marshal(what); err == nil {
		text = b
	} else {
		text, _ = json.Marshal(map[string]string{"unwritable": err.Error()})
	}
	text = escapeUnseen(maskAddresses(text))
	if redact == nil {
		return text
	}
	clean := redact(string(text))
	if clean != string(text) && !json.Valid([]byte(clean)) { // the secret shared its first byte with an escape
		clean = `{"unwritable":"it held a secret"}`
	}
	return []byte(clean)
}

// encodeEvent encodes an event with its params as they came, except for white space, which could break the line.
func encodeEvent(e *video.WireEvent) []byte {
	params := []byte(e.Params)
	if len(params) > maxParams || bytes.ContainsAny(params, "\n\r") {
		var compact bytes.Buffer
		if len(params) > maxParams || json.Compact(&compact, params) != nil {
			b, _ := json.Marshal(event{Type: e.Type, Omitted: len(params)})
			return b
		}
		params = compact.Bytes()
	}
	kind, _ := json.Marshal(e.Type)
	b := make([]byte, 0, len(kind)+len(params)+32)
	b = append(append(b, `{"type":`...), kind...)
	if len(params) > 0 {
		b = append(append(b, `,"params":`...), params...)
	}
	return append(b, '}')
}

// weight estimates how many bytes a waiting record keeps alive.
func weight(r *video.Record) int {
	const (
		least  = 256
		each   = 160 // for a target or a layer
		member = 480
	)
	n := least
	switch {
	case r.Event != nil:
		n += len(r.Event.Params)
	case r.Entry != nil:
		n += each * (len(r.Entry.Targets) + len(r.Entry.Who))
	case r.Snapshot != nil:
		n += member * (len(r.Snapshot.Members) + len(r.Snapshot.Gone))
	case r.Decision != nil:
		n += len(r.Decision.Data)
	}
	return n
}

package localrelay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
)

// Codes of results (PROTOCOL.md section 3). Only "200", "403" and "404" were seen from the service; "400" for bad
// parameters is the relay's choice.
const (
	codeOK       = "200"
	codeBad      = "400"
	codeNotFound = "404"
)

// Codes of JSON-RPC errors.
const (
	rpcInvalidRequest = -32600
	rpcNoMethod       = -32601
	rpcAuthFailed     = -32002
)

// maxMeta is how many bytes of metadata a room or member may have; the limit of the service is not known.
const maxMeta = 64 << 10

// refusal is an answer that is not 2xx. It is an error so that handlers can return early.
type refusal struct {
	code, message string
	rpc           int // not 0: answered as JSON-RPC error with this code
}

func (r *refusal) Error() string { return r.code + " " + r.message }

func bad(format string, args ...any) *refusal {
	return &refusal{code: codeBad, message: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *refusal {
	return &refusal{code: codeNotFound, message: fmt.Sprintf(format, args...)}
}

// params are the parameters of one request by their exact names; encoding/json alone would also take MEMBER_ID.
type params map[string]json.RawMessage

// parseParams accepts an object, or nothing.
func parseParams(raw json.RawMessage) (params, *refusal) {
	if len(raw) == 0 {
		return params{}, nil
	}
	var p params
	if err := json.Unmarshal(raw, &p); err != nil || p == nil {
		return nil, bad("params must be an object")
	}
	return p, nil
}

// has reports whether a parameter is there and not null.
func (p params) has(name string) bool {
	raw, ok := p[name]
	return ok && !bytes.Equal(raw, []byte("null"))
}

// read decodes a parameter that is there; what names the expected type in the refusal.
func read[T any](p params, name, what string) (T, *refusal) {
	var v T
	if !p.has(name) {
		return v, bad("%s is missing", name)
	}
	if err := json.Unmarshal(p[name], &v); err != nil {
		return v, bad("%s must be %s", name, what)
	}
	return v, nil
}

// text returns a string that must be there and not be empty.
func (p params) text(name string) (string, *refusal) {
	s, err := read[string](p, name, "a string")
	if err == nil && s == "" {
		return "", bad("%s is empty", name)
	}
	return s, err
}

// optionalText returns "" when the parameter is absent.
func (p params) optionalText(name string) (string, *refusal) {
	if !p.has(name) {
		return "", nil
	}
	return p.text(name)
}

// number returns a number within low and high.
func (p params) number(name string, low, high float64) (float64, *refusal) {
	n, err := read[float64](p, name, "a number")
	if err != nil {
		return 0, err
	}
	if math.IsNaN(n) || n < low || n > high {
		return 0, bad("%s must be from %v to %v, not %v", name, low, high, n)
	}
	return n, nil
}

// flag returns false when the parameter is absent.
func (p params) flag(name string) (bool, *refusal) {
	if !p.has(name) {
		return false, nil
	}
	return read[bool](p, name, "true or false")
}

// metadata is the value of meta: nested values are kept as they came, whatever the case of their keys.
type metadata map[string]json.RawMessage

// meta returns an object of at most maxMeta bytes.
func (p params) meta(name string) (metadata, *refusal) {
	m, err := read[metadata](p, name, "an object")
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, bad("%s must be an object", name)
	}
	return m, m.tooLarge()
}

// tooLarge refuses metadata above maxMeta.
func (m metadata) tooLarge() *refusal {
	size := 0
	for k, v := range m {
		size += len(k) + len(v)
	}
	if size > maxMeta {
		return bad("meta is larger than %d bytes", maxMeta)
	}
	return nil
}

// keys returns a list of strings.
func (p params) keys(name string) ([]string, *refusal) {
	return read[[]string](p, name, "a list of strings")
}

// positions returns a map of ids to valid positions; nil when the parameter is absent and optional.
func (p params) positions(optional bool) (map[string]string, *refusal) {
	if optional && !p.has("positions") {
		return nil, nil
	}
	m, err := read[map[string]string](p, "positions", "an object of positions by member id")
	if err != nil {
		return nil, err
	}
	for id, position := range m {
		if !ValidPosition(position) {
			return nil, bad("unknown position %q for %s", position, id)
		}
	}
	return m, nil
}

// emptied replaces every list of a result by an empty one, as a service does that has just lost its state.
func (res result) emptied() {
	for _, name := range lists {
		if _, has := res[name]; has {
			res[name] = []any{}
		}
	}
}

// lists are the members of results that RunEmpty empties.
var lists = []string{"members", "rooms", "layouts", "recordings", "playbacks", "streams"}

// result is what a method answers.
type result map[string]any

// Methods that do not belong to a room.
const (
	methodConnect   = "signalwire.connect"
	methodSubscribe = "signalwire.subscribe"
	methodRoomsGet  = "video.rooms.get"
	methodPing      = "signalwire.ping"
)

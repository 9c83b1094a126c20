package session

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
)

// Methods of the connection itself. Source: PROTOCOL.md sections 2 to 8.
const (
	methodConnect    = "signalwire.connect"
	methodSubscribe  = "signalwire.subscribe"
	methodEvent      = "signalwire.event"
	methodPing       = "signalwire.ping"
	methodDisconnect = "signalwire.disconnect"
	methodRoomsGet   = "video.rooms.get"

	// roomsChannel carries the beginnings and ends of all rooms of the project.
	roomsChannel = "video.rooms"
)

// request is a JSON-RPC request; the order of the keys is that of the official SDK.
type request struct {
	Version string `json:"jsonrpc"`
	ID      string `json:"id"`
	Method  string `json:"method"`
	Params  any    `json:"params"`
}

// connectParams opens a connection. Source: PROTOCOL.md section 4.
type connectParams struct {
	Version        connectVersion `json:"version"`
	EventAcks      bool           `json:"event_acks,omitempty"`
	Agent          string         `json:"agent"`
	Protocol       string         `json:"protocol,omitempty"`
	Authentication credentials    `json:"authentication"`
}

type connectVersion struct {
	Major    int `json:"major"`
	Minor    int `json:"minor"`
	Revision int `json:"revision"`
}

// credentials hold the token in clear: a value of this type exists only while the connect request is encoded.
type credentials struct {
	Project string `json:"project"`
	Token   string `json:"token"`
}

// connectResult is what of the answer to connect is used.
type connectResult struct {
	Protocol      string `json:"protocol"`
	Authorization struct {
		Signature string          `json:"signature"`
		ExpiresAt json.RawMessage `json:"expires_at"`
	} `json:"authorization"`
	ExpiresAt json.RawMessage `json:"expires_at"`
}

// resumable returns the protocol with which the next connect may take up this session, or "".
// Source: PROTOCOL.md section 6.
func (r connectResult) resumable() string {
	parts := strings.Split(r.Protocol, "_")
	if r.Authorization.Signature == "" || len(parts) < 2 || parts[1] != r.Authorization.Signature {
		return ""
	}
	return r.Protocol
}

// subscribeParams asks for events. Source: PROTOCOL.md section 8.1.
type subscribeParams struct {
	InitialState bool     `json:"get_initial_state"`
	Channel      string   `json:"event_channel"`
	Events       []string `json:"events"`
}

// encodeRequest returns the frame of a request. Characters that only matter in HTML are left as they are, as the SDK
// does.
func encodeRequest(id, method string, params any) ([]byte, error) {
	if params == nil {
		params = struct{}{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(request{"2.0", id, method, params}); err != nil {
		return nil, fmt.Errorf("encode %s: %w", method, err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// appendReply appends the frame that answers a request of the server. id is as it stood on the wire; nil leaves it out.
func appendReply(b, id []byte, result string) []byte {
	b = append(b, `{"jsonrpc":"2.0",`...)
	if len(id) > 0 {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	b = append(append(b, `"result":`...), result...)
	return append(b, '}')
}

// pongResult echoes the timestamp of a ping when it is a number, else it tells our clock.
// Source: PROTOCOL.md section 5.
func pongResult(params []byte, now time.Time) string {
	var ping struct {
		Timestamp json.RawMessage `json:"timestamp"`
	}
	if json.Unmarshal(params, &ping) == nil && len(ping.Timestamp) > 0 && isNumber(ping.Timestamp[0]) {
		return `{"timestamp":` + string(ping.Timestamp) + `}`
	}
	return `{"timestamp":` + strconv.FormatFloat(float64(now.UnixMilli())/1000, 'f', -1, 64) + `}`
}

func isNumber(first byte) bool { return first == '-' || first >= '0' && first <= '9' }

// maxNesting of results in results. Source: PROTOCOL.md section 3, rule 4.
const maxNesting = 3

// reply is the part of an answer that decides.
type reply struct {
	Version json.RawMessage `json:"jsonrpc"`
	Result  json.RawMessage `json:"result"`
	Error   json.RawMessage `json:"error"`
}

// judgeAnswer applies the rules of the SDK to the answer to method: the value, or a *RPCError. An answer whose form
// says neither yes nor no is ErrUnknown. Source: PROTOCOL.md section 3.
func judgeAnswer(method string, frame []byte) (json.RawMessage, error) {
	var r reply
	if err := json.Unmarshal(frame, &r); err != nil {
		return nil, fmt.Errorf("%s: %w: the answer has no known form", method, video.ErrUnknown)
	}
	return r.judge(method, 1)
}

func (r reply) judge(method string, depth int) (json.RawMessage, error) {
	if present(r.Error) {
		return nil, refusal(method, r.Error)
	}
	if !present(r.Result) {
		return nil, fmt.Errorf("%s: %w: the answer has neither a result nor an error", method, video.ErrUnknown)
	}
	if r.Result[0] != '{' {
		return r.Result, nil
	}
	var in struct {
		Code   json.RawMessage `json:"code"`
		Result json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(r.Result, &in); err != nil {
		return nil, fmt.Errorf("%s: %w: the result has no known form", method, video.ErrUnknown)
	}
	if code := codeText(in.Code); code != "" && !isSuccess(code) {
		return nil, refusal(method, r.Result)
	}
	if !present(in.Result) {
		return r.Result, nil
	}
	var nested reply
	if in.Result[0] != '{' || json.Unmarshal(in.Result, &nested) != nil || !present(nested.Version) {
		return in.Result, nil
	}
	if depth >= maxNesting {
		return nil, fmt.Errorf("%s: %w: the result is nested too deeply", method, video.ErrUnknown)
	}
	return nested.judge(method, depth+1)
}

func present(v json.RawMessage) bool { return len(v) > 0 && string(v) != "null" }

// codeText returns a code as text; "" for the values that count as absent.
func codeText(v json.RawMessage) string {
	if !present(v) || string(v) == "0" || string(v) == "false" {
		return ""
	}
	var s string
	if v[0] == '"' && json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

func isSuccess(code string) bool {
	return len(code) == 3 && code[0] == '2' && code[1] >= '0' && code[1] <= '9' && code[2] >= '0' && code[2] <= '9'
}

// refusal makes the error of an error object, or of a result with a code.
func refusal(method string, v json.RawMessage) *video.RPCError {
	e := &video.RPCError{Method: method}
	var o struct {
		Code    json.RawMessage `json:"code"`
		Message json.RawMessage `json:"message"`
	}
	if json.Unmarshal(v, &o) != nil { // a server may put a bare text here
		e.Message = codeText(v)
		return e
	}
	e.Code, e.Message, e.RetryAfter = codeText(o.Code), codeText(o.Message), retryAfterIn(v)
	return e
}

// newID returns a random version 4 UUID. Source: PROTOCOL.md section 2.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// agent is how gavel names itself to the relay.
func agent() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "gavel/" + version
}

package wire

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"gavel/session/video"
)

// Methods of the connection itself.
// Source: PROTOCOL.md sections 2 to 8.
const (
	MethodConnect    = "signalwire.connect"
	MethodSubscribe  = "signalwire.subscribe"
	methodEvent      = "signalwire.event"
	MethodPing       = "signalwire.ping"
	MethodDisconnect = "signalwire.disconnect"
	MethodRoomsGet   = "video.rooms.get"
	MethodRoomGet    = "video.room.get"

	// RoomsChannel carries the starts and ends of all rooms of the project.
	RoomsChannel = "video.rooms"
)

// ConnectParams are the params of signalwire.connect.
// Source: PROTOCOL.md section 4.
type ConnectParams struct {
	Version        ConnectVersion `json:"version"`
	EventAcks      bool           `json:"event_acks,omitempty"`
	Agent          string         `json:"agent"`
	Protocol       string         `json:"protocol,omitempty"`
	Authentication Credentials    `json:"authentication"`
}

// ConnectVersion is the version of the protocol that the client speaks.
type ConnectVersion struct {
	Major    int `json:"major"`
	Minor    int `json:"minor"`
	Revision int `json:"revision"`
}

// Credentials hold the token as plain text. A value of this type exists only while the connect request is encoded.
type Credentials struct {
	Project string `json:"project"`
	Token   string `json:"token"`
}

// ConnectResult is the part of the answer to connect that gavel uses.
type ConnectResult struct {
	Protocol, signature string
	Expires             time.Time // end of the authorization; zero if the relay did not send it
}

// ConnectResultOf reads the answer to connect. Any result without a refusing code is a success; an unreadable part
// only prevents a later resume. Where the relay puts the expiry of a project token is not known, so both usual places
// are read.
// Source: PROTOCOL.md section 4.
func ConnectResultOf(v Node) ConnectResult {
	r := ConnectResult{
		Protocol:  string(v.GetStringBytes("protocol")),
		signature: string(v.GetStringBytes("authorization", "signature")),
		Expires:   TimeOf(v.Get("authorization", "expires_at")),
	}
	if r.Expires.IsZero() {
		r.Expires = TimeOf(v.Get("expires_at"))
	}
	return r
}

// Resumable returns the protocol with which the next connect may resume this session, or "".
// Source: PROTOCOL.md section 6.
func (r ConnectResult) Resumable() string {
	parts := strings.Split(r.Protocol, "_")
	if r.signature == "" || len(parts) < 2 || parts[1] != r.signature {
		return ""
	}
	return r.Protocol
}

// SubscribeParams are the params of signalwire.subscribe.
// Source: PROTOCOL.md section 8.1.
type SubscribeParams struct {
	InitialState bool     `json:"get_initial_state"`
	Channel      string   `json:"event_channel"`
	Events       []string `json:"events"`
}

// EncodeRequest returns the frame of a request, with its keys in the order of the SDK. Like the SDK, it does not escape
// HTML characters.
func EncodeRequest(id, method string, params any) ([]byte, error) {
	if params == nil {
		params = struct{}{}
	}
	raw, is := params.(json.RawMessage)
	if !is || !jsontext.Value(raw).IsValid() {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(params); err != nil {
			return nil, fmt.Errorf("encode %s: %w", method, err)
		}
		raw = bytes.TrimRight(b.Bytes(), "\n")
	}
	b := append(make([]byte, 0, 128+len(raw)), `{"jsonrpc":"2.0","id":`...)
	b, err := jsontext.AppendQuote(b, id)
	if err == nil {
		b, err = jsontext.AppendQuote(append(b, `,"method":`...), method)
	}
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", method, err)
	}
	return append(append(append(b, `,"params":`...), raw...), '}'), nil
}

// AppendReply appends the frame that answers a request of the server. id is in its JSON form; nil omits it.
func AppendReply(b, id []byte, result string) []byte {
	b = append(b, `{"jsonrpc":"2.0",`...)
	if len(id) > 0 {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	b = append(append(b, `"result":`...), result...)
	return append(b, '}')
}

// PongResult returns the result for a ping: it echoes the timestamp if that is a number, or else sends our clock.
// Source: PROTOCOL.md section 5.
func PongResult(params Node, now time.Time) string {
	if v := params.Get("timestamp"); isNumberByte(v.kind()) {
		return `{"timestamp":` + string(v.Text()) + `}`
	}
	return `{"timestamp":` + strconv.FormatFloat(float64(now.UnixMilli())/1000, 'f', -1, 64) + `}`
}

// maxNesting bounds the nesting of results.
// Source: PROTOCOL.md section 3, rule 4.
const maxNesting = 3

// ParseAnswer applies the rules of the SDK to the answer to method. It returns the value, or an *RPCError. An answer
// whose form shows neither success nor refusal is video.ErrUnknown.
// Source: PROTOCOL.md section 3.
func ParseAnswer(method string, answer Node) (Node, error) {
	for range maxNesting {
		if refused := answer.Get("error"); present(refused) {
			return Node{}, refusal(method, refused)
		}
		result := answer.Get("result")
		if !present(result) {
			return Node{}, fmt.Errorf("%s: %w: the answer has neither a result nor an error", method, video.ErrUnknown)
		}
		if code := codeText(result.Get("code")); code != "" && !isSuccess(code) {
			return Node{}, refusal(method, result)
		}
		nested := result.Get("result")
		switch {
		case !present(nested):
			return result, nil
		case !present(nested.Get("jsonrpc")):
			return nested, nil
		}
		answer = nested
	}
	return Node{}, fmt.Errorf("%s: %w: the result is nested too deeply", method, video.ErrUnknown)
}

// codeText returns a code as text; "" for values that count as absent.
func codeText(v Node) string {
	if b, err := v.stringBytes(); err == nil {
		return string(b)
	}
	n, isNumber := number(v)
	switch {
	case !present(v), v.kind() == 'f', isNumber && n == 0:
		return ""
	case isNumber && n == math.Trunc(n) && math.Abs(n) < 1<<53: // 200.0 and 2e2 are 200
		return strconv.FormatInt(int64(n), 10)
	}
	return string(v.Text())
}

func isSuccess(code string) bool {
	return len(code) == 3 && code[0] == '2' && code[1] >= '0' && code[1] <= '9' && code[2] >= '0' && code[2] <= '9'
}

// refusal returns the error for an error object, or for a result with a code.
func refusal(method string, v Node) *video.RPCError {
	if !v.IsObject() { // a server may send a plain text here
		return &video.RPCError{Method: method, Message: codeText(v)}
	}
	return &video.RPCError{
		Method: method, Code: codeText(v.Get("code")), Message: codeText(v.Get("message")), RetryAfter: retryAfterIn(v),
	}
}

// NewID returns a random version 4 UUID.
// Source: PROTOCOL.md section 2.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Agent returns the name that gavel sends to the relay.
func Agent() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "gavel/" + version
}

// MaxRetryAfter bounds the wait that the relay may ask for, so that a mistake there cannot keep us away for a day.
const MaxRetryAfter = 5 * time.Minute

// retryAfterIn reads the wait from a refusal. Servers put it beside the code or in its data, as a number or as text.
// Whether the service sends one at all is not known.
func retryAfterIn(refusal Node) time.Duration {
	wait := refusal.Get("retry_after")
	if data := refusal.Get("data"); !present(wait) && data.IsObject() {
		return retryAfterIn(data)
	}
	n, err := strconv.ParseFloat(codeText(wait), 64)
	if err != nil {
		return 0
	}
	return BoundedRetry(n)
}

// BoundedRetry turns seconds into a wait between 0 and MaxRetryAfter.
func BoundedRetry(seconds float64) time.Duration {
	if !(seconds > 0) { // also NaN
		return 0
	}
	return time.Duration(min(seconds, MaxRetryAfter.Seconds()) * float64(time.Second))
}

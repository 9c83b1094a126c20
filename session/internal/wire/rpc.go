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

	"gavel/session/video"
)

// Methods of the connection itself. Source: PROTOCOL.md sections 2 to 8.
const (
	MethodConnect    = "signalwire.connect"
	MethodSubscribe  = "signalwire.subscribe"
	methodEvent      = "signalwire.event"
	MethodPing       = "signalwire.ping"
	MethodDisconnect = "signalwire.disconnect"
	MethodRoomsGet   = "video.rooms.get"

	// RoomsChannel carries the beginnings and ends of all rooms of the project.
	RoomsChannel = "video.rooms"
)

// request is a JSON-RPC request; the order of the keys is that of the official SDK.
type request struct {
	Version string `json:"jsonrpc"`
	ID      string `json:"id"`
	Method  string `json:"method"`
	Params  any    `json:"params"`
}

// ConnectParams opens a connection. Source: PROTOCOL.md section 4.
type ConnectParams struct {
	Version        ConnectVersion `json:"version"`
	EventAcks      bool           `json:"event_acks,omitempty"`
	Agent          string         `json:"agent"`
	Protocol       string         `json:"protocol,omitempty"`
	Authentication Credentials    `json:"authentication"`
}

// ConnectVersion is the version of the protocol that a client asks for.
type ConnectVersion struct {
	Major    int `json:"major"`
	Minor    int `json:"minor"`
	Revision int `json:"revision"`
}

// Credentials hold the token in clear: a value of this type exists only while the connect request is encoded.
type Credentials struct {
	Project string `json:"project"`
	Token   string `json:"token"`
}

// ConnectResult is the used part of the answer to connect.
type ConnectResult struct {
	Protocol, signature string
	Expires             time.Time // when the authorization ends; zero when the relay did not say
}

// ConnectResultOf reads the answer to connect. An unreadable part only prevents that the session is resumed later: any
// result without a refusing code is a yes. Where the relay would name the end of a project token is not known: both
// usual places are read. Source: PROTOCOL.md section 4.
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

// Resumable returns the protocol with which the next connect may take up this session, or "".
// Source: PROTOCOL.md section 6.
func (r ConnectResult) Resumable() string {
	parts := strings.Split(r.Protocol, "_")
	if r.signature == "" || len(parts) < 2 || parts[1] != r.signature {
		return ""
	}
	return r.Protocol
}

// SubscribeParams asks for events. Source: PROTOCOL.md section 8.1.
type SubscribeParams struct {
	InitialState bool     `json:"get_initial_state"`
	Channel      string   `json:"event_channel"`
	Events       []string `json:"events"`
}

// EncodeRequest returns the frame of a request. Characters that only matter in HTML are left as they are, as the SDK
// does.
func EncodeRequest(id, method string, params any) ([]byte, error) {
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

// AppendReply appends the frame that answers a request of the server. id is as it stood on the wire; nil leaves it out.
func AppendReply(b, id []byte, result string) []byte {
	b = append(b, `{"jsonrpc":"2.0",`...)
	if len(id) > 0 {
		b = append(append(append(b, `"id":`...), id...), ',')
	}
	b = append(append(b, `"result":`...), result...)
	return append(b, '}')
}

// PongResult echoes the timestamp of a ping when it is a number; otherwise it sends our clock.
// Source: PROTOCOL.md section 5.
func PongResult(params Node, now time.Time) string {
	if v := params.Get("timestamp"); IsNumber(v.kind()) {
		return `{"timestamp":` + string(v.Text()) + `}`
	}
	return `{"timestamp":` + strconv.FormatFloat(float64(now.UnixMilli())/1000, 'f', -1, 64) + `}`
}

// maxNesting of results in results. Source: PROTOCOL.md section 3, rule 4.
const maxNesting = 3

// JudgeAnswer applies the rules of the SDK to the answer to method: the value, or a *RPCError. An answer whose form
// says neither yes nor no is video.ErrUnknown. Source: PROTOCOL.md section 3.
func JudgeAnswer(method string, answer Node) (Node, error) {
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

// codeText returns a code as text; "" for the values that count as absent.
func codeText(v Node) string {
	if b, err := v.StringBytes(); err == nil {
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

// refusal makes the error of an error object, or of a result with a code.
func refusal(method string, v Node) *video.RPCError {
	if !v.IsObject() { // a server may put a bare text here
		return &video.RPCError{Method: method, Message: codeText(v)}
	}
	return &video.RPCError{
		Method: method, Code: codeText(v.Get("code")), Message: codeText(v.Get("message")), RetryAfter: retryAfterIn(v),
	}
}

// NewID returns a random version 4 UUID. Source: PROTOCOL.md section 2.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Agent is how gavel names itself to the relay.
func Agent() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "gavel/" + version
}

// MaxRetryAfter bounds the wait that the other side may ask for: a mistake of its must not keep us away for a day.
const MaxRetryAfter = 5 * time.Minute

// retryAfterIn reads the wait out of a refusal, where servers put it: beside the code or in its data, as a number or as
// text. That the service does so at all is not known.
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

// BoundedRetry turns seconds into a wait between 0 and maxRetryAfter.
func BoundedRetry(seconds float64) time.Duration {
	if !(seconds > 0) { // also NaN
		return 0
	}
	return time.Duration(min(seconds, MaxRetryAfter.Seconds()) * float64(time.Second))
}

package localrelay

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opText  = 0x1
	opClose = 0x8
	opPong  = 0xA
)

// maxHeader is the longest header of an unmasked frame: two bytes and a length of eight.
const maxHeader = 10

// wsFrame returns payload as one complete, unmasked WebSocket frame. The relay writes frames itself instead of through
// a library because one frame goes to many connections and many frames go into one write.
func wsFrame(opcode byte, payload []byte) []byte {
	const final, short, medium, len16, len64 = 0x80, 125, math.MaxUint16, 126, 127
	b := make([]byte, 0, maxHeader+len(payload))
	b = append(b, final|opcode)
	switch n := len(payload); {
	case n <= short:
		b = append(b, byte(n))
	case n <= medium:
		b = binary.BigEndian.AppendUint16(append(b, len16), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, len64), uint64(n))
	}
	return append(b, payload...)
}

// closeFrame returns a close frame; code 0 gives one without status, as SDK clients send it.
func closeFrame(code int, reason string) []byte {
	if code == 0 {
		return wsFrame(opClose, nil)
	}
	const maxReason = 123 // what a control frame holds besides the code
	reason = reason[:min(len(reason), maxReason)]
	return wsFrame(opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// resultFrame answers request id; id is raw JSON and is echoed unchanged.
func resultFrame(id json.RawMessage, result any) []byte {
	return answerFrame(id, "result", mustJSON(result))
}

// errorFrame answers request id with a JSON-RPC error (PROTOCOL.md section 3).
func errorFrame(id json.RawMessage, code int, message string) []byte {
	type rpcError struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	return answerFrame(id, "error", mustJSON(rpcError{code, message}))
}

func answerFrame(id json.RawMessage, kind string, value []byte) []byte {
	b := make([]byte, 0, len(value)+len(id)+len(kind)+32)
	b = append(append(b, `{"jsonrpc":"2.0","id":`...), id...)
	b = append(append(append(b, `,"`...), kind...), `":`...)
	return wsFrame(opText, append(append(b, value...), '}'))
}

// requestFrame returns a request of the server: signalwire.ping or signalwire.disconnect.
func requestFrame(id, method string, params any) []byte {
	type request struct {
		Version string `json:"jsonrpc"`
		ID      string `json:"id"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}
	return wsFrame(opText, mustJSON(request{"2.0", id, method, params}))
}

// envelopes makes the events of a server. Every event has its own id and time, even within a batch, so that two equal
// changes differ from a duplicate. Server.mu guards it.
type envelopes struct {
	ids  *ids
	last int64 // time of the newest event, in Unix microseconds
}

// event wraps params in the envelope of PROTOCOL.md section 8.4. channel and params are JSON already.
func (e *envelopes) event(now time.Time, eventType string, channel, params []byte) []byte {
	// The wall clock may be set back, so it is not enough that time has passed.
	e.last = max(now.UnixMicro(), e.last+1)
	b := make([]byte, 0, len(params)+len(channel)+len(eventType)+192)
	b = append(b, `{"jsonrpc":"2.0","id":"`...)
	b = e.ids.append(b)
	b = append(b, `","method":"signalwire.event","params":{"event_type":"`...)
	b = append(b, eventType...)
	b = append(append(b, `","event_channel":`...), channel...)
	b = append(b, `,"timestamp":`...)
	b = strconv.AppendFloat(b, float64(e.last)/1e6, 'f', 6, 64)
	b = append(append(b, `,"params":`...), params...)
	return wsFrame(opText, append(b, `}}`...))
}

// unixSeconds is the unit of all times on this wire: seconds with decimals.
func unixSeconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

// mustJSON marshals a value of this package. It panics only on a programming error.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("localrelay: marshal: " + err.Error())
	}
	return b
}

package link

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
)

// badFrame is something that no relay may send. After one that breaks the rules of WebSocket the connection must end;
// of one whose text is bad it may go on, but nothing of it may arrive.
type badFrame struct {
	name string
	b    []byte
	text bool // WebSocket is kept, the message is bad
}

const (
	fin        = 0x80
	opContinue = 0
)

// badEvent is an event that must never arrive.
func badEvent(more string) string { return fakerelay.Event("bad", "video.bad", more) }

// frameCorpus is the corpus. Source: RFC 6455 sections 5.2 to 5.5, 7.4 and 8.1; Unicode table 3-7; RFC 8259.
func frameCorpus() []badFrame {
	var all []badFrame
	add := func(text bool, name string, b []byte) { all = append(all, badFrame{name, b, text}) }
	badHeaders(add)
	badLengths(add)
	badFragments(add)
	badCloses(add)
	badUTF8(add)
	badJSON(add)
	return all
}

func badHeaders(add func(bool, string, []byte)) {
	small := []byte(`{}`)
	event := []byte(badEvent(""))
	for rsv := byte(1); rsv < 8; rsv++ {
		for _, op := range []byte{opContinue, fakerelay.OpText, fakerelay.OpBinary, fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
			add(false, fmt.Sprintf("reserved bits %03b, opcode %d", rsv, op), fakerelay.RawFrame(fin|rsv<<4|op, 1, 2, false, small))
		}
		add(false, fmt.Sprintf("reserved bits %03b, an event", rsv), fakerelay.RawFrame(fin|rsv<<4|fakerelay.OpText, 2, uint64(len(event)), false, event))
	}
	for _, op := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		add(false, fmt.Sprintf("opcode %d, empty", op), fakerelay.RawFrame(fin|op, 1, 0, false, nil))
		add(false, fmt.Sprintf("opcode %d, an event", op), fakerelay.RawFrame(fin|op, 2, uint64(len(event)), false, event))
		add(false, fmt.Sprintf("opcode %d, unfinished", op), fakerelay.RawFrame(op, 1, 2, false, small))
	}
	for _, op := range []byte{fakerelay.OpText, fakerelay.OpBinary, fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
		add(false, fmt.Sprintf("masked, opcode %d, empty", op), fakerelay.RawFrame(fin|op, 1, 0, true, nil))
		add(false, fmt.Sprintf("masked, opcode %d", op), fakerelay.RawFrame(fin|op, 1, 2, true, small))
	}
	add(false, "masked event", fakerelay.RawFrame(fin|fakerelay.OpText, 2, uint64(len(event)), true, event))
}

func badLengths(add func(bool, string, []byte)) {
	for _, op := range []byte{fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
		add(false, fmt.Sprintf("control %d of 126 bytes", op), fakerelay.RawFrame(fin|op, 2, 126, false, make([]byte, 126)))
		add(false, fmt.Sprintf("control %d of 70,000 bytes", op), fakerelay.RawFrame(fin|op, 8, 70_000, false, make([]byte, 70_000)))
		add(false, fmt.Sprintf("control %d of 2^63 bytes", op), fakerelay.RawFrame(fin|op, 8, 1<<63, false, nil))
	}
	for _, op := range []byte{fakerelay.OpText, fakerelay.OpBinary} {
		for _, n := range []uint64{testReadLimit + 1, 1 << 32, 1 << 62, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
			add(false, fmt.Sprintf("opcode %d of %d bytes", op, n), fakerelay.RawFrame(fin|op, 8, n, false, []byte(badEvent(""))))
		}
	}
}

func badFragments(add func(bool, string, []byte)) {
	event := []byte(badEvent(""))
	whole := fakerelay.RawFrame(fin|fakerelay.OpText, 2, uint64(len(event)), false, event)
	half := fakerelay.RawFrame(fakerelay.OpText, 1, 100, false, event[:100])
	rest := fakerelay.RawFrame(fin|opContinue, 2, uint64(len(event)-100), false, event[100:])
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	add(false, "a continuation of nothing", fakerelay.RawFrame(fin|opContinue, 2, uint64(len(event)), false, event))
	add(false, "an unfinished continuation of nothing", fakerelay.RawFrame(opContinue, 1, 2, false, []byte("{}")))
	add(false, "an empty continuation of nothing", fakerelay.RawFrame(fin|opContinue, 1, 0, false, nil))
	add(false, "a text inside a text", join(half, whole))
	add(false, "a binary inside a text", join(half, fakerelay.RawFrame(fin|fakerelay.OpBinary, 1, 2, false, []byte("{}"))))
	add(false, "an unfinished text inside a text", join(half, half))
	add(false, "a continuation behind the end", join(fakerelay.ServerFrame(fakerelay.OpPing, nil), rest))
	for _, op := range []byte{fakerelay.OpClose, fakerelay.OpPing, fakerelay.OpPong} {
		add(false, fmt.Sprintf("control %d in pieces", op), fakerelay.RawFrame(op, 1, 2, false, []byte{3, 232}))
		add(false, fmt.Sprintf("control %d in pieces inside a text", op), join(half, fakerelay.RawFrame(op, 1, 0, false, nil)))
		add(false, fmt.Sprintf("control %d too long inside a text", op), join(half, fakerelay.RawFrame(fin|op, 2, 126, false, make([]byte, 126))))
	}
}

func badCloses(add func(bool, string, []byte)) {
	for _, code := range []uint16{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535} {
		add(false, fmt.Sprintf("close with %d", code), fakerelay.ServerFrame(fakerelay.OpClose, binary.BigEndian.AppendUint16(nil, code)))
	}
	add(false, "close with half a code", fakerelay.ServerFrame(fakerelay.OpClose, []byte{3}))
	for i, reason := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "ok\xf4\x90\x80\x80", "cut \xe2\x82"} {
		add(false, fmt.Sprintf("close with bad reason %d", i), fakerelay.ServerFrame(fakerelay.OpClose, append([]byte{3, 232}, reason...)))
	}
}

func badUTF8(add func(bool, string, []byte)) {
	for _, s := range []string{
		"\x80", "\xbf", "\x80\xbf", "\xff", "\xfe", "\xfe\xff", "\xc0", "\xc1", "\xc0\x80", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xdf",
		"\xe0", "\xe0\x80", "\xe0\x80\x80", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xe2\x82", "\xef\xbf", "\xed\xa0\x80", "\xed\xad\xbf",
		"\xed\xae\x80", "\xed\xaf\xbf", "\xed\xb0\x80", "\xed\xbe\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80", "\xf0", "\xf0\x9f",
		"\xf0\x9f\x98", "\xf0\x80\x80\x80", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xf7\xbf\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xfb\xbf\xbf\xbf\xbf", "\xfc\x84\x80\x80\x80\x80", "\xfd\xbf\xbf\xbf\xbf\xbf",
		"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", "a\xcc", "é\xe9",
	} {
		add(true, fmt.Sprintf("not UTF-8: %x", s), fakerelay.ServerFrame(fakerelay.OpText, []byte(badEvent(`,"name":"`+s+`"`))))
	}
}

func badJSON(add func(bool, string, []byte)) {
	event := badEvent("")
	deep := strings.Repeat("[", wire.MaxDepth+1) + strings.Repeat("]", wire.MaxDepth+1)
	for _, s := range []string{
		"", " ", "null", "true", "7", "-0.5", `"text"`, "[]", "[" + event + "]", event + event, event + ",", event + "\x00", "\ufeff" + event,
		event[:len(event)-1], event[1:], strings.ReplaceAll(event, `"`, `'`), strings.ReplaceAll(event, ":", "="), "//\n" + event,
		"{}" + event, event + "null", `{"method":"signalwire.event"` + event[1:],
		badEvent(`,"a":01`), badEvent(`,"a":.5`), badEvent(`,"a":1.`), badEvent(`,"a":+1`), badEvent(`,"a":1e`), badEvent(`,"a":0x1`),
		badEvent(`,"a":NaN`), badEvent(`,"a":-Infinity`), badEvent(`,"a":undefined`), badEvent(`,"a":True`), badEvent(`,"a":`),
		badEvent(`,a:1`), badEvent(`,"a"`), badEvent(`,`), badEvent(`,"a":"` + "\n" + `"`), badEvent(`,"a":"` + "\x00" + `"`),
		badEvent(`,"a":"\x41"`), badEvent(`,"a":"\u12"`), badEvent(`,"a":"\u{41}"`), badEvent(`,"a":"`), badEvent(`,"a":[1,]`),
		badEvent(`,"a":[1`), badEvent(`,"a":{"b":1,}`), badEvent(`,"a":` + deep),
	} {
		add(true, fmt.Sprintf("not an event: %.40q", s), fakerelay.ServerFrame(fakerelay.OpText, []byte(s)))
	}
}

package session

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// textMaker makes random texts, most of them JSON, that have what scanners trip over.
type textMaker struct {
	*rand.Rand
	b []byte
}

func newTextMaker(seed uint64) *textMaker { return &textMaker{Rand: rand.New(rand.NewPCG(seed, 0))} }

var (
	someKeys = strings.Split(`id,method,params,result,event_type,room_session_id,room_session,room,member,members,talking,meta,`+
		`ID,Id,Meta,a,A,k,K,K,s,ſs,sſ,ſss,sſs,asks,aſk,éa,Éa,name`, ",")
	oddKeys   = []string{`\u0061`, `\"`, `i\u0064`, `\\`, ""}
	someWords = []string{
		`0`, `-0`, `1.5e3`, `-12`, `123456789`, `1234567890`, `12345678901234567890`, `1e400`, `-1e400`, `1e-400`, `0.1E-2`, `true`,
		`false`, `null`, `""`, `" "`, `"x"`, `"\""`, `"\\"`, `"a\\"`, `"\u00e9"`, `"\ud83d"`, `"\ud83d\ude00x"`, `"\u0000"`, `"é"`,
		`"signalwire.event"`, `"✋ name! of #1"`, `"46bc8d62-a7ae-44d6-b9a4-a29c2ce9bb42"`, `"]}"`, `"},{\"a\":["`, `"\/"`,
	}
	someSpaces = []string{"", "", "", "", " ", "\n\t ", "\r\n"}
)

func (m *textMaker) one(list []string) string { return list[m.IntN(len(list))] }

func (m *textMaker) rarely() bool { return m.IntN(60) == 0 }

func (m *textMaker) add(s string) { m.b = append(append(m.b, s...), m.one(someSpaces)...) }

func (m *textMaker) key(unlike int) {
	key := m.one(someKeys)
	if m.rarely() {
		key = m.one(oddKeys)
	}
	if unlike >= 6 || m.IntN(8) > 0 {
		key += strconv.Itoa(unlike)
	}
	m.add(`"` + key + `"`)
	m.add(":")
}

func (m *textMaker) value(depth int) {
	switch k := m.IntN(8); {
	case depth <= 0 || k < 2:
		m.add(m.one(someWords))
	case k == 2:
		m.add("{")
		m.add(`"meta":`)
		m.value(depth - 1)
		m.add("}")
	case k < 6:
		m.list("{", "}", depth)
	default:
		m.list("[", "]", depth)
	}
}

func (m *textMaker) list(open, end string, depth int) {
	n := m.IntN(6)
	if m.rarely() {
		n, depth = maxKeys-1+m.IntN(3), 0
	}
	m.add(open)
	for i := range n {
		if i > 0 {
			m.add(",")
		}
		if open == "{" {
			m.key(i)
		}
		m.value(depth - 1)
	}
	m.add(end)
}

// text is one random value; some are nested nearly as deeply as may be, or a little more.
func (m *textMaker) text(depth int) string {
	m.b = m.b[:0]
	m.value(depth)
	if !m.rarely() {
		return string(m.b)
	}
	n := maxDepth - 8 + m.IntN(10)
	opens := m.one([]string{"[", `{"a":`, `{"meta":`, `{"result":`})
	ends := string(opens[0] + 2) // of ASCII
	return strings.Repeat(opens, n) + string(m.b) + strings.Repeat(ends, n)
}

// frameText is a random text that often is an event or an answer.
func (m *textMaker) frameText() []byte {
	var parts string
	for _, key := range []string{"room_session_id", "room_session", "room", "member", "members"} {
		switch m.IntN(5) {
		case 0, 1:
			parts += fmt.Sprintf(`"%s":%s,`, key, m.text(3))
		case 2:
			parts += fmt.Sprintf(`"%s":{"members":[%s ,%s],"id":%s,"room_session_id" :%s, "talking":%s},`,
				key, m.text(2), m.text(2), m.text(1), m.text(1), m.text(1))
		}
	}
	tail := parts + `"x":` + m.text(4) + `}`
	text := m.text(4)
	switch m.IntN(4) {
	case 0, 1:
		text = `{"id":` + m.text(1) + `,"method":"signalwire.event","params":{"event_type":"e","params":{` + tail + `}}`
	case 2:
		text = `{"id":"1","result":{"result":{` + tail + `}}`
	}
	if m.IntN(3) > 0 {
		return []byte(text)
	}
	return m.spoil([]byte(text))
}

// spoil changes a byte or two.
func (m *textMaker) spoil(b []byte) []byte {
	const odd = "\"\\{}[],: \n0-.eEtnu\x00\x1f\x7f\x80\xc3\xff!#"
	for range 1 + m.IntN(2) {
		i, c := m.IntN(len(b)), odd[m.IntN(len(odd))]
		switch m.IntN(10) {
		case 0:
			return b[:i]
		case 1, 2, 3:
			b[i] = c
		case 4, 5, 6:
			b = append(b[:i:i], b[i+1:]...)
		default:
			b = append(append(b[:i:i], c), b[i:]...)
		}
		if len(b) == 0 {
			return b
		}
	}
	return b
}

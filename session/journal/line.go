package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// schema is the version of the format. Readers refuse a newer one.
const schema = 1

// Kind is what a line is about.
type Kind string

// The kinds of lines. Those of the room are in the order in which its session handed them over.
const (
	Begin    Kind = "begin"    // a run begins, or continues in a new file
	End      Kind = "end"      // a run ends
	Gap      Kind = "gap"      // records were lost
	Event    Kind = "event"    // an event as on the wire, secrets masked
	Talk     Kind = "talk"     // a run of talking has ended
	Entry    Kind = "entry"    // a line of the log: an action with its intent or outcome, or something of note
	LinkLine Kind = "link"     // the connection has changed
	Snapshot Kind = "snapshot" // the whole room
	Decision Kind = "decision" // of a program
	Leave    Kind = "leave"    // the session with the room has ended
)

const (
	hashLen  = 2 * sha256.Size
	openPrev = `{"prev":"`
	openHash = `,"hash":"`
	closing  = `"}`
	// headLen is the length of {"prev":"…" and tailLen that of ,"hash":"…"}.
	headLen = len(openPrev) + hashLen + 1
	tailLen = len(openHash) + hashLen + len(closing)
	// tornMark closes a line that was cut off.
	tornMark = "#torn"
	// maxLine bounds a line: a room with 10,000 members has 5 MB.
	maxLine = 16 << 20
)

// origin is what the first line of a journal names as the hash before it.
var origin = string(bytes.Repeat([]byte("0"), hashLen))

func hexOf(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:]) }

// appendLine appends a whole line to b, without its newline: rest, which begins with a comma, goes behind the hash of
// the line before it. It returns the hash of the line.
func appendLine(b []byte, prev string, rest []byte) (line []byte, hash string) {
	from := len(b)
	b = append(b, openPrev...)
	b = append(b, prev...)
	b = append(b, '"')
	b = append(b, rest...)
	hash = hexOf(sha256.Sum256(b[from:]))
	b = append(b, openHash...)
	b = append(b, hash...)
	return append(b, closing...), hash
}

// takeApart returns the two hashes of a line. It reports false for anything but a whole line with its true hash.
func takeApart(line []byte) (prev, hash string, ok bool) {
	if len(line) < headLen+tailLen || !bytes.HasPrefix(line, []byte(openPrev)) || line[headLen-1] != '"' {
		return "", "", false
	}
	body, tail := line[:len(line)-tailLen], line[len(line)-tailLen:]
	hash = string(tail[len(openHash) : len(openHash)+hashLen])
	if string(tail) != openHash+hash+closing || hexOf(sha256.Sum256(body)) != hash {
		return "", "", false
	}
	return string(body[len(openPrev) : len(openPrev)+hashLen]), hash, true
}

// behindTorn is the hash that the line behind a torn one names: of the chain before it and of what is left of it.
func behindTorn(before string, torn []byte) string {
	return hexOf(sha256.Sum256(append([]byte(before), torn...)))
}

// holdsWhole reports whether the text begins with a whole line and has more behind it. Nothing that was cut off does.
func holdsWhole(text []byte) bool {
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(openHash))
		if i < 0 || from+i+tailLen >= len(text) {
			return false
		}
		if _, _, ok := takeApart(text[:from+i+tailLen]); ok {
			return true
		}
		from += i + 1
	}
}

// head is what every line has in front of what it is about. The hash of the line before comes before it.
type head struct {
	Run  string        `json:"run"`
	N    uint64        `json:"n"` // of the line in its run, from 1
	At   time.Time     `json:"time"`
	Up   time.Duration `json:"up"` // since the run began, by a clock that nobody can set
	Kind Kind          `json:"kind"`
	Room string        `json:"room,omitempty"`
	Seq  uint64        `json:"seq,omitempty"` // of the record in its session
}

// append appends the head as the beginning of a rest for [appendLine].
func (h *head) append(b []byte) []byte {
	b = append(b, `,"run":"`...)
	b = append(b, h.Run...)
	b = append(b, `","n":`...)
	b = strconv.AppendUint(b, h.N, 10)
	b = append(b, `,"time":"`...)
	b = h.At.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","up":`...)
	b = strconv.AppendInt(b, int64(h.Up), 10)
	b = append(b, `,"kind":"`...)
	b = append(b, h.Kind...)
	b = append(b, '"')
	if h.Room != "" {
		room, _ := json.Marshal(h.Room) // a string always encodes
		b = append(append(b, `,"room":`...), escapeUnseen(room)...)
	}
	if h.Seq != 0 {
		b = append(b, `,"seq":`...)
		b = strconv.AppendUint(b, h.Seq, 10)
	}
	return b
}

// Beginning is what a line of kind [Begin] says. It has neither command line, nor environment, nor host.
type Beginning struct {
	Schema int `json:"schema"`
	Part   int `json:"part"` // number of the file, from 1
	Keep   int `json:"keep"` // how many older files are kept
	// After is the hash at the end of the file before, where this is the first line of its file that is whole.
	After   string `json:"after,omitempty"`
	PID     int    `json:"pid"`
	User    string `json:"user,omitempty"`
	Project string `json:"project,omitempty"`
}

// Lost is what a line of kind [Gap] says.
type Lost struct {
	Missing uint64    `json:"missing"` // records that were lost
	Since   time.Time `json:"since"`   // when the first of them was
	Why     string    `json:"why,omitempty"`
}

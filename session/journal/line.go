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

// Kind is the subject of a line.
type Kind string

// The kinds of lines. Lines about a room are in the order in which its session recorded them.
const (
	Begin    Kind = "begin"    // a run begins, or continues in a new file
	End      Kind = "end"      // a run ends
	Gap      Kind = "gap"      // records were lost
	Event    Kind = "event"    // an event as on the wire, secrets masked
	Talk     Kind = "talk"     // a run of talking has ended
	Entry    Kind = "entry"    // a log entry: an action with its intent or outcome, or a notice
	LinkLine Kind = "link"     // the connection has changed
	Snapshot Kind = "snapshot" // the whole room
	Decision Kind = "decision" // a decision of a program
	Leave    Kind = "leave"    // the session with the room has ended
)

const (
	hashLen  = 2 * sha256.Size
	openPrev = `{"prev":"`
	openHash = `,"hash":"`
	closing  = `"}`
	// headLen is the length of {"prev":"…" and tailLen is the length of ,"hash":"…"}.
	headLen = len(openPrev) + hashLen + 1
	tailLen = len(openHash) + hashLen + len(closing)
	// tornMark closes a line that was cut off.
	tornMark = "#torn"
	// maxLine bounds a line. A room with 10,000 members needs 5 MB.
	maxLine = 16 << 20
)

// origin is the previous hash that the first line of a journal names.
var origin = string(bytes.Repeat([]byte("0"), hashLen))

func hexOf(sum [sha256.Size]byte) string { return hex.EncodeToString(sum[:]) }

// appendLine appends a whole line without its newline to b. rest begins with a comma and follows the previous hash.
// appendLine returns the hash of the line.
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

// takeApart returns the two hashes of a line. ok is false unless the line is whole and its hash is right.
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

// afterTorn returns the hash that the line after a torn one names. It covers the chain so far and the rest of the torn
// line.
func afterTorn(before string, torn []byte) string {
	return hexOf(sha256.Sum256(append([]byte(before), torn...)))
}

// holdsWhole reports whether the text begins with a whole line and continues after it. A line that was cut off never
// does.
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

// head is the part of every line before its content. Only the previous hash comes before the head.
type head struct {
	Run  string        `json:"run"`
	N    uint64        `json:"n"` // number of the line in its run, from 1
	At   time.Time     `json:"time"`
	Up   time.Duration `json:"up"` // time since the run began, on the monotonic clock
	Kind Kind          `json:"kind"`
	Room string        `json:"room,omitempty"`
	Seq  uint64        `json:"seq,omitempty"` // number of the record in its session
}

// append appends the head as the start of the rest for [appendLine].
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
		room, _ := json.Marshal(h.Room) // encoding a string never fails
		b = append(append(b, `,"room":`...), escapeUnseen(room)...)
	}
	if h.Seq != 0 {
		b = append(b, `,"seq":`...)
		b = strconv.AppendUint(b, h.Seq, 10)
	}
	return b
}

// Beginning is the content of a line of kind [Begin]. It has no command line, environment or host name.
type Beginning struct {
	Schema int `json:"schema"`
	Part   int `json:"part"` // number of the file, from 1
	Keep   int `json:"keep"` // how many older files are kept
	// KeepFor is for how many seconds an older file is kept; 0 means without a limit.
	KeepFor int64 `json:"keep_for,omitempty"`
	// After is the hash at the end of the previous file. Only the first whole line of a file has it.
	After   string `json:"after,omitempty"`
	PID     int    `json:"pid"`
	User    string `json:"user,omitempty"`
	Project string `json:"project,omitempty"`

	at time.Time // of the line
}

// Lost is the content of a line of kind [Gap].
type Lost struct {
	Missing uint64    `json:"missing"` // number of lost records
	Since   time.Time `json:"since"`   // when the first of them was lost
	Why     string    `json:"why,omitempty"`
}

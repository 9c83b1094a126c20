package session

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gavel/session/video"
)

// An audit file holds runs: what one process wrote about one room. Each line carries the hash of the line before it in
// its run, so that a line that is changed, taken out, put in or moved is found; several runs may share the file, line
// by line. A run begins with a line that says who writes, and how the file ended then: it holds the runs before it. See
// VerifyAudit.

// auditKind is the kind of the lines that begin and end a run; that of the others is an EntryKind.
const auditKind = "audit"

// auditor is who writes an audit, and about what.
type auditor struct {
	user, project, room string
}

// osUser is the name of the user that the process runs as, or the number.
var osUser = sync.OnceValue(func() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "uid " + strconv.Itoa(os.Getuid())
})

// auditHead stands in front of every line.
type auditHead struct {
	Run  string `json:"run"`
	Prev string `json:"prev"` // SHA-256, in hexadecimal, of the line before in the same run; empty at its beginning
}

// auditLine is an entry as it is written: with who wrote it, the session it belongs to, and the time since the run
// began by a clock that nobody can set. The time of the entry is that of the wall.
type auditLine struct {
	User    string        `json:"user"`
	Project string        `json:"project,omitempty"`
	Session string        `json:"room_session_id"`
	Elapsed time.Duration `json:"elapsed"`
	video.Entry
}

// auditMark is the first line of a run, one that goes on after the disk had failed, or the last.
type auditMark struct {
	User    string        `json:"user"`
	Project string        `json:"project,omitempty"`
	Session string        `json:"room_session_id"`
	Elapsed time.Duration `json:"elapsed"`
	At      time.Time     `json:"time"`
	Kind    string        `json:"kind"`
	Begin   *auditBegin   `json:"begin,omitempty"`
	End     bool          `json:"end,omitempty"`
}

// auditBegin says how the file stood when a run began.
type auditBegin struct {
	PID int `json:"pid"`
	// Last is the SHA-256 of the last line of the file, whoever wrote it; empty when there was none, or it could not be
	// read.
	Last string `json:"last"`
	// Missing is how many entries were lost before this line because the disk took none.
	Missing uint64 `json:"missing,omitempty"`
}

// chain makes the lines of one run. It is used by one goroutine.
type chain struct {
	auditor
	run   string
	began time.Time
	prev  string // of the next line
	torn  []byte // what a failed write left at the end of the file, where the writer cannot tell
}

func newChain(about auditor) *chain {
	const size = 8 // enough that no two runs of a file have the same name
	var b [size]byte
	_, _ = rand.Read(b[:]) // never fails
	return &chain{auditor: about, run: hex.EncodeToString(b[:]), began: time.Now()}
}

func hashOf(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// begin is the first line of the run, or the first after the disk had failed.
func (c *chain) begin(w io.Writer, missing uint64) ([]byte, error) {
	last, whole := c.torn, c.torn == nil
	if f, ok := w.(interface{ Tail() ([]byte, bool, error) }); ok {
		var err error
		if last, whole, err = f.Tail(); err != nil && !errors.Is(err, ErrAuditMoved) {
			last, whole = nil, false // a file that cannot be read may end anywhere
		}
	}
	b := &auditBegin{PID: os.Getpid(), Missing: missing}
	if len(last) > 0 {
		b.Last = hashOf(last)
	}
	line, err := c.mark(w, auditMark{Begin: b})
	if err == nil && !whole {
		line = append([]byte{'\n'}, line...)
	}
	return line, err
}

// end is the last line of the run. It holds the one before.
func (c *chain) end(w io.Writer) ([]byte, error) { return c.mark(w, auditMark{End: true}) }

func (c *chain) mark(w io.Writer, m auditMark) ([]byte, error) {
	m.User, m.Project, m.Session, m.Kind = c.user, c.project, c.room, auditKind
	m.At = time.Now()
	m.Elapsed = m.At.Sub(c.began)
	return c.line(w, m)
}

func (c *chain) entry(w io.Writer, e video.Entry) ([]byte, error) {
	of := auditLine{User: c.user, Project: c.project, Session: c.room, Elapsed: e.At.Sub(c.began), Entry: e}
	line, err := c.line(w, of)
	if err != nil {
		return nil, fmt.Errorf("encode entry %d: %w", e.N, err)
	}
	return line, nil
}

// line writes v behind the head. Secrets are taken out first: the next line holds the hash of what the file holds.
func (c *chain) line(w io.Writer, v any) ([]byte, error) {
	head, err := json.Marshal(auditHead{Run: c.run, Prev: c.prev})
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	body = escapeUnseen(body)
	if f, ok := w.(interface{ Redact(text string) string }); ok {
		body = []byte(f.Redact(string(body)))
	}
	head[len(head)-1] = ','
	return append(append(head, body[1:]...), '\n'), nil
}

// wrote notes what became of a line.
func (c *chain) wrote(line []byte, n int, err error) {
	text := bytes.Trim(line, "\n")
	if err == nil {
		c.torn, c.prev = nil, hashOf(text)
		return
	}
	part := bytes.Trim(line[:max(0, min(n, len(line)))], "\n")
	if len(part) > 0 {
		c.torn = bytes.Clone(part)
	}
	if len(part) == len(text) {
		c.prev = hashOf(text) // it lacks its end at most, which the next line brings along
	}
}

// escapeUnseen writes every character of a JSON text that does not show, or moves others about, as \u…: names and
// messages are foreign text, and an audit is read on terminals.
func escapeUnseen(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r < utf8.RuneSelf && r != '\x7f' || r != utf8.RuneError && unicode.IsPrint(r) {
			out = append(out, b[i:i+n]...)
		} else {
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
		i += n
	}
	return out
}

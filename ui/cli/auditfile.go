package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// auditFile is the file of --audit. Each line is one write at its end, so programs can share the file. If the file was
// moved or deleted, as rotation does, the next line starts a new one.
type auditFile struct {
	path string
	a    *app       // knows the secrets; nil in tests
	mu   sync.Mutex // guards file
	file *os.File
}

func openAudit(path string) (*auditFile, error) {
	f, err := openPrivate("--audit", path)
	if err != nil {
		return nil, err
	}
	return &auditFile{path: path, file: f}, nil
}

// Write appends one line. It returns [session.ErrAuditMoved] if the line would be the first in another file.
func (l *auditFile) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !isNamed(l.file, l.path) {
		f, err := openPrivate("--audit", l.path)
		if err != nil {
			return 0, err
		}
		_ = l.file.Close()
		l.file = f
		return 0, session.ErrAuditMoved
	}
	n, err := l.file.Write(line)
	if err != nil && n > 0 && l.takeBack(line[:n]) {
		n = 0
	}
	return n, err
}

// takeBack removes the part of a line that a full disk accepted, unless another program has written after it.
func (l *auditFile) takeBack(part []byte) bool {
	info, err := l.file.Stat()
	if err != nil || info.Size() < int64(len(part)) {
		return false
	}
	begun := info.Size() - int64(len(part))
	tail := make([]byte, len(part))
	if _, err := l.file.ReadAt(tail, begun); err != nil || !bytes.Equal(tail, part) {
		return false
	}
	return l.file.Truncate(begun) == nil
}

const (
	// tailStep is how many bytes are read at once from the end of the file; tailMost is the longest last line.
	tailStep, tailMost = 64 << 10, 64 << 20
	// tailSettles is how long another program may take to finish a line.
	tailSettles = 50 * time.Millisecond
)

// Tail returns the last line of the file, and whether it is complete.
func (l *auditFile) Tail() (line []byte, whole bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if line, whole, err = l.tail(); err == nil && !whole {
		timer := time.NewTimer(tailSettles)
		<-timer.C
		line, whole, err = l.tail()
	}
	return line, whole, err
}

func (l *auditFile) tail() (line []byte, whole bool, err error) {
	info, err := l.file.Stat()
	if err != nil {
		return nil, false, err
	}
	var text []byte
	for from := info.Size(); from > 0; {
		step := min(from, tailStep)
		from -= step
		more := make([]byte, step, int(step)+len(text))
		if _, err := l.file.ReadAt(more, from); err != nil {
			return nil, false, err
		}
		text = append(more, text...)
		whole = text[len(text)-1] == '\n'
		if i := bytes.LastIndexByte(bytes.TrimSuffix(text, []byte("\n")), '\n'); i >= 0 {
			return bytes.TrimSuffix(text[i+1:], []byte("\n")), whole, nil
		}
		if len(text) > tailMost {
			return nil, whole, errors.New("the last line is too long")
		}
	}
	return bytes.TrimSuffix(text, []byte("\n")), whole || len(text) == 0, nil
}

// Redact removes secrets from a line.
func (l *auditFile) Redact(line string) string {
	if l.a == nil {
		return line
	}
	return l.a.redact(line)
}

// Sync waits until everything is on the disk.
func (l *auditFile) Sync() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Sync()
}

// Close closes the file.
func (l *auditFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}

// auditWait is how long a command waits for the disk before it counts as not recorded.
const auditWait = 2 * time.Second

// checkAudit refuses an irreversible command while nothing is being recorded. --yes does not cover that: the caller
// agreed to the command, not to the missing record.
func (a *app) checkAudit(ctx context.Context, r *session.RoomSession, info *video.ActionInfo) error {
	if info.Risk < video.RiskAsks {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, auditWait)
	defer cancel()
	if err := r.Audited(ctx); err != nil {
		return failf("not sent: %s cannot be undone, and nothing is being recorded: %s; "+
			"make --audit %s writable, or leave it out", info.Action, reason(err), a.flags.audit)
	}
	return nil
}

// tellAudit reports that the command was not recorded. The exit code is still that of the command.
func (a *app) tellAudit(r *session.RoomSession) {
	ctx, cancel := context.WithTimeout(context.Background(), auditWait)
	defer cancel()
	if err := r.Audited(ctx); err != nil {
		a.note("the audit log is off, so this is not recorded in %s: %s", a.flags.audit, reason(err))
	}
}

// isNamed reports whether the open file is still the one at path.
func isNamed(f *os.File, path string) bool {
	named, err := os.Lstat(path)
	open, openErr := f.Stat()
	return errors.Join(err, openErr) == nil && os.SameFile(named, open)
}

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

// auditFile is the file of --audit. A line is one write to the end of it, so that programs can share the file. When it
// was moved away or deleted, as rotation does, what follows begins a new one.
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

// Write appends one line, or returns [session.ErrAuditMoved] when it would be the first one in another file.
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

// takeBack removes the part of a line that a full disk has let in, unless another program has written behind it.
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
	// tailStep is how much is read at once from the end of the file, and tailMost how long its last line may be.
	tailStep, tailMost = 64 << 10, 64 << 20
	// tailSettles is how long a line without an end may still be in the making by another program.
	tailSettles = 50 * time.Millisecond
)

// Tail returns the last line of the file, and whether it has an end.
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

// Redact takes secrets out of a line.
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

// auditWait is how long a command waits for the disk before it counts as one that cannot be written.
const auditWait = 2 * time.Second

// checkAudit refuses what cannot be undone while nothing is being recorded. --yes does not cover that: whoever gave it
// knew what would be done, not that there would be no record of it.
func (a *app) checkAudit(ctx context.Context, r *session.RoomSession, info *video.ActionInfo) error {
	if info.Risk < video.RiskAsks {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, auditWait)
	defer cancel()
	if err := r.Audited(ctx); err != nil {
		return failf("not sent: %s cannot be undone, and nothing is being recorded: %s; make --audit %s writable, or leave it out",
			info.Action, reason(err), a.flags.audit)
	}
	return nil
}

// tellAudit says that what was done is not recorded. It is done all the same: the exit code is that of the command.
func (a *app) tellAudit(r *session.RoomSession) {
	ctx, cancel := context.WithTimeout(context.Background(), auditWait)
	defer cancel()
	if err := r.Audited(ctx); err != nil {
		a.note("the audit log is off, so this is not recorded in %s: %s", a.flags.audit, reason(err))
	}
}

// isNamed reports whether the open file is the one that has the name.
func isNamed(f *os.File, path string) bool {
	named, err := os.Lstat(path)
	open, openErr := f.Stat()
	return errors.Join(err, openErr) == nil && os.SameFile(named, open)
}

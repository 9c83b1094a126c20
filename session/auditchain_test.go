package session_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// tailed is a disk that tells how its file ends.
type tailed struct{ disk }

func (d *tailed) Tail() ([]byte, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text := d.text.Bytes()
	whole := len(text) == 0 || text[len(text)-1] == '\n'
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	return bytes.Clone(lines[len(lines)-1]), whole, nil
}

func (d *tailed) Redact(s string) string { return strings.ReplaceAll(s, "David", "[redacted]") }

// lines are the whole lines of what was written, each with its newline.
func (d *disk) lines() [][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(bytes.Lines(bytes.Clone(d.text.Bytes())))
}

func verify(lines [][]byte) error {
	return session.VerifyAudit(bytes.NewReader(bytes.Join(lines, nil)))
}

// recorded returns what two runs of several commands leave, one behind the other or, with together, mixed.
func recorded(t *testing.T, together bool) [][]byte {
	t.Helper()
	d := &tailed{disk{room: -1}}
	audited(t, d, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		if together {
			c, err := session.Dial(t.Context(), config(relay))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			other, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithAudit(d))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = other.Close() }()
			flip(t, other, 2)
		}
		flip(t, room, 3)
	})
	if !together {
		audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) { flip(t, room, 2) })
	}
	if err := verify(d.lines()); err != nil {
		t.Fatalf("untouched: %v\n%s", err, d.text.String())
	}
	return d.lines()
}

func TestAuditSaysWhoAndWhat(t *testing.T) {
	lines := recorded(t, false)
	type line struct {
		Run, Prev, User, Project, Kind string
		Session                        string `json:"room_session_id"`
		Begin                          *struct {
			PID  int
			Last string
		}
		End bool
	}
	ends, last, kinds := 0, "", map[string]int{}
	for i, raw := range lines {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			t.Fatal(err)
		}
		if l.Run == "" || l.User == "" || l.Project == "" || l.Session == "" || (l.Prev == "") != (l.Begin != nil) {
			t.Errorf("line %d: %s", i+1, raw)
		}
		if l.Begin != nil && (l.Begin.PID != os.Getpid() || (l.Begin.Last == "") != (i == 0)) {
			t.Errorf("line %d: %s", i+1, raw)
		}
		if l.End {
			ends++
		}
		kinds[l.Kind]++
		last = l.Run
	}
	if ends != 2 || last == "" || kinds["audit"] != 4 || kinds["command"] < 5 {
		t.Errorf("%d ends in %d lines, kinds %v", ends, len(lines), kinds)
	}
	if text := string(bytes.Join(lines, nil)); strings.Contains(text, "David") {
		t.Error("what the writer redacts was written")
	}
}

// TestVerifyAuditFindsWhatWasDone changes, removes, moves and puts in every line that another one follows.
func TestVerifyAuditFindsWhatWasDone(t *testing.T) {
	lines := recorded(t, false)
	found := func(name string, i int, touched [][]byte) {
		t.Helper()
		var wrong *session.AuditError
		if err := verify(touched); !errors.As(err, &wrong) || wrong.Torn || wrong.Line < i || wrong.Line > i+3 {
			t.Errorf("line %d %s: %v", i+1, name, err)
		}
	}
	for i := range len(lines) - 1 {
		changed := slices.Clone(lines)
		changed[i] = bytes.Replace(lines[i], []byte(`"user":"`), []byte(`"user":"x`), 1)
		found("changed", i, changed)
		found("removed", i, slices.Delete(slices.Clone(lines), i, i+1))
		found("twice", i, slices.Insert(slices.Clone(lines), i, lines[i]))
		found(
			"torn",
			i,
			slices.Replace(slices.Clone(lines), i, i+1, append(lines[i][:len(lines[i])/2:len(lines[i])/2], '\n')),
		)
		moved := slices.Clone(lines)
		moved[i], moved[i+1] = moved[i+1], moved[i]
		found("moved", i, moved)
	}
}

func TestVerifyAuditTakesSeveralRunsInOneFile(t *testing.T) {
	lines := recorded(t, true)
	for i := range len(lines) - 4 { // of the last lines of each run nothing follows
		if verify(slices.Delete(slices.Clone(lines), i, i+1)) == nil {
			t.Errorf("line %d removed: nothing was found", i+1)
		}
	}
}

// TestVerifyAuditTellsACrashApart cuts the file in its last line, and writes on behind it.
func TestVerifyAuditTellsACrashApart(t *testing.T) {
	text := bytes.Join(recorded(t, false), nil)
	last := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
	for cut := last + 1; cut < len(text); cut++ {
		var wrong *session.AuditError
		if err := session.VerifyAudit(bytes.NewReader(text[:cut])); !errors.As(err, &wrong) || !wrong.Torn {
			t.Fatalf("cut %d bytes into the last line: %v", cut-last, err)
		}
	}
	d := &tailed{disk{room: -1}}
	d.text.Write(text[:last+100])
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) { flip(t, room, 1) })
	if err := verify(d.lines()); err != nil {
		t.Errorf("the next run: %v", err)
	}
	lines := d.lines()
	for i, line := range lines {
		if !json.Valid(line) {
			lines[i] = append(bytes.TrimSuffix(line, []byte("\n")), "x\n"...)
		}
	}
	if verify(lines) == nil {
		t.Error("what a crash had left was changed, and nothing was found")
	}
}

// full is a disk of which room is made later; it takes the beginning of a line that does not fit.
type full struct{ tailed }

func (d *full) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(p)
	if d.room >= 0 {
		n = min(n, d.room-d.text.Len())
	}
	d.text.Write(p[:n])
	if n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

func TestFault_O1_AuditGoesOnWhenThereIsRoomAgain(t *testing.T) {
	d := &full{tailed{disk{room: 2000}}}
	commands := 0
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		flip(t, room, 12)
		commands = 12
		if why := room.Snapshot().AuditErr; !strings.Contains(why, "no space left") {
			t.Errorf("AuditErr is %q", why)
		}
		if err := room.Audited(t.Context()); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Audited: %v", err)
		}
		d.mu.Lock()
		d.room = -1
		d.mu.Unlock()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if why := room.Snapshot().AuditErr; why != "" || room.Audited(t.Context()) != nil {
			t.Errorf("with room again, AuditErr is %q", why)
		}
	})
	if err := verify(d.lines()); err != nil {
		t.Errorf("%v\n%s", err, d.text.String())
	}
	if got := bytes.Count(d.text.Bytes(), []byte(`"outcome":"confirmed"`)); got < commands {
		t.Errorf("%d of %d commands were recorded", got, commands)
	}
}

func TestFault_O1_SlowDiskCountsAsOff(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		flip(t, room, 1)
		stuck := make(chan struct{})
		d.mu.Lock()
		d.stuck = stuck
		d.mu.Unlock()
		flip(t, room, 2)
		if room.Snapshot().AuditErr != "" {
			t.Error("off too early")
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if why := room.Snapshot().AuditErr; !strings.Contains(why, "accepted nothing for 5s") {
			t.Errorf("AuditErr is %q", why)
		}
		d.mu.Lock()
		d.stuck = nil
		d.mu.Unlock()
		close(stuck)
		synctest.Wait()
		time.Sleep(time.Second)
		if why := room.Snapshot().AuditErr; why != "" {
			t.Errorf("AuditErr is %q", why)
		}
	})
	if err := verify(d.lines()); err != nil {
		t.Error(err)
	}
}

// moving is a disk whose file is moved away once.
type moving struct {
	tailed
	old   []byte
	after int
	moved bool
}

func (d *moving) Write(p []byte) (int, error) {
	if len(d.lines()) >= d.after && !d.moved {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.old, d.moved = bytes.Clone(d.text.Bytes()), true
		d.text.Reset()
		return 0, session.ErrAuditMoved
	}
	return d.tailed.Write(p)
}

func TestAuditBeginsAnewInAnotherFile(t *testing.T) {
	for after := range 6 {
		d := &moving{tailed: tailed{disk{room: -1}}, after: after}
		audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) { flip(t, room, 5) })
		for name, text := range map[string][]byte{
			"old": d.old, "new": d.text.Bytes(), "both": append(bytes.Clone(d.old), d.text.Bytes()...),
		} {
			if err := session.VerifyAudit(bytes.NewReader(text)); err != nil {
				t.Errorf("after %d lines, %s: %v", after, name, err)
			}
		}
	}
}

func TestAuditIsHarmlessOnATerminal(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		hostile := "a\x1b]52;c;x\a\u009b\u202e\u2028\U000e0041b"
		if _, err := room.Do(t.Context(), video.Command{
			Action: video.ActUpdateMeta, Args: video.Args{"meta": map[string]any{"k": hostile}},
		}); err != nil {
			t.Fatal(err)
		}
	})
	for _, r := range d.text.String() {
		if r != '\n' && (r < ' ' || r >= 0x7f && !strings.ContainsRune("…", r)) {
			t.Errorf("%U was written", r)
		}
	}
	if !strings.Contains(d.text.String(), `\u202e`) {
		t.Errorf("the characters are gone: %s", d.text.String())
	}
}

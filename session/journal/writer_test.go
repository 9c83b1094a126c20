package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// openedOn returns a writer on the disk, and the recorder of a room.
func openedOn(t *testing.T, m *memory, o Options) (*Writer, *Room) {
	t.Helper()
	o.Path = testPath
	w, err := openOn(&process{memory: m, steps: -1}, o)
	if err != nil {
		t.Fatal(err)
	}
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	return w, r
}

// entryRecord returns a record of a log entry.
func entryRecord(n int) video.Record {
	return video.Record{Room: "room-1", Seq: uint64(n), At: time.Now(), Entry: &video.Entry{N: uint64(n), At: time.Now()}}
}

// intend records an intent, and returns its result and how long that took.
func intend(r *Room, limit time.Duration) (took time.Duration, err error) {
	began, done := time.Now(), make(chan error, 2)
	r.Intend(entryRecord(1), limit, func(err error) { done <- err })
	err = <-done
	return time.Since(began), err
}

func linesOf(t *testing.T, m *memory) []Line {
	t.Helper()
	var lines []Line
	for l, err := range readOn(&process{memory: m, steps: -1}, testPath) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// TestField_U9_IntentOnAFullDisk leaves from 0 to 700 bytes: the intent is on the disk, or is refused at once.
func TestField_U9_IntentOnAFullDisk(t *testing.T) {
	for room := 0; room <= 700; room += 20 {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			m.room = room
			w, r := openedOn(t, m, Options{})
			took, err := intend(r, 250*time.Millisecond)
			onDisk := strings.Contains(string(m.files()[testPath]), `"kind":"entry"`)
			if onDisk != (err == nil) || err != nil && !errors.Is(err, syscall.ENOSPC) || took > 250*time.Millisecond {
				t.Errorf("%d bytes: on the disk %v, %v after %v", room, onDisk, err, took)
			}
			if err != nil && !errors.Is(r.State().Err, syscall.ENOSPC) {
				t.Errorf("%d bytes: the state is %v", room, r.State().Err)
			}
			m.set(func() { m.room = -1 })
			if _, err := intend(r, 250*time.Millisecond); err != nil || w.Err() != nil { // an intent causes an attempt at once
				t.Errorf("%d bytes, after making room: %v, %v", room, err, w.Err())
			}
			if err := w.Close(); err != nil || verdictOf(t, m).Verdict != Whole {
				t.Errorf("%d bytes: %v, %+v", room, err, verdictOf(t, m))
			}
		})
	}
}

// TestPremortem_SensuBqLog_StuckDisk sends records to a disk that does not answer.
func TestPremortem_SensuBqLog_StuckDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("fills the queue of a stuck disk; skipped with -short")
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{})
		stuck := make(chan struct{})
		m.set(func() { m.stuck = stuck })
		if took, err := intend(r, 250*time.Millisecond); err == nil || took != 250*time.Millisecond || r.State().Err == nil {
			t.Errorf("%v after %v, the state is %v", err, took, r.State())
		}
		began := time.Now()
		for n := range 3 * maxWaiting {
			r.Record(entryRecord(n))
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("Record took %v", took)
		}
		state := r.State()
		if state.Missing < maxWaiting || w.bytes > maxWaitingBytes {
			t.Errorf("%d missing, %d bytes wait", state.Missing, w.bytes)
		}
		close(stuck)
		m.set(func() { m.stuck = nil })
		synctest.Wait()
		for r.State().Err != nil {
			time.Sleep(time.Second)
		}
		r.Record(entryRecord(7))
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		var lost uint64
		for _, l := range linesOf(t, m) {
			if l.Lost != nil {
				lost += l.Lost.Missing
			}
		}
		rep := verdictOf(t, m)
		if lost != state.Missing || rep.Lost != lost || rep.Verdict != Whole || r.State().Wanted == 0 {
			t.Errorf("%d were lost, the journal reports %d: %+v", state.Missing, lost, rep)
		}
	})
}

// TestFault_O1_CloseWaitsForNoStuckDisk ends a run while the disk does not answer.
func TestFault_O1_CloseWaitsForNoStuckDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{})
		stuck := make(chan struct{})
		m.set(func() { m.stuck = stuck })
		r.Record(entryRecord(1))
		began := time.Now()
		if err := w.Close(); err == nil || time.Since(began) > closeWait {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		close(stuck)
	})
}

// TestFault_O1_RetryWithoutHaste counts the attempts on a disk that stays full while records arrive.
func TestFault_O1_RetryWithoutHaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.room = 0
		p := &process{memory: m, steps: -1}
		var opens atomic.Int32
		w, err := openOn(counting{p, &opens}, Options{Path: testPath})
		if err != nil {
			t.Fatal(err)
		}
		r := w.Room()
		r.Begin(video.Room{}, func() {})
		for n := range 1000 {
			r.Record(entryRecord(n))
			time.Sleep(10 * time.Millisecond)
		}
		if n := opens.Load(); n > 8 {
			t.Errorf("%d attempts in 10 s", n)
		}
		_ = w.Close()
	})
}

// counting counts how often the name of the file is checked, which each attempt does once.
type counting struct {
	*process
	n *atomic.Int32
}

func (c counting) open(path string) (file, error) {
	f, err := c.process.open(path)
	return countingFile{f, c.n}, err
}

type countingFile struct {
	file
	n *atomic.Int32
}

func (f countingFile) isNamed(path string) bool { f.n.Add(1); return f.file.isNamed(path) }

// TestFault_O7_TwoClocks: every line has the wall-clock time, and the monotonic time since the run began.
func TestFault_O7_TwoClocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{})
		for n := range 5 {
			time.Sleep(2 * time.Second)
			rec := entryRecord(n)
			rec.At = rec.At.Add(0) // keeps the monotonic reading
			r.Record(rec)
		}
		_ = w.Close()
		last := time.Duration(-1)
		for _, l := range linesOf(t, m) {
			if l.Record.At.IsZero() || l.Up < last && l.Kind != Begin {
				t.Errorf("%+v after %v", l, last)
			}
			last = l.Up
		}
		if last != 10*time.Second {
			t.Errorf("the last line is at %v", last)
		}
	})
}

// TestRotationRequestsSnapshots writes more than fits in one file.
func TestRotationRequestsSnapshots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{MaxBytes: 3000, Keep: 2})
		asked := 0
		r.End()
		r.Begin(video.Room{}, func() { asked++ })
		for n := range 40 {
			r.Record(entryRecord(n))
			synctest.Wait()
		}
		if asked < 3 || r.State().Wanted != uint64(asked) {
			t.Errorf("asked %d times, %+v", asked, r.State())
		}
		_ = w.Close()
		if rep := verdictOf(t, m); rep.Verdict != Whole || rep.Files != 3 {
			t.Errorf("%+v", rep)
		}
	})
}

// TestFsyncFails uses a disk that accepts lines and loses them.
func TestFsyncFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		p := &process{memory: m, steps: -1}
		var broken atomic.Bool
		broken.Store(true)
		w, err := openOn(noSync{p, &broken}, Options{Path: testPath})
		if err != nil {
			t.Fatal(err)
		}
		r := w.Room()
		r.Begin(video.Room{}, func() {})
		if _, err := intend(r, time.Second); !errors.Is(err, syscall.EIO) || r.State().Err == nil {
			t.Errorf("%v, %v", err, r.State())
		}
		broken.Store(false)
		time.Sleep(3 * time.Second)
		if r.State().Err != nil {
			t.Errorf("%v", r.State())
		}
		_ = w.Close()
		if rep := verdictOf(t, m); rep.Verdict != Whole || rep.Lines != 3 {
			t.Errorf("%+v", rep)
		}
	})
}

type noSync struct {
	*process
	broken *atomic.Bool
}

func (d noSync) open(path string) (file, error) {
	f, err := d.process.open(path)
	return noSyncFile{f.(*memFile), d.broken}, err
}

type noSyncFile struct {
	*memFile
	broken *atomic.Bool
}

func (f noSyncFile) Sync() error {
	if f.broken.Load() {
		return syscall.EIO
	}
	return nil
}

// TestPremortem_Asciinema_SecretsAreMasked records addresses in every form in which JSON may write them, and the token.
func TestPremortem_Asciinema_SecretsAreMasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		redact := func(s string) string { return strings.ReplaceAll(s, "PT-canary", "[redacted]") }
		w, r := openedOn(t, m, Options{Redact: redact})
		for n, params := range []string{
			`{"stream":{"id":"s","url":"rtmp://live.example/app/k3y-canary"}}`,
			`{"stream":{"url":"rtmps:\/\/live.example\/app\/k3y-canary"}}`,
			`{"stream":{"url":"RTMP\u003a\u002f\u002flive.example/app/k3y-canary"}}`,
			`{"playback":{"url":"https://ann:k3y-canary@cdn.example/a.mp4?signature=k3y-canary"}}`,
			`{"meta":{"note":"see https://cdn.example/a?sig=k3y-canary, and \"rtmp://x/y/k3y-canary\""}}`,
			`{"https://cdn.example/?k3y-canary":1}`,
			`{"name":"PT-canary \\PT-canary"}`,
		} {
			e := video.WireEvent{Type: "video.x", Params: json.RawMessage(params)}
			r.Record(video.Record{Room: "room-1", Seq: uint64(n), At: time.Now(), Event: &e})
		}
		r.Record(video.Record{Room: "room-1", At: time.Now(), Snapshot: &video.Snapshot{
			Streams: []*video.Stream{{ID: "s", URL: "rtmp://live.example/app/k3y-canary"}},
		}})
		failed := &video.RPCError{Message: "cannot reach rtmp://live.example/app/k3y-canary"}
		r.Record(video.Record{Room: "room-1", At: time.Now(), Entry: &video.Entry{
			Targets: []video.TargetResult{{Err: failed}}, Err: failed.Error(),
		}})
		_ = w.Close()
		text := string(m.files()[testPath])
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Errorf("a secret is in …%s…", text[max(0, i-80):i+6])
		}
		if rep := verdictOf(t, m); rep.Verdict != Whole {
			t.Errorf("%+v", rep)
		}
		for _, l := range linesOf(t, m) {
			if l.Record.Event != nil && !json.Valid(l.Record.Event.Params) {
				t.Errorf("params %s", l.Record.Event.Params)
			}
		}
	})
}

// TestUnseenCharactersAreEscaped: people read a journal in a terminal.
func TestUnseenCharactersAreEscaped(t *testing.T) {
	t.Parallel()
	name := "Ann\u202e\u200b\x7f é 漢"
	quoted, err := json.Marshal(name)
	if err != nil {
		t.Fatal(err)
	}
	text := encode(&video.WireEvent{Type: "x", Params: json.RawMessage(fmt.Sprintf("{\n\"name\":%s}", quoted))}, nil)
	if strings.ContainsAny(string(text), "\u202e\u200b\x7f\n") || !strings.Contains(string(text), "é 漢") {
		t.Errorf("%q", text)
	}
	var back struct{ Params struct{ Name string } }
	if err := json.Unmarshal(text, &back); err != nil || back.Params.Name != name {
		t.Errorf("%v, %q", err, back.Params.Name)
	}
}

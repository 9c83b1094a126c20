package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"gavel/session/journal"
	"gavel/session/video"
)

// childPath is set in the environment of the process that TestKill9 kills.
const childPath = "GAVEL_JOURNAL_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		writeForEver(path)
	}
	os.Exit(m.Run())
}

// writeForEver fills a journal that has small files, until the process is killed.
func writeForEver(path string) {
	w, err := journal.Open(journal.Options{Path: path, MaxBytes: 4000, Keep: 3})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	for n := uint64(1); ; n++ {
		r.Record(video.Record{Room: "room-1", Seq: n, At: time.Now(), Event: &video.WireEvent{
			Type: "video.member.updated", Params: json.RawMessage(`{"member":{"id":"m-1","audio_muted":true}}`),
		}})
		if n%10 == 0 {
			done := make(chan error, 1)
			intent := video.Record{Room: "room-1", Seq: n, At: time.Now(), Entry: &video.Entry{}}
			r.Intend(intent, time.Second, func(err error) { done <- err })
			if <-done != nil {
				os.Exit(1)
			}
		}
	}
}

// TestKill9 kills processes that write to one journal. It verifies the journal while they live and after they are dead.
func TestKill9(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	kills := 40
	if testing.Short() {
		kills = 6
	}
	for i := range kills {
		children := []*exec.Cmd{child(t, path), child(t, path)}
		for until := time.Now().Add(time.Duration(5+i*7%60) * time.Millisecond); time.Now().Before(until); {
			verify(t, path)
		}
		for _, c := range children {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
		verify(t, path)
	}
	if r, err := journal.Verify(path); err != nil || r.Lines < kills {
		t.Errorf("%+v, %v", r, err)
	}
}

func child(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childPath+"="+path)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// verify fails when the verdict is that the journal was changed, because only gavel has written it.
func verify(t *testing.T, path string) {
	t.Helper()
	none := func(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, journal.ErrEmpty) } // yet
	r, err := journal.Verify(path)
	for n := 0; err != nil && !none(err) && n < 50; n++ { // two processes rotate it all the time
		r, err = journal.Verify(path)
	}
	if err != nil && !none(err) || r.Verdict == journal.Changed || r.Verdict == journal.Missing {
		t.Fatalf("%+v, %v", r, err)
	}
}

// TestFault_O2_MovedOrDeleted lets another program rotate the file.
func TestFault_O2_MovedOrDeleted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	w, err := journal.Open(journal.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	record := func(n uint64) {
		t.Helper()
		r.Record(video.Record{Room: "room-1", Seq: n, At: time.Now()})
		if err := w.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := func(is journal.Verdict) {
		t.Helper()
		if r, err := journal.Verify(path); err != nil || r.Verdict != is {
			t.Errorf("%+v, %v, want %s", r, err, is)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file: %v, %v", info, err)
		}
	}
	record(1)
	want(journal.Live)
	must(t, os.Rename(path, path+".1"))
	record(2)
	want(journal.Live)
	must(t, os.Remove(path))
	record(3)
	want(journal.Missing)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkRecord writes events of the usual size to a disk and masks a token in them.
func BenchmarkRecord(b *testing.B) {
	var secrets video.Redactor
	secrets.Keep("PT0123456789abcdef0123456789abcdef0123456789abcdef")
	w, err := journal.Open(journal.Options{Path: filepath.Join(b.TempDir(), "journal"), Redact: secrets.Redact})
	if err != nil {
		b.Fatal(err)
	}
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	params := json.RawMessage(`{"room_session_id":"5a1ab1a2-0f5f-4a3a-9f0e-3f0c0a5b9c11","room_id":"6c8b3e5e-8d6a-4c5b-a6f3-12f0c0a5b9c1",` +
		`"member":{"updated":["audio_muted"],"room_session_id":"5a1ab1a2-0f5f-4a3a-9f0e-3f0c0a5b9c11","id":"b1b2c3d4-0000-4a3a-9f0e-3f0c0a5b9c11",` +
		`"visible":true,"room_id":"6c8b3e5e-8d6a-4c5b-a6f3-12f0c0a5b9c1","audio_muted":true,"name":"Ann"}}`)
	handing := time.Duration(0)
	n := 0
	for b.Loop() {
		n++
		began := time.Now()
		r.Record(video.Record{
			Room: "5a1ab1a2-0f5f-4a3a-9f0e-3f0c0a5b9c11", Seq: uint64(n), At: began,
			Event: &video.WireEvent{Type: "video.member.updated", Params: params},
		})
		handing += time.Since(began)
		if n%8000 == 0 {
			_ = w.Flush(context.Background())
		}
	}
	_ = w.Close()
	b.ReportMetric(float64(handing.Nanoseconds())/float64(n), "ns-handing-over/op")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lines/s")
	if missing := r.State().Missing; missing > 0 {
		b.Error(strconv.FormatUint(missing, 10) + " were lost")
	}
}

// TestEmptyJournal has a file without a byte, which is the same error for every reader.
func TestEmptyJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "night")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, verify := journal.Verify(path)
	_, summarise := journal.Summarise(path, "")
	_, book := journal.OpenBook(path)
	for name, err := range map[string]error{"Verify": verify, "Summarise": summarise, "OpenBook": book} {
		if !errors.Is(err, journal.ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

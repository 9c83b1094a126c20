package replay

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/journal"
	"gavel/session/video"
)

// tape writes a night of a room with three people: one record each second.
type tape struct {
	t   *testing.T
	w   *journal.Writer
	r   *journal.Room
	seq uint64
	at  time.Time
}

func record(t *testing.T, path string, maxBytes int64) *tape {
	t.Helper()
	w, err := journal.Open(journal.Options{Path: path, MaxBytes: maxBytes})
	if err != nil {
		t.Fatal(err)
	}
	p := &tape{t: t, w: w, r: w.Room(), at: time.Now()}
	p.r.Begin(video.Room{}, func() {})
	return p
}

func (p *tape) put(r video.Record) {
	p.seq++
	p.at = p.at.Add(time.Second)
	r.Room, r.Seq, r.At = "room-1", p.seq, p.at
	p.r.Record(r)
	if err := p.w.Flush(context.Background()); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tape) whole(names ...string) {
	s := &video.Snapshot{At: p.at, Room: video.Room{ID: "room-1", Name: "board"}}
	for i, name := range names {
		s.Members = append(s.Members, &video.Member{
			ID: video.MemberID("m-" + name), Name: name, Type: video.TypeMember, Order: uint64(i + 1),
		})
	}
	p.put(video.Record{Snapshot: s})
}

func (p *tape) event(kind, params string) {
	p.put(video.Record{Event: &video.WireEvent{Type: "video." + kind, Params: json.RawMessage(params)}})
}

func (p *tape) mute(name string, muted bool) {
	p.event("member.updated", fmt.Sprintf(`{"member":{"id":"m-%s","audio_muted":%t}}`, name, muted))
}

func (p *tape) command(n uint64) {
	c := video.Lock()
	p.put(video.Record{Entry: &video.Entry{N: n, At: p.at, Kind: video.EntryCommand, Command: &c}})
}

func (p *tape) close() {
	p.put(video.Record{})
	if err := p.w.Close(); err != nil {
		p.t.Fatal(err)
	}
}

// night has a bit of everything: 26 records.
func night(p *tape) {
	p.whole("Ann", "Ben", "Cleo")
	for i := range 10 {
		p.mute("Ann", i%2 == 0)
		p.put(video.Record{Talk: &video.TalkSpan{
			Member: "m-Ben", From: p.at.Add(-500 * time.Millisecond), To: p.at.Add(time.Second), Since: p.seq - 1,
		}})
	}
	p.command(1)
	p.event("member.left", `{"member":{"id":"m-Cleo"}}`)
	p.mute("Ann", true)
	p.command(2)
}

func opened(t *testing.T, path string) *Night {
	t.Helper()
	n, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

func reelOf(t *testing.T, n *Night) *Reel {
	t.Helper()
	r, ok := n.Reel("room-1")
	if !ok {
		t.Fatal("no reel")
	}
	return r
}

// faces is a snapshot in a line.
func faces(s *video.Snapshot) string {
	var b strings.Builder
	for _, m := range s.Members {
		fmt.Fprintf(&b, "%s muted=%t talks=%t %s; ", m.Name, m.AudioMuted, m.Talking, m.TalkTotal)
	}
	return b.String() + fmt.Sprint(len(s.Log), s.Link.State)
}

// all returns the picture after each step.
func all(r *Reel) []string {
	pictures := []string{faces(r.Snapshot())}
	for r.Step() {
		pictures = append(pictures, faces(r.Snapshot()))
	}
	return pictures
}

func TestSeekEqualsSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	for range 400 { // 10,400 records and 4,000 starts of talking: more than one checkpoint
		night(p)
	}
	p.close()
	r := reelOf(t, opened(t, path))
	want := all(r)
	if len(want) < 2*checkEvery {
		t.Fatalf("only %d steps", len(want))
	}
	for _, n := range []int{0, len(want) - 1, 7, checkEvery, checkEvery + 1, checkEvery - 1, 5000, 4999, 9000, 1} {
		if r.Seek(n); faces(r.Snapshot()) != want[n] || r.Pos() != n {
			t.Errorf("after Seek(%d), step %d: %s, want %s", n, r.Pos(), faces(r.Snapshot()), want[n])
		}
	}
	for _, n := range []int{2, 12, 8000} {
		r.Seek(n)
		at := r.Now()
		r.SeekTime(at)
		if r.Pos() < n || r.Now() != at {
			t.Errorf("SeekTime(%v) went to step %d, %v; want %d", at, r.Pos(), r.Now(), n)
		}
	}
}

// TestCheckpointsKeepWhatNoSnapshotShows applies events after a checkpoint, in the scene that it was taken from and in
// one that goes back to it.
func TestCheckpointsKeepWhatNoSnapshotShows(t *testing.T) {
	at := time.Now()
	tell := func(scenes []*scene, kind, params string) {
		at = at.Add(time.Second)
		for _, s := range scenes {
			s.record(&video.Record{At: at, Event: &video.WireEvent{Type: kind, Params: json.RawMessage(params)}})
		}
	}
	const ann, ben = `{"member":{"id":"m-Ann"}}`, `{"member":{"id":"m-Ben","name":"Ben","type":"member"}}`
	for name, events := range map[string][2][]string{
		"a late event":  {{"video.room.ended", `{}`}, {"video.member.updated", ann}},
		"somebody back": {{"video.member.left", ben}, {"video.member.joined", ben}},
		"an order":      {{"video.member.joined", ben, "video.member.left", ben, "video.member.left", ann}, {"video.member.joined", ben}},
	} {
		s := newScene("room-1")
		s.record(&video.Record{At: at, Snapshot: &video.Snapshot{At: at, Members: []*video.Member{
			{ID: "m-Ann", Name: "Ann", Type: video.TypeMember, Order: 1},
			{ID: "m-Ben", Name: "Ben", Type: video.TypeMember, Order: 2},
		}}})
		for e := range slices.Chunk(events[0], 2) {
			tell([]*scene{s}, e[0], e[1])
		}
		back := newScene("room-1")
		back.restore(s.keep(at))
		for e := range slices.Chunk(events[1], 2) {
			tell([]*scene{s, back}, e[0], e[1])
		}
		want, got := s.snapshot(at), back.snapshot(at)
		for _, shot := range []*video.Snapshot{want, got} {
			shot.Seq, shot.Stats, shot.Recent = 0, video.Stats{}, nil
		}
		if a, b := whole(want), whole(got); a != b {
			t.Errorf("%s: after the checkpoint it is\n%s, want\n%s", name, b, a)
		}
	}
}

// whole is a snapshot with the order of its members, which its JSON leaves out.
func whole(s *video.Snapshot) string {
	text, _ := json.Marshal(s)
	for _, m := range s.Members {
		text = fmt.Append(text, " ", m.ID, " ", m.Order)
	}
	return string(text)
}

// TestRotatedFilesReplayInOrder writes the same night into one file and into several.
func TestRotatedFilesReplayInOrder(t *testing.T) {
	dir := t.TempDir()
	var pictures [2][]string
	for i, maxBytes := range []int64{0, 3000} {
		path := filepath.Join(dir, fmt.Sprint("journal", i))
		p := record(t, path, maxBytes)
		night(p)
		p.close()
		n := opened(t, path)
		if (n.Verdict.Files > 1) != (i == 1) || n.Verdict.Verdict != journal.Whole {
			t.Fatalf("%+v", n.Verdict)
		}
		pictures[i] = all(reelOf(t, n))
	}
	if a, b := fmt.Sprint(pictures[0]), fmt.Sprint(pictures[1]); a != b {
		t.Errorf("one file:\n%s\nseveral:\n%s", a, b)
	}
}

// TestTalkingStartsAtItsTime has spans that are recorded when they end.
func TestTalkingStartsAtItsTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	p.whole("Ann")
	first := p.at
	p.put(video.Record{Talk: &video.TalkSpan{
		Member: "m-Ann", From: p.at.Add(100 * time.Millisecond), To: p.at.Add(600 * time.Millisecond), Since: 1,
	}})
	p.close()
	r := reelOf(t, opened(t, path))
	for after, talks := range map[time.Duration]bool{50: false, 150: true, 590: true, 1100: false} {
		r.SeekTime(first.Add(after * time.Millisecond))
		if got := r.Snapshot().Counts.Talking == 1; got != talks {
			t.Errorf("after %d ms: talking is %t", after, got)
		}
	}
	if r.SeekTime(first.Add(300 * time.Millisecond)); len(r.Heard(time.Minute)) != 0 {
		t.Error("who still talks was heard")
	}
	all(r)
	if runs := r.Heard(time.Minute); len(runs) != 1 || runs[0].Member != "m-Ann" || runs[0].To.Sub(runs[0].From) != 500*time.Millisecond {
		t.Errorf("heard %+v", runs)
	}
	if m := r.Snapshot().Members[0]; m.TalkTotal != 500*time.Millisecond {
		t.Errorf("talked %v", m.TalkTotal)
	}
}

func TestActionsAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	night(p)
	p.close()
	r := reelOf(t, opened(t, path))
	for _, want := range []int{1, 2} {
		n, ok := r.Action(1)
		if r.Seek(n); !ok || len(r.Snapshot().Log) != want {
			t.Errorf("action %d: step %d, %d entries", want, n, len(r.Snapshot().Log))
		}
	}
	if _, ok := r.Action(1); ok {
		t.Error("there is a third action")
	}
	if n, ok := r.Action(-1); !ok || n >= r.Pos() {
		t.Errorf("the previous action is at %d of %d", n, r.Pos())
	}
}

// TestFaultyJournals opens what a crash, an editor and a lost file leave behind.
func TestFaultyJournals(t *testing.T) {
	change := func(t *testing.T, path string, f func(string) string) {
		t.Helper()
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(f(string(text))), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name    string
		fault   func(t *testing.T, path string)
		verdict journal.Verdict // "" for an error
		broken  bool
		people  int // at the end
	}{
		{"nothing", func(*testing.T, string) {}, journal.Whole, false, 2},
		{"torn at the end", func(t *testing.T, path string) {
			change(t, path, func(s string) string { return s[:len(s)-700] })
		}, journal.Torn, false, 2},
		{"a changed byte", func(t *testing.T, path string) {
			change(t, path, func(s string) string { return strings.Replace(s, `"name":"Ben"`, `"name":"Bob"`, 1) })
		}, "", true, 0},
		{"a changed byte later", func(t *testing.T, path string) {
			change(t, path, func(s string) string { return strings.Replace(s, `member.left`, `member.lost`, 1) })
		}, journal.Changed, true, 3},
		{"a removed line", func(t *testing.T, path string) {
			change(t, path, func(s string) string {
				lines := strings.SplitAfter(s, "\n")
				return strings.Join(append(lines[:5:5], lines[6:]...), "")
			})
		}, journal.Changed, false, 2},
		{"another file", func(t *testing.T, path string) {
			change(t, path, func(string) string { return "hello\nworld\n" })
		}, "", false, 0},
		{"an empty file", func(t *testing.T, path string) { change(t, path, func(string) string { return "" }) }, "", false, 0},
		{"no file", func(t *testing.T, path string) { _ = os.Remove(path) }, "", false, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			p := record(t, path, 0)
			night(p)
			p.close()
			test.fault(t, path)
			n, err := Open(path)
			if (err != nil) != (test.verdict == "") {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				return
			}
			defer n.Close()
			r := reelOf(t, n)
			all(r)
			if n.Verdict.Verdict != test.verdict || (n.Broken != nil) != test.broken || len(r.Snapshot().Members) != test.people {
				t.Errorf("%+v, broken: %v, %s", n.Verdict, n.Broken, faces(r.Snapshot()))
			}
		})
	}
}

// TestNewerJournalIsRefused has the schema of a later version.
func TestNewerJournalIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	p.close()
	text, _ := os.ReadFile(path)
	newer := strings.Replace(string(text), `"schema":1`, `"schema":9`, 1)
	if err := os.WriteFile(path, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("it was opened")
	}
}

// TestTwoRunsReplayOneAfterTheOther has a room that was recorded again after a restart.
func TestTwoRunsReplayOneAfterTheOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	night(p)
	p.close()
	again := record(t, path, 0)
	again.at = p.at.Add(time.Hour)
	again.whole("Ann", "Ben", "Dora", "Eve")
	again.mute("Eve", true)
	again.close()
	r := reelOf(t, opened(t, path))
	all(r)
	if got := faces(r.Snapshot()); !strings.Contains(got, "Eve muted=true") || strings.Contains(got, "Cleo") {
		t.Error(got)
	}
	if r.To.Sub(r.From) < time.Hour {
		t.Errorf("from %v to %v", r.From, r.To)
	}
}

// TestFactsAreNoRemarks compares what a replay reads with what a report leaves out.
func TestFactsAreNoRemarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	p := record(t, path, 0)
	p.whole("Ann")
	for _, kind := range video.Facts() {
		if facts[kind] == nil {
			t.Errorf("a replay does not read %s", kind)
		}
		p.put(video.Record{Decision: &video.Decision{Kind: kind, Data: json.RawMessage(`{}`)}})
	}
	p.put(video.Record{Decision: &video.Decision{Kind: "floor.note", Data: json.RawMessage(`{}`)}})
	p.close()
	sum, err := journal.Summarise(path, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sum.Sessions[0].Remarks {
		if facts[r.Kind] != nil {
			t.Errorf("%s is a remark of the report", r.Kind)
		}
	}
	if n := len(sum.Sessions[0].Remarks); n != 1 {
		t.Errorf("%d remarks, want 1", n)
	}
}

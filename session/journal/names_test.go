package journal

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
)

// namedRecords has people in every kind of record. "Ann Lee" is m-1 with the address ann@example.com.
func namedRecords() []video.Record {
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	ann := &video.Member{
		ID: "m-1", Name: "Ann Lee", Type: video.TypeMember, RoomSessionID: "room-1", Meta: raw(`{"mail":"ann@example.com","n":3}`),
	}
	screen := &video.Member{ID: "m-2", Name: "Ann Lee's screen", Type: video.TypeScreen, ParentID: "m-1"}
	mute := video.AudioMute("m-1")
	mute.Reason = "Ann Lee's microphone hums"
	meta := video.Command{
		Action: video.ActSetMemberMeta, Targets: []video.MemberID{"m-1"},
		Args: video.Args{"meta": map[string]any{"mail": "ann@example.com"}},
	}
	layout := video.Command{Action: video.ActSetLayout, Args: video.Args{
		"name": "3x3", "positions": map[string]any{"m-1": "reserved-1"},
	}}
	event := func(kind, params string) video.Record {
		return video.Record{Event: &video.WireEvent{Type: "video." + kind, Params: raw(params)}}
	}
	entry := func(e video.Entry) video.Record {
		e.Who = []video.Person{{ID: "m-1", Name: "Ann Lee"}}
		return video.Record{Entry: &e}
	}
	decision := func(kind, data string) video.Record {
		return video.Record{Decision: &video.Decision{Kind: kind, Data: raw(data)}}
	}
	return []video.Record{
		event("member.joined", `{"room_session_id":"room-1","member":{"id":"m-1","name":"Ann Lee","meta":{"mail":"ann@example.com"}}}`),
		event("layout.changed", `{"layout":{"id":"grid","name":"grid","layers":[{"member_id":"m-1","position":"standard-1"}]}}`),
		event("member.updated", `{"member":{"id":"m-1","updated":["meta"],"meta":{"mail":"ann@example.com"}}}`),
		{Snapshot: &video.Snapshot{
			Room:    video.Room{ID: "room-1", Name: "board", DisplayName: "Board of Ann"},
			Members: []*video.Member{ann, screen}, Gone: []*video.Member{ann}, Demoted: []*video.Member{ann},
			Layout: video.Layout{Name: "grid", Layers: []video.Layer{{MemberID: "m-1"}}},
		}},
		{Talk: &video.TalkSpan{Member: "m-1", From: time.Now(), To: time.Now()}},
		entry(video.Entry{N: 1, Kind: video.EntryCommand, Command: &mute, Targets: []video.TargetResult{{Member: "m-1"}}}),
		entry(video.Entry{N: 2, Kind: video.EntryCommand, Command: &meta, Err: "Ann Lee said no"}),
		entry(video.Entry{N: 3, Kind: video.EntryCommand, Command: &layout}),
		decision("floor.granted", `{"who":{"id":"m-1","name":"Ann Lee"},"others":[{"id":"m-1","name":"Ann Lee"},{"id":"m-3","name":"Ann"}],"text":"Ann Lee, chair"}`),
		decision("floor.view", `{"next":"m-1","queue":[{"id":"m-1","name":"Ann Lee"},{"id":"~1","name":"Ann Lee, chair"}],`+
			`"turns":[{"id":"m-1","name":"Ann Lee"}],"offers":[{"member":{"id":"m-1","name":"Ann Lee"},"away":"m-1"}]}`),
		decision("floor.ended", `{"who":{"id":"m-1","name":"Ann Lee"},"turn":{"kind":"guest","group":"ann@example.com"}}`),
		decision("floor.view", `{"closes":[{"id":"m-9","name":"Al"}],"queue":[{"id":"m-1","name":"Ann Lee","group":"ann@example.com"}]}`),
		decision("sent_away", `{"who":{"id":"m-8","name":"Bo"},"action":"removeMember","reason":"Ann Lee, again"}`),
		decision("door.hit", `{"rule":"Ann Lee","who":{"id":"m-1","name":"Ann Lee"},"do":"mute","selector":"name~\"Ann Lee\""}`),
		decision("demoted", `["m-1"]`),
		decision("deaf_muted", `{"Member":"m-1","Muted":true}`),
		decision(KindAlarm, `{"kind":"returned","who":[{"id":"m-1","name":"Ann Lee"}]}`),
	}
}

func writeNamed(t *testing.T, path string, o Options) string {
	t.Helper()
	o.Path = path
	w, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	for i, rec := range namedRecords() {
		rec.Room, rec.Seq, rec.At = "room-1", uint64(i+1), time.Now()
		r.Record(rec)
	}
	if err := w.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPseudonymsHideNamesIdsAndMetadata(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	text := writeNamed(t, path, Options{Pseudonyms: true})
	for _, secret := range []string{"Ann Lee", " Lee", `"m-1"`, `"m-2"`, `"m-9"`, `"Al"`, `"Bo"`, "ann@example.com"} {
		for line := range strings.Lines(text) {
			if strings.Contains(line, secret) {
				t.Errorf("%s is in %s", secret, line)
			}
		}
	}
	for _, kept := range []string{`"room-1"`, `"board"`, "standard-1", "reserved-1", "audioMute", `"name":"grid"`, `"mail":`} {
		if !strings.Contains(text, kept) {
			t.Errorf("%s is missing", kept)
		}
	}
	if strings.Contains(text, "unwritable") {
		t.Error("a record is missing")
	}
	if r, err := Verify(path); err != nil || r.Verdict != Whole {
		t.Errorf("%+v %v", r, err)
	}
	if info, err := os.Stat(path + keySuffix); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v %v", info, err)
	}
}

// TestPseudonymsAreStableWithinAJournal has two runs in one journal, and another journal.
func TestPseudonymsAreStableWithinAJournal(t *testing.T) {
	dir := t.TempDir()
	idOf := func(text string) string {
		_, id, _ := strings.Cut(text, `"member_id":"`)
		return id[:idDigits+1]
	}
	first := writeNamed(t, filepath.Join(dir, "one"), Options{Pseudonyms: true})
	both := writeNamed(t, filepath.Join(dir, "one"), Options{Pseudonyms: true})
	other := writeNamed(t, filepath.Join(dir, "two"), Options{Pseudonyms: true})
	if again := idOf(both[len(first):]); again != idOf(first) {
		t.Errorf("%s became %s", idOf(first), again)
	}
	if idOf(other) == idOf(first) {
		t.Error("two journals have the same pseudonym")
	}
	sum, err := Summarise(filepath.Join(dir, "one"), "mail")
	if err != nil || len(sum.Sessions) != 1 || len(sum.Sessions[0].People) != 1 {
		t.Fatalf("%+v %v", sum, err)
	}
	if p := sum.Sessions[0].People[0]; !strings.HasPrefix(p.Name, "Person ") || p.Group == "" {
		t.Errorf("%+v", p)
	}
}

func TestAForeignKeyIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path+keySuffix, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Path: path, Pseudonyms: true}); err == nil {
		t.Error("it was opened")
	}
}

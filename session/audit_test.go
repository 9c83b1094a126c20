package session_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// disk is a file on a disk that can fail or stand still.
type disk struct {
	mu    sync.Mutex // guards what follows
	text  bytes.Buffer
	room  int           // bytes; less than 0 is endless
	stuck chan struct{} // writes wait for its closing; nil for none
	syncs int
}

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	stuck := d.stuck
	d.mu.Unlock()
	if stuck != nil {
		<-stuck
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.room >= 0 && d.text.Len()+len(p) > d.room {
		return 0, syscall.ENOSPC
	}
	return d.text.Write(p)
}

func (d *disk) Sync() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.syncs++
	return nil
}

// audited runs f in a bubble, in a room whose audit goes to the disk.
func audited(t *testing.T, d io.Writer, f func(t *testing.T, room *session.RoomSession, relay *localrelay.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(relayOptions())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = relay.Close() }()
		c, err := session.Dial(t.Context(), config(relay))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithAudit(d))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		f(t, room, relay)
	})
}

// flip mutes and unmutes the first member.
func flip(t *testing.T, room *session.RoomSession, times int) {
	t.Helper()
	id := room.Snapshot().Members[0].ID
	for i := range times {
		action := video.ActDeaf
		if i%2 == 1 {
			action = video.ActUndeaf
		}
		if _, err := room.Do(t.Context(), video.Command{Action: action, Targets: []video.MemberID{id}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second) // the same again within a second is swallowed
	}
}

func TestFault_O1_AuditFailsAndTheRoomGoesOn(t *testing.T) {
	d := &disk{room: 1500}
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		flip(t, room, 20)
		synctest.Wait()
		warnings := 0
		for _, e := range room.Snapshot().Log {
			if e.Kind == video.EntryWarning && e.Note == video.NoteAuditOff && strings.Contains(e.Detail, "no space left") {
				warnings++
			}
		}
		if warnings != 1 {
			t.Errorf("%d warnings, want one", warnings)
		}
	})
	for line := range bytes.Lines(d.text.Bytes()) {
		if !json.Valid(line) {
			t.Errorf("half a line was written: %q", line)
		}
	}
}

func TestFault_O1_StuckDiskStopsNobody(t *testing.T) {
	d := &disk{room: -1, stuck: make(chan struct{})}
	defer close(d.stuck)
	began := time.Now()
	relay, err := localrelay.StartPipe(relayOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = relay.Close() }()
	c, err := session.Dial(t.Context(), config(relay))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithAudit(d))
	if err != nil {
		t.Fatal(err)
	}
	id := room.Snapshot().Members[0].ID
	for _, action := range []video.Action{video.ActDeaf, video.ActUndeaf} {
		if _, err := room.Do(t.Context(), video.Command{Action: action, Targets: []video.MemberID{id}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := room.Do(t.Context(), video.RemoveMember(room.Snapshot().Members[1].ID)); err != nil {
		t.Errorf("a removal, which waits for its record: %v", err)
	}
	_ = room.Close()
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("commands and the end took %v", took)
	}
}

func TestFault_O1_WhatCannotBeUndoneIsSynced(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		flip(t, room, 2)
		synctest.Wait()
		if d.syncs != 0 {
			t.Errorf("%d syncs for what can be undone", d.syncs)
		}
		gone := room.Snapshot().Members[0].ID
		if _, err := room.Do(
			t.Context(),
			video.Command{Action: video.ActRemoveMember, Targets: []video.MemberID{gone}},
		); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second) // until the room's readings have told the outcome
		synctest.Wait()
		if d.syncs == 0 {
			t.Errorf("a removal was not synced: %s", d.text.String())
		}
	})
}

// TestFault_O7_TwoClocks: every line has the time of the wall, and the time since the start by a clock nobody sets.
func TestFault_O7_TwoClocks(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) { flip(t, room, 5) })
	last, lines := time.Duration(-1), 0
	for line := range bytes.Lines(d.text.Bytes()) {
		var entry struct {
			Session string        `json:"room_session_id"`
			Elapsed time.Duration `json:"elapsed"`
			Time    time.Time     `json:"time"`
		}
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatal(err)
		}
		if entry.Session == "" || entry.Time.IsZero() || entry.Elapsed < last {
			t.Errorf("got %s after %v", line, last)
		}
		last = entry.Elapsed
		lines++
	}
	if lines < 5 || last < 8*time.Second {
		t.Errorf("%d lines, the last after %v", lines, last)
	}
}

// What cannot be undone is on the disk before it is done: a command on many takes a while, and the process may be
// killed.
func TestFault_O1_RecordBeforeTheDeed(t *testing.T) {
	d := &disk{room: -1}
	audited(t, d, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		var before string
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "video.member.remove" && before == "" {
				d.mu.Lock()
				before = d.text.String() + "\n"
				d.mu.Unlock()
			}
			return localrelay.Verdict{}
		})
		ids := []video.MemberID{room.Snapshot().Members[1].ID, room.Snapshot().Members[2].ID}
		if _, err := room.Do(t.Context(), video.RemoveMember(ids...)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(before, `"removeMember"`) || !strings.Contains(before, string(ids[1])) {
			t.Errorf("the audit held nothing of it when it was sent: %s", before)
		}
	})
	if err := session.VerifyAudit(bytes.NewReader(d.text.Bytes())); err != nil {
		t.Error(err)
	}
}

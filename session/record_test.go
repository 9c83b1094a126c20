package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// tape is a recorder in memory, on a disk that may be slow, blocked or full.
type tape struct {
	mu      sync.Mutex // guards the fields below
	records []video.Record
	delay   time.Duration // until an intent is on disk
	stuck   bool          // no intent reaches the disk
	err     error
	wanted  uint64
	changed func()
	ended   bool
}

func (p *tape) Begin(_ video.Room, changed func()) { p.changed = changed }

func (p *tape) Record(r video.Record) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.records = append(p.records, r)
}

func (p *tape) Intend(r video.Record, limit time.Duration, settled func(error)) {
	p.Record(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.err
	if p.stuck {
		time.AfterFunc(limit, func() { settled(errors.New("the disk does not answer")) })
		return
	}
	time.AfterFunc(p.delay, func() { settled(err) })
}

func (p *tape) State() video.RecorderState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return video.RecorderState{Err: p.err, Wanted: p.wanted}
}

func (p *tape) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

// set changes the disk and notifies the room.
func (p *tape) set(f func()) {
	p.mu.Lock()
	f()
	p.mu.Unlock()
	p.changed()
}

func (p *tape) all() []video.Record {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.records)
}

func (p *tape) entries() []video.Entry {
	var entries []video.Entry
	for _, r := range p.all() {
		if r.Entry != nil {
			entries = append(entries, *r.Entry)
		}
	}
	return entries
}

// recorded runs f in a bubble, in a room with the recorder.
func recorded(t *testing.T, p *tape, f func(t *testing.T, room *session.RoomSession, relay *localrelay.Server)) {
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
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithRecorder(p))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = room.Close() }()
		f(t, room, relay)
	})
}

func TestCommandsKeepTheirOrderAfterARecordedOne(t *testing.T) {
	recorded(t, &tape{delay: 50 * time.Millisecond}, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		for range 20 {
			var wg sync.WaitGroup
			wg.Go(func() { _ = room.SetMeta(t.Context(), map[string]any{"a": 1}) })
			for i := range 5 { // all of them wait, and are released together
				time.Sleep(time.Millisecond)
				wg.Go(func() { _ = room.UpdateMeta(t.Context(), map[string]any{"last": i}) })
			}
			wg.Wait()
			if meta, err := room.GetMeta(t.Context()); err != nil || len(meta) != 2 || fmt.Sprint(meta["last"]) != "4" {
				t.Errorf("the metadata is %v, %v", meta, err)
			}
		}
	})
}

// TestField_U9_NothingFinalWithoutItsRecord uses a full disk, a blocked one, and one that is too slow for the caller.
func TestField_U9_NothingFinalWithoutItsRecord(t *testing.T) {
	for name, c := range map[string]struct {
		tape *tape
		time time.Duration // the caller's deadline; 0: none
		took time.Duration
		sent bool
	}{
		"a full disk":                 {tape: &tape{err: syscall.ENOSPC}},
		"a blocked disk":              {tape: &tape{stuck: true}, took: 250 * time.Millisecond},
		"a blocked disk, no time":     {tape: &tape{stuck: true}, time: 200 * time.Millisecond, took: 50 * time.Millisecond},
		"a slow disk":                 {tape: &tape{delay: 200 * time.Millisecond}, took: 200 * time.Millisecond, sent: true},
		"a disk that always did work": {tape: &tape{}, sent: true},
	} {
		t.Run(name, func(t *testing.T) {
			recorded(t, c.tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
				id, began := room.Snapshot().Members[1].ID, time.Now()
				ctx := t.Context()
				if c.time > 0 {
					short, cancel := context.WithTimeout(ctx, c.time)
					defer cancel()
					ctx = short
				}
				err := room.RemoveMember(ctx, id)
				if took := time.Since(began).Truncate(10 * time.Millisecond); took != c.took {
					t.Errorf("it took %v, want %v", took, c.took)
				}
				if n := len(relay.Requests("video.member.remove")); c.sent != (err == nil) || c.sent != (n == 1) {
					t.Fatalf("%d sent, %v", n, err)
				}
				if c.sent {
					return
				}
				var state *video.StateError
				if !errors.Is(err, video.ErrNotSent) || !errors.Is(err, video.ErrUnrecorded) || !errors.As(err, &state) {
					t.Errorf("%v", err)
				}
				time.Sleep(time.Second)
				log := room.Snapshot().Log
				if e := log[len(log)-1]; e.Outcome != video.OutcomeNotSent || len(room.Snapshot().Pending) != 0 {
					t.Errorf("the log says %+v", e)
				}
				anyway := video.RemoveMember(id)
				anyway.Unrecorded = true
				if _, err := room.Do(t.Context(), anyway); err != nil {
					t.Errorf("although it is wanted: %v", err)
				}
			})
		})
	}
}

// TestField_U9_NothingElseWaits submits commands while one waits for a blocked disk. Only commands that change the same
// property wait for it.
func TestField_U9_NothingElseWaits(t *testing.T) {
	tape := &tape{stuck: true}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		ms := room.Snapshot().Members
		var wg sync.WaitGroup
		wg.Go(func() { _ = room.RemoveMember(t.Context(), ms[1].ID) })
		wg.Go(func() { _ = room.SetMeta(t.Context(), map[string]any{"a": 1}) })
		time.Sleep(time.Millisecond)
		began := time.Now()
		others := []video.Command{
			video.AudioMute(ms[0].ID),
			video.AudioMute(ms[1].ID),
			{Action: video.ActLock},
			video.AudioMute(ms[2].ID, ms[3].ID, ms[1].ID),
		}
		for _, c := range others {
			if _, err := room.Do(t.Context(), c); err != nil {
				t.Errorf("%s: %v", c.Action, err)
			}
		}
		if took := time.Since(began); took > 10*time.Millisecond {
			t.Errorf("they took %v", took)
		}
		short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := room.UpdateMeta(short, map[string]any{"b": 2}); !errors.Is(err, video.ErrNotSent) {
			t.Errorf("newer metadata passed the older: %v", err)
		}
		wg.Wait()
		if n := len(relay.Requests("video.member.remove")) + len(relay.Requests("video.set_meta")); n != 0 {
			t.Errorf("%d commands that cannot be undone were sent", n)
		}
	})
}

// TestFault_O1_RecordBeforeTheDeed checks the record when the room receives the request.
func TestFault_O1_RecordBeforeTheDeed(t *testing.T) {
	tape := &tape{delay: 20 * time.Millisecond}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		var before []video.Entry
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "video.member.remove" && before == nil {
				before = tape.entries()
			}
			return localrelay.Verdict{}
		})
		ids := []video.MemberID{room.Snapshot().Members[1].ID, room.Snapshot().Members[2].ID}
		if _, err := room.Do(t.Context(), video.RemoveMember(ids...)); err != nil {
			t.Fatal(err)
		}
		if len(before) == 0 {
			t.Fatal("when it was sent, the record held nothing")
		}
		if e := before[len(before)-1]; e.Outcome != video.OutcomePending || !slices.Equal(e.Command.Targets, ids) {
			t.Errorf("when it was sent, the record held %+v", e)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		var outcomes []video.Outcome
		for _, e := range tape.entries() {
			if e.Kind == video.EntryCommand {
				outcomes = append(outcomes, e.Outcome)
			}
		}
		if n := len(outcomes); n < 2 || n > 3 || outcomes[n-1] != video.OutcomeConfirmed {
			t.Errorf("outcomes %v", outcomes)
		}
	})
}

// TestFault_O1_TheRoomSaysThatNothingIsRecorded switches the disk off and on.
func TestFault_O1_TheRoomSaysThatNothingIsRecorded(t *testing.T) {
	tape := &tape{}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, _ *localrelay.Server) {
		tape.set(func() { tape.err = syscall.ENOSPC })
		synctest.Wait()
		time.Sleep(time.Second)
		if why := room.Snapshot().JournalErr; why != "no space left on device" {
			t.Errorf("it says %q", why)
		}
		must(t, room.AudioMute(t.Context(), room.Snapshot().Members[0].ID))
		tape.set(func() { tape.err = nil })
		synctest.Wait()
		time.Sleep(time.Second)
		var notes []video.Note
		for _, e := range room.Snapshot().Log {
			if e.Kind == video.EntryWarning {
				notes = append(notes, e.Note)
			}
		}
		if room.Snapshot().JournalErr != "" || !slices.Equal(notes, []video.Note{video.NoteJournalOff, video.NoteJournalOn}) {
			t.Errorf("%q, notes %v", room.Snapshot().JournalErr, notes)
		}
	})
}

// TestPremortem_ObsWebsocket1230_StateIsReadBack loses the notices that recording has stopped and resumed.
func TestPremortem_ObsWebsocket1230_StateIsReadBack(t *testing.T) {
	tape := &tape{}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		id := string(room.Snapshot().Members[0].ID)
		for i, err := range []error{syscall.ENOSPC, nil} {
			tape.mu.Lock()
			tape.err = err
			tape.mu.Unlock()
			must(t, relay.UpdateMember(room.ID(), id, map[string]any{"audio_muted": i == 0}))
			time.Sleep(time.Second)
			if off := room.Snapshot().JournalErr != ""; off != (err != nil) {
				t.Errorf("with %v, the room says %q", err, room.Snapshot().JournalErr)
			}
		}
	})
}

// TestRecorderGetsEverything makes members talk, change and leave, reads the room again, and checks the records.
func TestRecorderGetsEverything(t *testing.T) {
	tape := &tape{}
	recorded(t, tape, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		ms := room.Snapshot().Members
		a, b, c := string(ms[0].ID), string(ms[1].ID), string(ms[2].ID)
		for _, id := range []string{a, b, c} {
			must(t, relay.UpdateMember(room.ID(), id, map[string]any{"audio_muted": false}))
			must(t, relay.SetTalking(room.ID(), id, true))
		}
		time.Sleep(3 * time.Second)
		must(t, relay.SetTalking(room.ID(), a, false))
		must(t, room.RemoveMember(t.Context(), video.MemberID(b)))
		must(t, room.RecordDecision("floor.granted", json.RawMessage(`{"to":"x"}`)))
		if err := room.RecordDecision("no kind", nil); !errors.Is(err, video.ErrArgument) {
			t.Errorf("%v", err)
		}
		time.Sleep(time.Second)
		tape.set(func() { tape.wanted++ })
		time.Sleep(time.Second)
	})
	count := map[string]int{}
	var spans []video.TalkSpan
	for i, r := range tape.all() {
		if r.Seq != uint64(i+1) || r.Room == "" || r.At.IsZero() {
			t.Errorf("record %d: %+v", i, r)
		}
		switch {
		case r.Event != nil:
			count[r.Event.Type]++
			if !json.Valid(r.Event.Params) {
				t.Errorf("params %s", r.Event.Params)
			}
		case r.Talk != nil:
			spans = append(spans, *r.Talk)
		case r.Snapshot != nil:
			count["snapshot"]++
		case r.Link != nil:
			count["link"]++
		case r.Decision != nil:
			count[r.Decision.Kind]++
		case r.Entry == nil:
			count["end"]++
		}
	}
	for what, least := range map[string]int{
		"video.room.subscribed": 1, "video.member.updated": 3, "video.member.left": 1, "snapshot": 2, "link": 1,
		"floor.granted": 1, "end": 1,
	} {
		if count[what] < least {
			t.Errorf("%s was recorded %d times, want %d", what, count[what], least)
		}
	}
	if count["video.member.talking"] != 0 {
		t.Error("talking was recorded as events")
	}
	if len(spans) != 3 || !spans[2].Open || spans[0].Open || spans[1].Open || !tape.ended {
		t.Fatalf("spans %+v", spans)
	}
	for _, s := range spans {
		if took := s.To.Sub(s.From); took < 2900*time.Millisecond || took > 6*time.Second || s.Since == 0 {
			t.Errorf("a span of %v: %+v", took, s)
		}
	}
}

// TestAudienceIsRecordedBeforeTheNextEvent has an event arrive right after the answer to a demote, before the log shows
// the answer. A replay of that event must know who is in the audience.
func TestAudienceIsRecordedBeforeTheNextEvent(t *testing.T) {
	p := &tape{}
	recorded(t, p, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		ms := room.Snapshot().Members
		if _, err := room.Submit(t.Context(), video.Demote(ms[1].ID)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond) // the answer arrives, and no snapshot is due
		hand := map[string]any{"handraised": !ms[2].HandRaised}
		if err := relay.UpdateMember(room.ID(), string(ms[2].ID), hand); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		records := p.all()
		fact := slices.IndexFunc(records, func(r video.Record) bool {
			return r.Decision != nil && r.Decision.Kind == video.FactDemoted
		})
		update := slices.IndexFunc(records, func(r video.Record) bool {
			return r.Event != nil && r.Event.Type == "video.member.updated"
		})
		if fact < 0 || update < fact {
			t.Errorf("record %d says who is in the audience, and the raised hand is record %d", fact, update)
		}
	})
}

// TestRetriesRecordNoSnapshots cannot read the members again for two minutes, while a playback goes on.
func TestRetriesRecordNoSnapshots(t *testing.T) {
	p := &tape{}
	recorded(t, p, func(t *testing.T, room *session.RoomSession, relay *localrelay.Server) {
		if _, err := room.Play(t.Context(), "https://example.com/a.mp3", session.PlayOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"video.members.get", "signalwire.subscribe"} {
			relay.Rule(method, localrelay.Always, localrelay.Verdict{Action: localrelay.Refuse})
		}
		before := len(p.all())
		relay.Drop()
		time.Sleep(2 * time.Minute)
		snapshots := 0
		for _, r := range p.all()[before:] {
			if r.Snapshot != nil {
				snapshots++
			}
		}
		if snapshots > 2 {
			t.Errorf("%d snapshots were recorded", snapshots)
		}
	})
}

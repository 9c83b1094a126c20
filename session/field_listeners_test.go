package session

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

// talks returns an event with n bytes of text.
func talks(i, n int) video.Event {
	return video.Event{Type: video.MemberTalking.Name(), RoomSessionID: fmt.Sprint(i), Raw: bytes.Repeat([]byte("x"), n)}
}

// TestField_S8_AStreamThatNobodyReadsEndsWithItsSource checks that a reader that leaves its loop leaks no goroutine.
func TestField_S8_AStreamThatNobodyReadsEndsWithItsSource(t *testing.T) {
	for _, queued := range []int{0, 1, streamBuffer, 10 * streamBuffer} {
		synctest.Test(t, func(t *testing.T) {
			const streams = 50
			before := runtime.NumGoroutine()
			for range streams {
				l := newListeners(func(*HandlerError) {})
				events := l.stream(context.Background())
				for i := range queued + 1 {
					l.emit(talks(i, 10))
				}
				<-events
				l.close(time.Second)
			}
			synctest.Wait()
			if n := runtime.NumGoroutine() - before; n >= streams { // fewer are of other tests
				t.Errorf("with %d events queued, %d goroutines stay", queued, n)
			}
		})
	}
}

// TestField_S8_AReaderGetsTheLastEvents reads after the source was closed.
func TestField_S8_AReaderGetsTheLastEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const events = 3000
		l := newListeners(func(*HandlerError) {})
		stream := l.stream(context.Background())
		for i := range events {
			l.emit(talks(i, 10))
		}
		go l.close(time.Second)
		synctest.Wait()
		got := 0
		for range stream {
			got++
			time.Sleep(lastEventsFor / 2)
		}
		if got != events {
			t.Errorf("%d of %d events", got, events)
		}
	})
}

// TestField_S9_AHandlerThatFailsSilencesNoOther makes a handler panic, or end the goroutine that all handlers share.
func TestField_S9_AHandlerThatFailsSilencesNoOther(t *testing.T) {
	for name, fail := range map[string]func(){
		"panics": func() { panic("boom") }, "ends its goroutine": runtime.Goexit,
		"panics with nil": func() { panic(nil) },
	} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			var failures []*HandlerError
			c, p := dialFake(fakerelay.New(t), func(cfg *Config) {
				cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
				cfg.HandlerFailed = func(e *HandlerError) { failures = append(failures, e); fail() } // it may fail in the same way
			})
			var before, after atomic.Int32
			defer On(c, video.RoomStarted, func(video.RoomEvent) { before.Add(1) })()
			On(c, video.RoomStarted, func(video.RoomEvent) { fail() })
			defer On(c, video.RoomStarted, func(video.RoomEvent) { after.Add(1) })()
			for i := range 3 {
				p.Event(fmt.Sprint(i), "video.room.started", `,"room_session":{"id":"`+fakerelay.Room+`"}`)
			}
			synctest.Wait()
			if before.Load() != 3 || after.Load() != 3 {
				t.Errorf("%s: the others got %d and %d of 3 events", name, before.Load(), after.Load())
			}
			if len(failures) != 1 || failures[0].Event != "room.started" ||
				!bytes.Contains(failures[0].Stack, []byte("field_listeners_test.go")) {
				t.Errorf("%s: failures %+v", name, failures)
			}
			if !strings.Contains(log.String(), "field_listeners_test.go") || !strings.Contains(log.String(), "room.started") {
				t.Errorf("%s: the log has no stack: %s", name, log.String())
			}
		})
	}
}

// TestField_S12_AReaderThatIsBehindLearnsItAtOnce checks that the next event has Missed set, also for typed handlers.
func TestField_S12_AReaderThatIsBehindLearnsItAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListeners(func(*HandlerError) {})
		release := make(chan struct{})
		var joined, ended []video.MemberEvent
		take := func(k video.Kind[video.InRoom, video.MemberEvent], list *[]video.MemberEvent) {
			l.add(k.Name(), func(e video.Event) {
				<-release
				about, _ := k.From(e)
				*list = append(*list, about)
			})
		}
		take(video.MemberJoined, &joined)
		take(video.MemberLeft, &ended)
		stream := l.stream(context.Background())
		l.emit(video.Event{Type: video.MemberJoined.Name()})
		for i := range streamBuffer + 1 {
			l.emit(talks(i, 0)) // so that the stream is blocked
		}
		synctest.Wait()
		const large = 1 << 20
		for i := range 100 {
			l.emit(talks(i, large))
		}
		l.emit(video.Event{Type: video.MemberJoined.Name()})
		close(release)
		synctest.Wait()
		if len(joined) != 2 || joined[0].Missed != 0 || joined[1].Missed == 0 {
			t.Errorf("the handler of joins got %+v", joined)
		}
		missed, last := 0, ""
		for len(stream) > 0 {
			e := <-stream
			missed += e.Missed
			last = e.Type
			synctest.Wait()
		}
		if missed == 0 || last != video.MemberJoined.Name() {
			t.Errorf("the stream lost %d events, its last one is %q: no later event should be needed", missed, last)
		}
		l.emit(video.Event{Type: video.MemberLeft.Name()})
		synctest.Wait()
		if len(ended) != 1 || ended[0].Missed != joined[1].Missed {
			t.Errorf("the handler of leaves got %+v, that of joins missed %d", ended, joined[1].Missed)
		}
		l.close(time.Second)
	})
}

// TestField_S19_AReaderThatIsBlockedIsBoundedInBytes checks the bound for events of any size. The newest are kept.
func TestField_S19_AReaderThatIsBlockedIsBoundedInBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("fills the queue of a blocked reader; skipped with -short")
	}
	for name, size := range map[string]int{
		"small events": 0, "usual events": 500, "large events": 1 << 20, "one that is too large": maxQueuedBytes + 1,
	} {
		q := newEventQueue()
		events := 3*maxQueuedBytes/(size+eventBytes) + 3
		for i := range events {
			q.push(talks(i, size))
		}
		held := 0
		for i := range q.pending {
			held += sizeOf(&q.pending[i])
		}
		if held != q.bytes || held > max(maxQueuedBytes, size+eventBytes) {
			t.Errorf("%s: %d bytes are held, counted are %d", name, held, q.bytes)
		}
		got, missed := []string{}, 0
		for len(q.pending) > 0 {
			batch, _ := q.take()
			for _, e := range batch {
				got, missed = append(got, e.RoomSessionID), missed+e.Missed
			}
		}
		if q.bytes != 0 || len(got)+missed != events || got[len(got)-1] != fmt.Sprint(events-1) {
			t.Errorf("%s: %d left, %d taken and %d missed of %d", name, q.bytes, len(got), missed, events)
		}
		if i, _ := slices.BinarySearchFunc(got, events-len(got), func(s string, want int) int {
			var n int
			_, _ = fmt.Sscan(s, &n)
			return n - want
		}); i != 0 {
			t.Errorf("%s: the oldest were kept", name)
		}
	}
}

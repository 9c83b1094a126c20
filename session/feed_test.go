package session

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

func TestFullFeedMakesTheReaderWaitAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		f := c.link.attach(fakeRoom)
		const events = 3 * feedCapacity
		go func() {
			for i := range events {
				p.event(fmt.Sprint(i), "video.member.talking", fmt.Sprintf(`,"n":%d`, i))
			}
		}()
		time.Sleep(stuckWait / 2)
		f.fetch("video.members.get", nil, 1)
		c.link.setLink(func(l *video.Link) { l.RTT = time.Second })
		if n := len(f.ch); n != feedCapacity {
			t.Errorf("%d items wait", n)
		}
		for i := 0; i < events; {
			it := nextItem(t, f)
			if it.event() == nil {
				continue
			}
			if got := intOf(it.event().params().Get("n")); got != i || it.event().gen != 1 {
				t.Fatalf("event %d of connection %d, want %d", got, it.event().gen, i)
			}
			it.events.release()
			i++
		}
		if l := c.Link(); l.State != video.LinkLive || l.Gen != 1 {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestAnswersAndLinksNeverWaitForAFullFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		nextState(t, f, video.LinkLive)
		go func() {
			for i := range feedCapacity + 10 {
				p.event(fmt.Sprint(i), "video.member.talking", "")
			}
		}()
		synctest.Wait()
		c.link.mu.Lock()
		cn := c.link.conn
		c.link.mu.Unlock()
		cn.fail(ending{err: errSilent})
		time.Sleep(time.Second) // lost and live again, while nobody reads the feed
		if l := c.Link(); l.Gen != 2 || l.State != video.LinkLive {
			t.Fatalf("link = %+v", l)
		}
		for tag := range 5 {
			f.fetch("video.members.get", make(chan int), tag) // cannot be encoded: answered at once
		}
		var tags []int
		gen := 1
		for len(tags) < 5 {
			switch it := nextItem(t, f); {
			case it.link != nil:
				gen = it.link.Gen
			case it.answer != nil:
				if !errors.Is(it.answer.err, video.ErrArgument) {
					t.Errorf("answer = %+v", it.answer)
				}
				tags = append(tags, it.answer.tag)
			case it.event().gen != gen:
				t.Errorf("event of connection %d after the link of %d", it.event().gen, gen)
			}
		}
		if gen != 2 || !slices.IsSorted(tags) {
			t.Errorf("gen %d, tags %v", gen, tags)
		}
	})
}

func TestDetachFreesTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		stuck, other := c.link.attach(fakeRoom), c.link.attach("other")
		go func() {
			for i := range feedCapacity + 10 {
				p.event(fmt.Sprint(i), "video.member.talking", "")
			}
			p.send(`{"method":"signalwire.event","params":{"event_type":"x","params":{"room_session_id":"other"}}}`)
		}()
		synctest.Wait()
		stuck.detach()
		if ev := nextEvent(t, other); ev.eventType != "x" {
			t.Errorf("event = %+v", ev)
		}
		if len(stuck.ch) != 0 {
			t.Errorf("%d items left in the detached feed", len(stuck.ch))
		}
	})
}

func TestTwoFeedsOfOneRoomGetTheirOwnFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		a, b := c.link.attach(fakeRoom), c.link.attach(fakeRoom)
		p.event("e", "video.member.updated", `,"member":{"name":"\u00e9"}`)
		x, y := nextEvent(t, a), nextEvent(t, b)
		var wg sync.WaitGroup
		for _, f := range []*frame{x, y} {
			wg.Go(func() {
				if got := string(f.params().node().GetStringBytes("member", "name")); got != "é" {
					t.Errorf("name = %q", got)
				}
			})
		}
		wg.Wait()
		a.detach()
		p.event("e2", "video.member.updated", "")
		nextEvent(t, b)
	})
}

func TestEventsOfStrangersAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		f := c.link.attach("another room")
		for i, text := range []string{
			fakeEvent("1", "video.member.talking", ""),
			`{"id":"2","method":"signalwire.event","params":{"event_type":"x","params":{}}}`,
			`{"id":"3","method":"signalwire.event","params":{"event_type":"x"}}`,
			`{"id":"4","method":"signalwire.event"}`,
			`{"id":"5","method":"signalwire.event","params":{"event_type":7,"params":[]}}`,
			`{"id":"6","method":"signalwire.unheard"}`,
			`{"id":"7","method":null}`,
		} {
			p.send(text)
			synctest.Wait()
			if got := c.link.ignored.Load(); got != uint64(i+1) {
				t.Errorf("after %s: %d ignored", text, got)
			}
		}
		if it := nextItem(t, f); it.event() != nil {
			t.Error("an event of another room was delivered")
		}
	})
}

func TestCloseWithAFullFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		f := c.link.attach(fakeRoom)
		go func() {
			for i := range 2 * feedCapacity {
				p.event(fmt.Sprint(i), "video.member.talking", "")
			}
		}()
		synctest.Wait()
		for tag := range 3 {
			f.fetch("video.members.get", nil, tag)
		}
		begin := time.Now()
		_ = c.Close()
		if took := time.Since(begin); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		var last feedItem
		for len(f.ch) > 0 {
			last = <-f.ch
		}
		if last.link == nil || last.link.State != video.LinkClosed {
			t.Errorf("last item = %+v", last)
		}
	})
}

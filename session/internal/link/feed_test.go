package link

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

func TestFullFeedBlocksReaderWithoutLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		const events = 3 * feedCapacity
		go func() {
			for i := range events {
				p.Event(fmt.Sprint(i), "video.member.talking", fmt.Sprintf(`,"n":%d`, i))
			}
		}()
		time.Sleep(stuckWait / 2)
		f.Fetch("video.members.get", nil, 1)
		c.setLink(func(l *video.Link) { l.RTT = time.Second })
		if n := len(f.ch); n != feedCapacity {
			t.Errorf("%d items wait", n)
		}
		for i := 0; i < events; {
			it := nextItem(t, f)
			if it.event() == nil {
				continue
			}
			if got := textInt(it.event().Params().Get("n")); got != i || it.event().Gen != 1 {
				t.Fatalf("event %d of connection %d, want %d", got, it.event().Gen, i)
			}
			it.Events.Release()
			i++
		}
		if l := c.Link(); l.State != video.LinkLive || l.Gen != 1 {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestFullFeedDoesNotBlockAnswersAndLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		nextState(t, f, video.LinkLive)
		go func() {
			for i := range feedCapacity + 10 {
				p.Event(fmt.Sprint(i), "video.member.talking", "")
			}
		}()
		synctest.Wait()
		c.mu.Lock()
		cn := c.conn
		c.mu.Unlock()
		cn.fail(ending{err: errSilent})
		time.Sleep(time.Second) // lost and live again while the feed is not read
		if l := c.Link(); l.Gen != 2 || l.State != video.LinkLive {
			t.Fatalf("link = %+v", l)
		}
		for tag := range 5 {
			f.Fetch("video.members.get", make(chan int), tag) // cannot be encoded, so the answer is immediate
		}
		var tags []int
		gen := 1
		for len(tags) < 5 {
			switch it := nextItem(t, f); {
			case it.Link != nil:
				gen = it.Link.Gen
			case it.Answer != nil:
				if !errors.Is(it.Answer.Err, video.ErrArgument) {
					t.Errorf("answer = %+v", it.Answer)
				}
				tags = append(tags, it.Answer.Tag)
			case it.event().Gen != gen:
				t.Errorf("event of connection %d after the link of %d", it.event().Gen, gen)
			}
		}
		if gen != 2 || !slices.IsSorted(tags) {
			t.Errorf("gen %d, tags %v", gen, tags)
		}
	})
}

func TestDetachUnblocksReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		stuck, other := c.Attach(fakerelay.Room), c.Attach("other")
		go func() {
			for i := range feedCapacity + 10 {
				p.Event(fmt.Sprint(i), "video.member.talking", "")
			}
			p.Send(`{"method":"signalwire.event","params":{"event_type":"x","params":{"room_session_id":"other"}}}`)
		}()
		synctest.Wait()
		stuck.Detach()
		if ev := nextEvent(t, other); ev.EventType != "x" {
			t.Errorf("event = %+v", ev)
		}
		if len(stuck.ch) != 0 {
			t.Errorf("%d items left in the detached feed", len(stuck.ch))
		}
	})
}

func TestFeedsOfOneRoomGetSeparateFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		a, b := c.Attach(fakerelay.Room), c.Attach(fakerelay.Room)
		p.Event("e", "video.member.updated", `,"member":{"name":"\u00e9"}`)
		x, y := nextEvent(t, a), nextEvent(t, b)
		var wg sync.WaitGroup
		for _, f := range []*wire.Frame{x, y} {
			wg.Go(func() {
				if got := string(f.Params().Node().GetStringBytes("member", "name")); got != "é" {
					t.Errorf("name = %q", got)
				}
			})
		}
		wg.Wait()
		a.Detach()
		p.Event("e2", "video.member.updated", "")
		nextEvent(t, b)
	})
}

func TestEventsWithoutFeedAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach("another room")
		for i, text := range []string{
			fakerelay.Event("1", "video.member.talking", ""),
			`{"id":"2","method":"signalwire.event","params":{"event_type":"x","params":{}}}`,
			`{"id":"3","method":"signalwire.event","params":{"event_type":"x"}}`,
			`{"id":"4","method":"signalwire.event"}`,
			`{"id":"5","method":"signalwire.event","params":{"event_type":7,"params":[]}}`,
			`{"id":"6","method":"signalwire.unheard"}`,
			`{"id":"7","method":null}`,
		} {
			p.Send(text)
			synctest.Wait()
			if got := c.ignored.Load(); got != uint64(i+1) {
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
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		go func() {
			for i := range 2 * feedCapacity {
				p.Event(fmt.Sprint(i), "video.member.talking", "")
			}
		}()
		synctest.Wait()
		for tag := range 3 {
			f.Fetch("video.members.get", nil, tag)
		}
		start := time.Now()
		_ = c.Close()
		if took := time.Since(start); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		var last Item
		for len(f.ch) > 0 {
			last = <-f.ch
		}
		if last.Link == nil || last.Link.State != video.LinkClosed {
			t.Errorf("last item = %+v", last)
		}
	})
}

func BenchmarkRouteTalking(b *testing.B) {
	b.ReportAllocs()
	r := fakerelay.New(b)
	c, _ := dialKeeper(r)
	cn := newConn(1, nil, nil, false)
	feed := c.Attach(fakerelay.Room)
	defer feed.Detach()
	f := &wire.Frame{Gen: 1, At: time.Now(), Document: wire.Document{Text: slices.Clone(talkingFrame)}}
	<-feed.Items()
	for n := 0; b.Loop(); n++ {
		for i, x := 0, n; i < 8; i, x = i+1, x>>4 { // a new id each time
			f.Text[23+i] = "0123456789abcdef"[x&15]
		}
		if err := f.Parse(); err != nil {
			b.Fatal(err)
		}
		c.handle(cn, f)
		cn.handOver()
		it := <-feed.Items()
		it.Events.Release()
	}
}

// BenchmarkSocketToFeed measures events from a real socket to a feed.
func BenchmarkSocketToFeed(b *testing.B) {
	b.ReportAllocs()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	r := fakerelay.New(b)
	go func() {
		if nc, err := ln.Accept(); err == nil {
			r.Peer(0, nc).Serve()
		}
	}()
	c, p := dialKeeper(r, func(cfg *Options) { cfg.URL, cfg.NetDial = "ws://"+ln.Addr().String(), nil })
	feed := c.Attach(fakerelay.Room)
	const batch = 100
	var flood []byte // without ids, so that none counts as a duplicate
	for range batch {
		flood = append(flood, fakerelay.ServerFrame(fakerelay.OpText, bytes.Replace(talkingFrame, []byte(`"id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d",`), nil, 1))...)
	}
	b.ResetTimer()
	go func() {
		for range b.N/batch + 1 {
			p.Pieces(flood)
		}
	}()
	for n := 0; n < b.N; {
		if it := <-feed.Items(); it.Events != nil {
			n += len(it.Events.Frames)
			it.Events.Release()
		}
	}
}

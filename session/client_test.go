package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// nextItem returns the next item of a feed. Links with new measurements come for ever, so it is the test as a whole that
// is bounded: its bubble began in the first second of 2000.
// event returns the event of an item; each came alone from the fake relay.
func (it feedItem) event() *wire.Frame {
	if it.events == nil {
		return nil
	}
	if len(it.events.frames) != 1 {
		panic("events came together")
	}
	return &it.events.frames[0]
}

func nextItem(t *testing.T, f *feed) feedItem {
	t.Helper()
	end := time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)
	select {
	case it := <-f.items():
		if time.Now().Before(end) {
			return it
		}
	case <-time.After(time.Until(end)):
	}
	t.Fatal("what the test waits for does not come")
	return feedItem{}
}

// nextState skips to the next link with the state.
func nextState(t *testing.T, f *feed, want video.LinkState) video.Link {
	t.Helper()
	for {
		if it := nextItem(t, f); it.link != nil && it.link.State == want {
			return *it.link
		}
	}
}

// nextEvent skips links.
func nextEvent(t *testing.T, f *feed) *wire.Frame {
	t.Helper()
	for {
		if it := nextItem(t, f); it.event() != nil {
			return it.event()
		}
	}
}

// nextAnswer skips everything else.
func nextAnswer(t *testing.T, f *feed) *answer {
	t.Helper()
	for {
		if it := nextItem(t, f); it.answer != nil {
			return it.answer
		}
	}
}

func TestDialSignsInLikeTheSDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		var hello fakeRequest
		r.hello = func(p *fakePeer, q fakeRequest) {
			hello = q
			p.reply(q.ID, `{"authorization":{}}`)
		}
		c, _ := r.client()
		want := `{"version":{"major":3,"minor":0,"revision":0},"agent":"` + wire.Agent() +
			`","authentication":{"project":"` + fakeProject + `","token":"` + fakeToken + `"}}`
		if string(hello.Params) != want {
			t.Errorf("connect params:\n got %s\nwant %s", hello.Params, want)
		}
		if l := c.Link(); l.State != video.LinkLive || l.Gen != 1 {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestCallGivesTheRoomsVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		go func() {
			q := p.next()
			if want := `{"room_session_id":"` + fakeRoom + `"}`; q.Method != "video.lock" || string(q.Params) != want {
				t.Errorf("request = %s %s", q.Method, q.Params)
			}
			p.reply(q.ID, `{"code":"200","message":"OK"}`)
			p.reply(p.next().ID, `{"code":"403","message":"no"}`)
		}()
		params := map[string]string{"room_session_id": fakeRoom}
		got, err := c.Call(t.Context(), "video.lock", params)
		if err != nil || string(got) != `{"code":"200","message":"OK"}` {
			t.Errorf("got %s, %v", got, err)
		}
		_, err = c.Call(t.Context(), "video.unlock", params)
		var refused *video.RPCError
		if !errors.As(err, &refused) || !refused.Forbidden() || refused.Method != "video.unlock" {
			t.Errorf("err = %v", err)
		}
	})
}

func TestCallTimesOutAsUnknownAndHearsTheLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		late := make(chan wire.LateAnswer, 1)
		defer c.link.onLate(func(a wire.LateAnswer) { late <- a })()
		begin := time.Now()
		_, err := c.Call(t.Context(), "video.lock", nil)
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
		var unknown *wire.UnknownError
		if !errors.Is(err, video.ErrUnknown) || errors.Is(err, video.ErrOffline) || !errors.As(err, &unknown) {
			t.Fatalf("err = %v", err)
		}
		p.reply(p.next().ID, `{"code":"403","message":"no"}`)
		a := <-late
		if a.ID != unknown.ID || a.Method != "video.lock" || !errors.Is(a.Err, video.ErrRefused) {
			t.Errorf("late = %+v", a)
		}
		if c.link.strays.Load() != 0 {
			t.Error("the late answer counted as a stray")
		}
	})
}

func TestCallStopsWaitingWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newFakeRelay(t).client()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := c.Call(ctx, "video.lock", nil)
		if !errors.Is(err, video.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 3*time.Second {
			t.Errorf("err = %v after %v", err, time.Since(begin))
		}
		cancel()
		if _, err = c.Call(ctx, "video.lock", nil); !errors.Is(err, video.ErrOffline) {
			t.Errorf("with a finished context: %v", err)
		}
	})
}

func TestCallsEndWhenTheConnectionDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		result := make(chan error, 1)
		go func() { _, err := c.Call(t.Context(), "video.lock", nil); result <- err }()
		f.fetch("video.members.get", nil, 7)
		p.next()
		p.next()
		_ = p.conn.Close()
		if err := <-result; !errors.Is(err, video.ErrUnknown) {
			t.Errorf("call: %v", err)
		}
		a := nextAnswer(t, f)
		if a.tag != 7 || a.gen != 1 || !errors.Is(a.err, video.ErrUnknown) {
			t.Errorf("answer = %+v", a)
		}
		synctest.Wait()
		if _, err := c.Call(t.Context(), "video.lock", nil); !errors.Is(err, video.ErrOffline) || errors.Is(err, video.ErrUnknown) {
			t.Errorf("offline: %v", err)
		}
		f.fetch("video.members.get", nil, 8)
		if a := nextAnswer(t, f); a.tag != 8 || a.gen != 0 || !errors.Is(a.err, video.ErrOffline) {
			t.Errorf("answer = %+v", a)
		}
		nextState(t, f, video.LinkLive)
		p2 := <-r.peers
		time.Sleep(time.Minute)
		for len(p2.requests) > 0 {
			if q := p2.next(); q.Method == "video.lock" || q.Method == "video.members.get" {
				t.Errorf("%s was sent after its caller had been told", q.Method)
			}
		}
	})
}

func TestFetchAnswersComeInOrderWithEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := newFakeRelay(t).client()
		f := c.link.attach(fakeRoom)
		f.fetch("video.members.get", nil, 1)
		q := p.next()
		p.event("e1", "video.member.joined", "")
		p.reply(q.ID, `{"members":[]}`)
		p.event("e2", "video.member.left", "")
		var order []string
		for len(order) < 3 {
			switch it := nextItem(t, f); {
			case it.event() != nil:
				order = append(order, it.event().EventType)
				it.events.release()
			case it.answer != nil:
				order = append(order, string(it.answer.value.Text()))
			}
		}
		if got := fmt.Sprint(order); got != `[video.member.joined {"members":[]} video.member.left]` {
			t.Error(got)
		}
	})
}

func TestReconnectTellsFeedsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFakeRelay(t)
		c, p := r.client()
		f := c.link.attach(fakeRoom)
		if it := nextItem(t, f); it.link == nil || it.link.State != video.LinkLive || it.link.Gen != 1 {
			t.Fatalf("first item = %+v", it)
		}
		_ = p.conn.Close()
		lost := time.Now()
		l := nextState(t, f, video.LinkWaiting)
		if l.Err == nil || l.RetryAt.Before(lost) || l.RetryAt.Sub(lost) > 250*time.Millisecond {
			t.Errorf("waiting = %+v", l)
		}
		l = nextState(t, f, video.LinkLive)
		if l.Gen != 2 || time.Since(lost) > 250*time.Millisecond {
			t.Errorf("live = %+v after %v", l, time.Since(lost))
		}
		(<-r.peers).event("e1", "video.member.joined", "")
		if ev := nextEvent(t, f); ev.Gen != 2 {
			t.Errorf("event of connection %d", ev.Gen)
		}
	})
}

func TestCloseIsQuickAndFinal(t *testing.T) {
	for _, tc := range []struct {
		name    string
		disturb func(*fakeRelay, *fakePeer)
	}{
		{"live", func(*fakeRelay, *fakePeer) {}},
		{"while dialling", func(r *fakeRelay, p *fakePeer) {
			r.set(func() {
				r.wrap = func(old net.Conn) net.Conn { // accepted, then silence
					_ = old.Close()
					c, _ := net.Pipe()
					return c
				}
			})
			_ = p.conn.Close()
			time.Sleep(time.Second)
		}},
		{"while waiting", func(r *fakeRelay, p *fakePeer) {
			r.set(func() { r.refuse = func(int) error { return errors.New("refused") } })
			_ = p.conn.Close()
			time.Sleep(time.Minute)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFakeRelay(t)
				c, p := r.client()
				f := c.link.attach(fakeRoom)
				tc.disturb(r, p)
				begin := time.Now()
				_ = c.Close()
				if took := time.Since(begin); took > time.Second {
					t.Errorf("Close took %v", took)
				}
				if !errors.Is(c.Err(), video.ErrClosed) || c.Link().State != video.LinkClosed {
					t.Errorf("err %v, link %+v", c.Err(), c.Link())
				}
				nextState(t, f, video.LinkClosed)
				if _, err := c.Call(t.Context(), "video.lock", nil); !errors.Is(err, video.ErrClosed) || !errors.Is(err, video.ErrOffline) {
					t.Errorf("after Close: %v", err)
				}
				f.detach()
				f.detach()
			})
		})
	}
}

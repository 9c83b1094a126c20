package link

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

func TestDialSignsInLikeSDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		var hello fakerelay.Request
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			hello = q
			p.Reply(q.ID, `{"authorization":{}}`)
		}
		c, _ := dialKeeper(r)
		want := `{"version":{"major":3,"minor":0,"revision":0},"agent":"` + wire.Agent() +
			`","authentication":{"project":"` + fakerelay.Project + `","token":"` + fakerelay.Token + `"}}`
		if string(hello.Params) != want {
			t.Errorf("connect params:\n got %s\nwant %s", hello.Params, want)
		}
		if l := c.Link(); l.State != video.LinkLive || l.Gen != 1 {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestCallReturnsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		go func() {
			q := p.Next()
			if want := `{"room_session_id":"` + fakerelay.Room + `"}`; q.Method != "video.lock" || string(q.Params) != want {
				t.Errorf("request = %s %s", q.Method, q.Params)
			}
			p.Reply(q.ID, `{"code":"200","message":"OK"}`)
			p.Reply(p.Next().ID, `{"code":"403","message":"no"}`)
		}()
		params := map[string]string{"room_session_id": fakerelay.Room}
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

func TestCallTimeoutIsUnknownUntilLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		late := make(chan LateAnswer, 1)
		defer c.OnLate(func(a LateAnswer) { late <- a })()
		start := time.Now()
		_, err := c.Call(t.Context(), "video.lock", nil)
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
		var unknown *UnknownError
		if !errors.Is(err, video.ErrUnknown) || errors.Is(err, video.ErrOffline) || !errors.As(err, &unknown) {
			t.Fatalf("err = %v", err)
		}
		p.Reply(p.Next().ID, `{"code":"403","message":"no"}`)
		a := <-late
		if a.ID != unknown.ID || a.method != "video.lock" || !errors.Is(a.Err, video.ErrRefused) {
			t.Errorf("late = %+v", a)
		}
		if c.strays.Load() != 0 {
			t.Error("the late answer counted as a stray")
		}
	})
}

func TestCallEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := dialKeeper(fakerelay.New(t))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Call(ctx, "video.lock", nil)
		if !errors.Is(err, video.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) ||
			time.Since(start) != 3*time.Second {
			t.Errorf("err = %v after %v", err, time.Since(start))
		}
		cancel()
		if _, err = c.Call(ctx, "video.lock", nil); !errors.Is(err, video.ErrNotSent) {
			t.Errorf("with a finished context: %v", err)
		}
	})
}

func TestCallsEndWithConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		result := make(chan error, 1)
		go func() { _, err := c.Call(t.Context(), "video.lock", nil); result <- err }()
		f.Fetch("video.members.get", nil, 7)
		p.Next()
		p.Next()
		_ = p.Conn.Close()
		if err := <-result; !errors.Is(err, video.ErrUnknown) {
			t.Errorf("call: %v", err)
		}
		a := nextAnswer(t, f)
		if a.Tag != 7 || a.Gen != 1 || !errors.Is(a.Err, video.ErrUnknown) {
			t.Errorf("answer = %+v", a)
		}
		synctest.Wait()
		if _, err := c.Call(t.Context(), "video.lock", nil); !errors.Is(err, video.ErrOffline) ||
			errors.Is(err, video.ErrUnknown) {
			t.Errorf("offline: %v", err)
		}
		f.Fetch("video.members.get", nil, 8)
		if a := nextAnswer(t, f); a.Tag != 8 || a.Gen != 0 || !errors.Is(a.Err, video.ErrOffline) {
			t.Errorf("answer = %+v", a)
		}
		nextState(t, f, video.LinkLive)
		p2 := <-r.Peers
		time.Sleep(time.Minute)
		for len(p2.Requests) > 0 {
			if q := p2.Next(); q.Method == "video.lock" || q.Method == "video.members.get" {
				t.Errorf("%s was sent after its call had ended", q.Method)
			}
		}
	})
}

func TestFetchKeepsOrderOfAnswersAndEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		f := c.Attach(fakerelay.Room)
		f.Fetch("video.members.get", nil, 1)
		q := p.Next()
		p.Event("e1", "video.member.joined", "")
		p.Reply(q.ID, `{"members":[]}`)
		p.Event("e2", "video.member.left", "")
		var order []string
		for len(order) < 3 {
			switch it := nextItem(t, f); {
			case it.event() != nil:
				order = append(order, it.event().EventType)
				it.Events.Release()
			case it.Answer != nil:
				order = append(order, string(it.Answer.Value.Text()))
			}
		}
		if got := fmt.Sprint(order); got != `[video.member.joined {"members":[]} video.member.left]` {
			t.Error(got)
		}
	})
}

func TestReconnectReachesFeedsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		if it := nextItem(t, f); it.Link == nil || it.Link.State != video.LinkLive || it.Link.Gen != 1 {
			t.Fatalf("first item = %+v", it)
		}
		_ = p.Conn.Close()
		lost := time.Now()
		l := nextState(t, f, video.LinkWaiting)
		if l.Err == nil || l.RetryAt.Before(lost) || l.RetryAt.Sub(lost) > 250*time.Millisecond {
			t.Errorf("waiting = %+v", l)
		}
		l = nextState(t, f, video.LinkLive)
		if l.Gen != 2 || time.Since(lost) > 250*time.Millisecond {
			t.Errorf("live = %+v after %v", l, time.Since(lost))
		}
		(<-r.Peers).Event("e1", "video.member.joined", "")
		if ev := nextEvent(t, f); ev.Gen != 2 {
			t.Errorf("event of connection %d", ev.Gen)
		}
	})
}

package link

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestFault_P3_OddPings(t *testing.T) {
	for _, tc := range []struct{ name, params, want string }{
		{"number", `,"params":{"timestamp":1631692502.123}`, `{"timestamp":1631692502.123}`},
		{"huge number", `,"params":{"timestamp":1e308}`, `{"timestamp":1e308}`},
		{"text", `,"params":{"timestamp":"yesterday"}`, `{"timestamp":946684800}`},
		{"null", `,"params":{"timestamp":null}`, `{"timestamp":946684800}`},
		{"no timestamp", `,"params":{}`, `{"timestamp":946684800}`},
		{"no params", ``, `{"timestamp":946684800}`},
		{"odd params", `,"params":[1]`, `{"timestamp":946684800}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // the bubble's clock starts at 2000-01-01
				_, p := dialKeeper(fakerelay.New(t))
				p.Send(`{"jsonrpc":"2.0","id":"a b","method":"signalwire.ping"` + tc.params + `}`)
				if q := p.Next(); q.ID != "a b" || string(q.Result) != tc.want {
					t.Errorf("answer = %+v %s", q, q.Result)
				}
			})
		})
	}
}

func TestFault_P1_Disconnect(t *testing.T) {
	for _, closes := range []bool{true, false} {
		t.Run(fmt.Sprintf("peer closes: %v", closes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				c, p := dialKeeper(r)
				f := c.Attach(fakerelay.Room)
				answered := make(chan error, 1)
				go func() { _, err := c.Call(t.Context(), "video.lock", nil); answered <- err }()
				lock := p.Next()
				start := time.Now()
				p.Send(`{"jsonrpc":"2.0","id":"d","method":"signalwire.disconnect","params":{}}`)
				if q := p.Next(); q.ID != "d" || string(q.Result) != "{}" {
					t.Errorf("answer = %+v", q)
				}
				synctest.Wait()
				if _, err := c.Call(t.Context(), "video.unlock", nil); !errors.Is(err, video.ErrOffline) {
					t.Errorf("call after the request to leave: %v", err)
				}
				if l := c.Link(); l.State != video.LinkWaiting || !errors.Is(l.Err, errAsked) {
					t.Errorf("link after the request to leave: %+v", l)
				}
				if closes {
					_ = p.Conn.Close()
				} else {
					p.Reply(lock.ID, `{"code":"200"}`) // requests in flight may still be answered
				}
				if err := <-answered; closes != errors.Is(err, video.ErrUnknown) {
					t.Errorf("call in flight: %v", err)
				}
				l := nextState(t, f, video.LinkLive)
				for l.Gen == 1 {
					l = nextState(t, f, video.LinkLive)
				}
				if took := time.Since(start); took > time.Second {
					t.Errorf("live again after %v", took)
				}
				<-p.Gone
				if len(p.Requests) != 0 {
					t.Errorf("sent after the request to leave: %+v", p.Next())
				}
			})
		})
	}
}

func TestFault_P1_DisconnectWhileACallHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		go func() { _, _ = c.Call(t.Context(), "video.lock", nil) }()
		p.Next()
		start := time.Now()
		p.Send(`{"jsonrpc":"2.0","id":"d","method":"signalwire.disconnect"}`)
		<-r.Peers
		if took := time.Since(start); took < leaveGrace || took > 2*time.Second {
			t.Errorf("dialled after %v", took)
		}
	})
}

func TestFault_P12_DuplicateEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hello struct {
			EventAcks bool `json:"event_acks"`
		}
		r := fakerelay.New(t)
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			_ = json.Unmarshal(q.Params, &hello)
			p.Reply(q.ID, `{}`)
		}
		c, p := dialKeeper(r, func(cfg *Options) { cfg.EventAcks = true })
		if !hello.EventAcks {
			t.Error("event_acks was not requested")
		}
		f := c.Attach(fakerelay.Room)
		for _, id := range []string{"e1", "e2", "e1", "unknown"} {
			kind := "video.member.talking"
			if id == "unknown" {
				kind = "video.something.new"
			}
			p.Event(id, kind, "")
		}
		for _, want := range []string{"e1", "e2", "e1", "unknown"} {
			if q := p.Next(); q.ID != want || string(q.Result) != "{}" {
				t.Errorf("ack = %+v, want %s", q, want)
			}
		}
		for _, want := range []string{"video.member.talking", "video.member.talking", "video.something.new"} {
			if ev := nextEvent(t, f); ev.EventType != want {
				t.Errorf("event %s, want %s", ev.EventType, want)
			}
		}
		if c.repeated.Load() != 1 {
			t.Errorf("%d repeated", c.repeated.Load())
		}
	})
}

func TestFault_P11_StrangeAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		ids := make(chan string, 1)
		go func() {
			q := p.Next()
			p.Reply("nobody's", `{}`)
			p.Reply(q.ID, `{"code":"200"}`)
			p.Reply(q.ID, `{"code":"403"}`)
			p.Send(`{"jsonrpc":"2.0","id":7,"result":{}}`)
			p.Send(`{"jsonrpc":"2.0","result":{}}`)
			ids <- q.ID
		}()
		if _, err := c.Call(t.Context(), "video.lock", nil); err != nil {
			t.Error(err)
		}
		id := <-ids
		_ = p.Conn.Close()
		p2 := <-r.Peers
		time.Sleep(time.Second)        // live
		p2.Reply(id, `{"code":"200"}`) // id of an older connection
		synctest.Wait()
		if got := c.strays.Load(); got != 5 {
			t.Errorf("%d strays", got)
		}
	})
}

func TestFault_P15_BrokenFramesAtTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		broken := []string{"null", "[]", "7", `"x"`, "", "{", `{"a":1}x`, `{"method":}`, "\xff", `{"a":01}`}
		for _, b := range broken {
			p.Send(b)
		}
		p.Write(fakerelay.OpBinary, []byte(fakerelay.Event("e", "video.member.talking", "")))
		p.Event("e", "video.member.joined", "")
		bad := 0
		for {
			it := nextItem(t, f)
			if it.Bad != nil {
				bad++
			}
			if it.event() != nil {
				if it.event().EventType != "video.member.joined" {
					t.Error("a binary frame was accepted")
				}
				break
			}
		}
		if bad != len(broken) || c.broken.Load() != uint64(bad) || c.binary.Load() != 1 {
			t.Errorf("%d reported, %d malformed, %d binary", bad, c.broken.Load(), c.binary.Load())
		}
		for range badPerMinute {
			p.Send("null")
		}
		if l := nextState(t, f, video.LinkWaiting); !errors.Is(l.Err, errBroken) {
			t.Errorf("err = %v", l.Err)
		}
	})
}

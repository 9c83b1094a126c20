package link

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// refusing returns a handler that answers connect with the error object.
func refusing(object string) func(*fakerelay.Peer, fakerelay.Request) {
	return func(p *fakerelay.Peer, q fakerelay.Request) {
		p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":` + object + `}`)
	}
}

// TestFault_P5_TokenExpires expects a report two minutes before the token expires, and the expired token to be sent
// only once.
func TestFault_P5_TokenExpires(t *testing.T) {
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // the start of every bubble
	end := start.Add(10 * time.Minute)
	for name, result := range map[string]string{
		"seconds":       fmt.Sprintf(`{"authorization":{"expires_at":%d}}`, end.Unix()),
		"fraction":      fmt.Sprintf(`{"authorization":{"expires_at":%d.5}}`, end.Unix()),
		"millis":        fmt.Sprintf(`{"authorization":{"expires_at":%d}}`, end.UnixMilli()),
		"text":          `{"authorization":{"expires_at":"` + end.Format(time.RFC3339) + `"}}`,
		"result":        fmt.Sprintf(`{"expires_at":%d,"authorization":{}}`, end.Unix()),
		"absent":        `{"authorization":{}}`,
		"odd":           `{"authorization":{"expires_at":{"a":1}}}`,
		"null":          `{"authorization":{"expires_at":null}}`,
		"negative":      `{"authorization":{"expires_at":-1e308}}`,
		"not an object": `{"authorization":"x"}`,
		"not a result":  `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) { p.Reply(q.ID, result) }
				c, p := dialKeeper(r)
				known := strings.ContainsAny(result, "9T") && !strings.Contains(result, "-1e308")
				time.Sleep(8*time.Minute - time.Second)
				if l := c.Link(); l.Expiring || l.ExpiresAt.IsZero() == known {
					t.Errorf("at first: %+v", l)
				}
				time.Sleep(3 * time.Second)
				if l := c.Link(); l.Expiring != known {
					t.Errorf("two minutes before: %+v", l)
				}
				r.Hello = refusing(`{"code":-32002,"message":"expired"}`)
				_ = p.Conn.Close()
				<-c.Done()
				time.Sleep(time.Hour)
				if n := len(r.DialTimes()); n != 2 || !errors.Is(c.Err(), video.ErrCredentials) ||
					c.Link().State != video.LinkRefused {
					t.Errorf("%d dials, %v, link %+v", n, c.Err(), c.Link())
				}
			})
		})
	}
}

// TestFault_P5_ExpiryAfterSleep checks the expiry again after the machine has slept.
func TestFault_P5_ExpiryAfterSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead atomic.Int64
		r := fakerelay.New(t)
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			p.Reply(q.ID, fmt.Sprintf(`{"authorization":{"expires_at":%d}}`, time.Now().Add(8*time.Hour).Unix()))
		}
		c, _ := dialKeeper(r, func(cfg *Options) {
			cfg.Wall = func() time.Time { return wallClock().Add(time.Duration(ahead.Load())) }
		})
		time.Sleep(time.Minute)
		ahead.Store(int64(8*time.Hour - time.Minute))
		time.Sleep(5 * time.Second)
		if l := c.Link(); l.Gen != 2 || !l.Expiring {
			t.Errorf("link = %+v", l)
		}
	})
}

// TestFault_P7_StaleProtocol tries the refused protocol once, then connects once without it, and then waits between
// attempts.
func TestFault_P7_StaleProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const protocol = "signalwire_sig_uuid_project"
		r := fakerelay.New(t)
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			p.Reply(q.ID, `{"protocol":"`+protocol+`","authorization":{"signature":"sig"}}`)
		}
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		var protocols []string
		refuse := refusing(`{"code":-32600,"message":"Requester validation failed"}`)
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			var got struct{ Protocol string }
			_ = json.Unmarshal(q.Params, &got)
			r.Set(func() { protocols = append(protocols, got.Protocol) })
			refuse(p, q)
		}
		nextState(t, f, video.LinkLive)
		_ = p.Conn.Close()
		nextState(t, f, video.LinkConnecting)
		l := nextState(t, f, video.LinkWaiting)
		r.Set(func() {
			if got := fmt.Sprintf("%q", protocols); got != fmt.Sprintf("%q", []string{protocol, ""}) {
				t.Errorf("protocols %s", got)
			}
		})
		if !errors.Is(l.Err, video.ErrRefused) {
			t.Errorf("link = %+v", l)
		}
		time.Sleep(time.Hour)
		r.Set(func() {
			if n := len(protocols); n > 2+370 || protocols[n-1] != "" {
				t.Errorf("%d attempts in an hour, the last with %q", n, protocols[n-1])
			}
		})
	})
}

// TestFault_P9_RateLimit reads the wait from every place where it may be, shows it, and resends nothing.
func TestFault_P9_RateLimit(t *testing.T) {
	for _, tc := range []struct {
		name, answer string
		want         time.Duration
	}{
		{"in the result", `"result":{"code":"429","message":"slow down","retry_after":7}`, 7 * time.Second},
		{"as text", `"result":{"code":429,"retry_after":"2.5"}`, 2500 * time.Millisecond},
		{"in the error", `"error":{"code":429,"retry_after":7}`, 7 * time.Second},
		{"in its data", `"error":{"code":429,"data":{"retry_after":7}}`, 7 * time.Second},
		{"absent", `"error":{"code":429}`, 0},
		{"a day", `"error":{"code":429,"retry_after":86400}`, wire.MaxRetryAfter},
		{"huge", `"error":{"code":429,"retry_after":1e308}`, wire.MaxRetryAfter},
		{"negative", `"error":{"code":429,"retry_after":-7}`, 0},
		{"not a number", `"error":{"code":429,"retry_after":"NaN"}`, 0},
		{"odd", `"error":{"code":429,"retry_after":{"a":[]},"data":[1]}`, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, p := dialKeeper(fakerelay.New(t))
				go func() { p.Send(`{"jsonrpc":"2.0","id":"` + p.Next().ID + `",` + tc.answer + `}`) }()
				_, err := c.Call(t.Context(), "video.lock", nil)
				var refused *video.RPCError
				if !errors.As(err, &refused) || !refused.Limited() || refused.RetryAfter != tc.want {
					t.Errorf("err = %#v", err)
				}
				if shown := strings.Contains(err.Error(), "again in "); shown != (tc.want > 0) {
					t.Errorf("err = %v", err)
				}
				time.Sleep(time.Minute)
				if len(p.Requests) > 0 && p.Next().Method == "video.lock" {
					t.Error("it was resent")
				}
			})
		})
	}
}

// TestFault_P9_RelayWantsToBeLeftAlone waits before the next dial as long as the answer to the upgrade or to connect
// asks.
func TestFault_P9_RelayWantsToBeLeftAlone(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer s.Close()
	err := dialTo(t, plainDialer("ws"+strings.TrimPrefix(s.URL, "http")))
	if got := askedWait(err); got != 30*time.Second {
		t.Errorf("%v asks to wait %v", err, got)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "x": 0, "-5": 0, "1e99": wire.MaxRetryAfter, "0.5": time.Second / 2,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		if got := retryAfterOf(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		nextState(t, f, video.LinkLive)
		r.Hello = refusing(`{"code":429,"message":"busy","data":{"retry_after":40}}`)
		_ = p.Conn.Close()
		nextState(t, f, video.LinkConnecting)
		l := nextState(t, f, video.LinkWaiting)
		if wait := time.Until(l.RetryAt); wait < 40*time.Second || wait > 41*time.Second {
			t.Errorf("waits %v", wait)
		}
	})
}

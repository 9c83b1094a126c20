package link

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestFault_P4_RefusedCredentials(t *testing.T) {
	refuse := func(p *fakerelay.Peer, q fakerelay.Request) {
		p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32002,"message":"no ` + fakerelay.Token + `"}}`)
	}
	t.Run("at first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := fakerelay.New(t)
			r.Hello = refuse
			_, err := dialWith(t.Context(), fakeOptions(r))
			if !errors.Is(err, video.ErrCredentials) || strings.Contains(err.Error(), fakerelay.Token) {
				t.Errorf("err = %v", err)
			}
			if len(r.DialTimes()) != 1 {
				t.Errorf("%d dials", len(r.DialTimes()))
			}
		})
	})
	t.Run("later", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := fakerelay.New(t)
			c, p := dialKeeper(r)
			f := c.Attach(fakerelay.Room)
			r.Hello = refuse
			_ = p.Conn.Close()
			l := nextState(t, f, video.LinkRefused)
			<-c.Done()
			if !errors.Is(l.Err, video.ErrCredentials) || !errors.Is(c.Err(), video.ErrCredentials) {
				t.Errorf("link %v, err %v", l.Err, c.Err())
			}
			time.Sleep(time.Hour)
			if len(r.DialTimes()) != 2 {
				t.Errorf("%d dials", len(r.DialTimes()))
			}
		})
	})
}

func TestResumeRequiresMatchingSignature(t *testing.T) {
	const protocol = "signalwire_sig1_uuid_project"
	for _, tc := range []struct {
		name, signature, second string // second: the answer to the second connect
		protocols               []string
		resumed                 bool
	}{
		{
			"resumed", "sig1", `"result":{"protocol":"` + protocol + `","authorization":{"signature":"sig1"}}`,
			[]string{"", protocol},
			true,
		},
		{
			"another session", "sig1", `"result":{"protocol":"signalwire_sig2_x_y","authorization":{"signature":"sig2"}}`,
			[]string{"", protocol},
			false,
		},
		{"signature differs", "other", `"result":{"authorization":{}}`, []string{"", ""}, false},
		{
			"stale", "sig1", `"error":{"code":-32600,"message":"Requester validation failed"}`,
			[]string{"", protocol, ""},
			false,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				var protocols []string
				r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
					var got struct{ Protocol string }
					_ = json.Unmarshal(q.Params, &got)
					protocols = append(protocols, got.Protocol)
					switch len(protocols) {
					case 2:
						p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `",` + tc.second + `}`)
					default:
						p.Reply(q.ID, `{"protocol":"`+protocol+`","authorization":{"signature":"`+tc.signature+`"}}`)
					}
				}
				c, p := dialKeeper(r)
				f := c.Attach(fakerelay.Room)
				nextState(t, f, video.LinkLive)
				lost := time.Now()
				_ = p.Conn.Close()
				l := nextState(t, f, video.LinkLive)
				if l.Resumed != tc.resumed || time.Since(lost) > time.Second {
					t.Errorf("link = %+v after %v", l, time.Since(lost))
				}
				if fmt.Sprint(protocols) != fmt.Sprint(tc.protocols) {
					t.Errorf("protocols %q, want %q", protocols, tc.protocols)
				}
			})
		})
	}
}

// TestTokenIsNeverLogged searches for the token in the debug log of every failure that involves it.
func TestTokenIsNeverLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := fakerelay.New(t)
		c, p := dialKeeper(r, func(cfg *Options) {
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) { // refuses and echoes the token
			p.Send(`{"jsonrpc":"2.0","id":"` + q.ID + `","error":{"code":-32603,"message":"` + fakerelay.Token + `"}}`)
		}
		p.Send(`{"jsonrpc":"2.0","x":"` + fakerelay.Token) // malformed
		p.Close(1011, fakerelay.Token)
		time.Sleep(time.Minute)
		if l := c.Link(); l.Err == nil || strings.Contains(l.Err.Error(), fakerelay.Token) {
			t.Errorf("link = %+v", l)
		}
		_ = c.Close()
		if log.Len() == 0 || strings.Contains(log.String(), fakerelay.Token) {
			t.Errorf("log:\n%s", log.String())
		}
	})
}

func TestDialEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		r.Hello = func(*fakerelay.Peer, fakerelay.Request) {}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := dialWith(ctx, fakeOptions(r))
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		start = time.Now()
		_, err = dialWith(t.Context(), fakeOptions(r))
		wantDialError(t, err, video.StepSignIn, "no answer in time")
		if took := time.Since(start); took != fakeOptions(r).DialTimeout {
			t.Errorf("took %v", took)
		}
	})
}

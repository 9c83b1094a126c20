package link

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

func TestFault_N12_SilenceAfterTheUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		nextState(t, f, video.LinkLive)
		var silent atomic.Int32
		r.Hello = func(p *fakerelay.Peer, q fakerelay.Request) {
			if silent.Add(1) > 3 {
				p.Reply(q.ID, `{}`)
			}
		}
		_ = p.Conn.Close()
		for range 3 {
			start := nextState(t, f, video.LinkConnecting).Since
			l := nextState(t, f, video.LinkWaiting)
			if took := l.Since.Sub(start); took != testDialTimeout {
				t.Errorf("gave up after %v", took)
			}
			wantDialError(t, l.Err, video.StepSignIn, "no answer in time")
		}
		if l := nextState(t, f, video.LinkLive); l.Gen != 2 {
			t.Errorf("link = %+v", l)
		}
	})
}

// outage is a relay that many clients lose at the same moment.
type outage struct {
	relay *fakerelay.Relay
	down  atomic.Bool

	mu    sync.Mutex
	dials [][]time.Time // by client
}

// client returns client n. Its dials fail at once while the relay is down.
func (o *outage) client(t *testing.T, n int) *Keeper {
	cfg := fakeOptions(o.relay)
	cfg.NetDial = func(context.Context, string, string) (net.Conn, error) {
		o.mu.Lock()
		o.dials[n] = append(o.dials[n], time.Now())
		o.mu.Unlock()
		if o.down.Load() {
			return nil, errors.New("refused")
		}
		client, server := net.Pipe()
		go o.relay.Peer(n, server).Serve()
		return client, nil
	}
	c, err := dialWith(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// storm takes the relay down for a time and brings it back. It returns all dials of each client and the time of the
// return.
func storm(t *testing.T, clients int, lasts time.Duration) (dials [][]time.Time, lost, back time.Time) {
	o := &outage{relay: fakerelay.New(t), dials: make([][]time.Time, clients)}
	o.relay.Peers = make(chan *fakerelay.Peer, 2*clients)
	all := make([]*Keeper, clients)
	for n := range all {
		all[n] = o.client(t, n)
	}
	o.down.Store(true)
	for range all {
		_ = (<-o.relay.Peers).Conn.Close()
	}
	lost = time.Now()
	time.Sleep(lasts)
	o.down.Store(false)
	back = time.Now()
	time.Sleep(testBackoffMax + time.Second)
	for n, c := range all {
		if l := c.Link(); l.State != video.LinkLive || l.Gen != 2 {
			t.Errorf("client %d: %+v", n, l)
		}
		go func() { _ = c.Close() }()
	}
	for _, c := range all {
		<-c.Done()
	}
	return o.dials, lost, back
}

// TestFault_N13_RelayIsBack checks the goals for a thousand clients: the peak second is at most three times the mean,
// no client dials more than once in 10 s at the cap, and 99 of 100 are back within 10 s.
func TestFault_N13_RelayIsBack(t *testing.T) {
	clients := 1000
	if testing.Short() {
		clients = 200
	}
	outages := []time.Duration{time.Minute}
	if *longFaults {
		outages = append(outages, time.Hour)
	}
	for _, lasts := range outages {
		t.Run(lasts.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dials, lost, back := storm(t, clients, lasts)
				perSecond := make([]int, int(lasts/time.Second)+60)
				var returns []time.Duration
				for n, list := range dials {
					for i, at := range list[1:] {
						perSecond[int(at.Sub(lost)/time.Second)]++
						if capped := at.Sub(lost) > 30*time.Second; capped && at.Sub(list[i]) < 10*time.Second {
							t.Errorf("client %d dialled after %v", n, at.Sub(list[i]))
						}
					}
					returns = append(returns, list[len(list)-1].Sub(back))
				}
				slices.Sort(returns)
				p99 := returns[len(returns)*99/100]
				window := perSecond[int(back.Sub(lost)/time.Second):][:10]
				peak := slices.Max(window)
				t.Logf("outage %v: back p50 %v p99 %v max %v; peak second %d, mean %d; the first second %d",
					lasts, returns[len(returns)/2], p99, returns[len(returns)-1], peak, clients/10, perSecond[0])
				if p99 > 10*time.Second || peak > 3*clients/10 {
					t.Errorf("p99 %v, peak %d: %v", p99, peak, window)
				}
			})
		})
	}
}

func TestFault_N15_Suspend(t *testing.T) {
	for _, tc := range []struct {
		name  string
		jump  time.Duration // of the wall clock
		slept bool
	}{
		{"eight hours", 8 * time.Hour, true},
		{"six seconds", 6 * time.Second, true},
		{"a correction", 4 * time.Second, false},
		{"set back a day", -24 * time.Hour, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var ahead atomic.Int64
				r := fakerelay.New(t)
				c, p := dialKeeper(r, func(cfg *Options) {
					cfg.Wall = func() time.Time { return wallClock().Add(time.Duration(ahead.Load())) }
				})
				f := c.Attach(fakerelay.Room)
				nextState(t, f, video.LinkLive)
				time.Sleep(time.Minute)
				ahead.Store(int64(tc.jump))
				start := time.Now()
				if !tc.slept {
					time.Sleep(time.Minute)
					if l := c.Link(); l.Gen != 1 || l.State != video.LinkLive {
						t.Errorf("link = %+v", l)
					}
					return
				}
				l := nextState(t, f, video.LinkWaiting)
				if !errors.Is(l.Err, errSuspended) || time.Since(start) > pulseTick {
					t.Errorf("%v after %v", l.Err, time.Since(start))
				}
				<-p.Gone
				if l := nextState(t, f, video.LinkLive); l.Gen != 2 || time.Since(start) > pulseTick+testBackoffMin {
					t.Errorf("%+v after %v", l, time.Since(start))
				}
			})
		})
	}
}

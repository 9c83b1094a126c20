package link

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/video"
)

var testLimits = limits{pingEvery: 5 * time.Second, pongTimeout: 10 * time.Second, serverPing: 15 * time.Second}

func TestPulse(t *testing.T) {
	const s = time.Second
	for _, tc := range []struct {
		name string
		p    pulse
		now  time.Duration
		do   action
		next time.Duration // with actWait
		why  error
	}{
		{"no ping at the start", pulse{}, 0, actWait, 4 * s, nil},
		{"the first silence causes a ping, before a probe", pulse{heard: s, spoke: s}, 5 * s, actPing, 0, nil},
		{"traffic makes pings needless", pulse{heard: 29 * s, answers: true}, 29 * s, actWait, 30 * s, nil},
		{"the round trip is measured despite traffic", pulse{heard: 30 * s, answers: true}, 30 * s, actPing, 0, nil},
		{
			"nothing to do",
			pulse{heard: 9 * s, pingAt: 9 * s, answers: true},
			9500 * time.Millisecond, actWait, 14 * s, nil,
		},
		{"silence causes a ping", pulse{heard: 10 * s, pingAt: 9 * s, answers: true}, 15 * s, actPing, 0, nil},
		{
			"wakes when the ping is due",
			pulse{heard: 10 * s, pingAt: 9 * s, answers: true},
			14500 * time.Millisecond, actWait, 15 * s, nil,
		},
		{
			"an unanswered ping has time",
			pulse{heard: 10 * s, pinging: true, pingAt: 15 * s, answers: true},
			24 * s, actWait, 25 * s, nil,
		},
		{
			"a missing pong is fatal",
			pulse{heard: 10 * s, pinging: true, pingAt: 15 * s, answers: true},
			25 * s, actDead, 0, errSilent,
		},
		{
			"traffic after the ping is a sign of life",
			pulse{heard: 16 * s, pinging: true, pingAt: 15 * s, answers: true},
			20 * s, actWait, 21 * s, nil,
		},
		{
			"a ping followed by traffic is repeated",
			pulse{heard: 16 * s, pinging: true, pingAt: 15 * s, answers: true},
			21 * s, actPing, 0, nil,
		},
		{
			"a request causes an early ping",
			pulse{heard: 10 * s, pingAt: 9 * s, answers: true, waiting: true, callAt: 12 * s},
			13 * s, actPing, 0, nil,
		},
		{
			"a request is not late after 4 s",
			pulse{heard: 10 * s, pinging: true, pingAt: 13 * s, answers: true, waiting: true, callAt: 12 * s},
			16 * s, actWait, 17 * s, nil,
		},
		{
			"a request and 5 s of silence are fatal",
			pulse{heard: 10 * s, pinging: true, pingAt: 13 * s, answers: true, waiting: true, callAt: 12 * s},
			17 * s, actDead, 0, errSilent,
		},
		{
			"a request without answered pings causes a probe",
			pulse{heard: 10 * s, spoke: 10 * s, pinging: true, pingAt: 13 * s, armed: true, waiting: true, callAt: 12 * s},
			13 * s, actProbe, 0, nil,
		},
		{
			"that probe is not late after 4 s",
			pulse{
				heard: 10 * s, spoke: 10 * s, pinging: true, pingAt: 13 * s, armed: true, waiting: true, callAt: 12 * s,
				probing: true, probeAt: 13 * s,
			},
			17 * s, actWait, 17500 * time.Millisecond, nil,
		},
		{
			"that probe is late after 4.5 s",
			pulse{
				heard: 10 * s, spoke: 10 * s, pinging: true, pingAt: 13 * s, armed: true, waiting: true, callAt: 12 * s,
				probing: true, probeAt: 13 * s,
			},
			18 * s, actDead, 0, errSilent,
		},
		{
			"a later request has its own 5 s",
			pulse{heard: 10 * s, pinging: true, pingAt: 13 * s, waiting: true, callAt: 17 * s, probing: true, probeAt: 15 * s},
			21 * s, actWait, 22 * s, nil,
		},
		{
			"the server's pings stopped and everything is silent",
			pulse{heard: 10 * s, armed: true, pinging: true, pingAt: 15 * s},
			25 * s, actDead, 0, errNoPings,
		},
		{
			"the server's pings stopped, pongs come",
			pulse{heard: 24 * s, spoke: 10 * s, armed: true, answers: true, pingAt: 23 * s},
			25 * s, actProbe, 0, nil,
		},
		{
			"a peer without pings and pongs is probed",
			pulse{heard: 10 * s, pinging: true, pingAt: 10 * s},
			15 * s, actProbe, 0, nil,
		},
		{
			"an unanswered probe is fatal",
			pulse{heard: 10 * s, pinging: true, pingAt: 10 * s, probing: true, probeAt: 15 * s},
			25 * s, actDead, 0, errSilent,
		},
		{
			"pongs do not answer a probe",
			pulse{heard: 24 * s, spoke: 10 * s, armed: true, answers: true, pingAt: 23 * s, probing: true, probeAt: 15 * s},
			25 * s, actDead, 0, errSilent,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			do, next, why := tc.p.check(tc.now, testLimits)
			if do != tc.do || !errors.Is(why, tc.why) || do == actWait && next != tc.next {
				t.Errorf("check = %v, %v, %v; want %v, %v, %v", do, next, why, tc.do, tc.next, tc.why)
			}
		})
	}
}

// answerProbes answers every request.
func answerProbes(p *fakerelay.Peer) {
	go func() {
		for q := range p.Requests {
			p.Reply(q.ID, `{"rooms":[]}`)
		}
	}()
}

// lostAfter waits until the link is lost, and returns the time since then and the link.
func lostAfter(t *testing.T, f *Feed, since time.Time) (time.Duration, video.Link) {
	t.Helper()
	l := nextState(t, f, video.LinkWaiting)
	return time.Since(since), l
}

func TestFault_N1_HalfOpen(t *testing.T) {
	firstPing := testLimits.pingEvery - eagerPing
	for _, tc := range []struct {
		name   string
		mute   bool          // no pongs
		quiet  time.Duration // time before the link falls silent
		before func(*fakerelay.Peer)
		call   bool
		want   time.Duration
		why    error
	}{
		{"never pinged us, but has answered a ping", false, firstPing, nil, false, 15 * time.Second, errSilent},
		{"was never pinged: probed", false, 0, nil, false, 15 * time.Second, errSilent},
		{"never pinged us nor answered a ping: probed", true, 0, nil, false, 15 * time.Second, errSilent},
		{"has pinged us once", true, 0, func(p *fakerelay.Peer) {
			p.Send(`{"jsonrpc":"2.0","id":"a","method":"signalwire.ping","params":{"timestamp":1}}`)
		}, false, 15 * time.Second, errNoPings},
		{"while a request waits", false, firstPing, nil, true, 5 * time.Second, errSilent},
		{"while a request waits, before any ping", false, 0, nil, true, 5500 * time.Millisecond, errSilent},
		{"while a request waits, without pongs", true, time.Minute, answerProbes, true, 5500 * time.Millisecond, errSilent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				r.Mute = tc.mute
				var hole *fakerelay.BlackHole
				r.Wrap = fakerelay.Hide(&hole)
				c, p := dialKeeper(r)
				f := c.Attach(fakerelay.Room)
				if tc.before != nil {
					tc.before(p)
				}
				time.Sleep(tc.quiet)
				synctest.Wait()
				hole.Swallow.Store(true)
				silent := time.Now()
				if tc.call {
					go func() {
						if _, err := c.Call(t.Context(), "video.lock", nil); !errors.Is(err, video.ErrUnknown) {
							t.Errorf("call: %v", err)
						}
					}()
				}
				r.Set(func() { r.Wrap = nil })
				took, l := lostAfter(t, f, silent)
				if took != tc.want || !errors.Is(l.Err, tc.why) {
					t.Errorf("noticed after %v: %v; want %v: %v", took, l.Err, tc.want, tc.why)
				}
				nextState(t, f, video.LinkLive)
			})
		})
	}
}

func TestQuietPeerIsKept(t *testing.T) {
	for _, tc := range []struct {
		name    string
		mute    bool
		answers bool
	}{{"pongs only", false, false}, {"answers probes only", true, true}} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := fakerelay.New(t)
				r.Mute = tc.mute
				c, p := dialKeeper(r)
				go func() {
					for q := range p.Requests {
						if tc.answers {
							p.Reply(q.ID, `{"rooms":[]}`)
						}
					}
				}()
				time.Sleep(time.Hour)
				if l := c.Link(); l.Gen != 1 || l.State != video.LinkLive {
					t.Errorf("link = %+v", l)
				}
			})
		})
	}
}

func TestFault_N2_SlowAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		r.Mute = true
		c, p := dialKeeper(r)
		go func() { // a round trip of 4 s
			for q := range p.Requests {
				time.AfterFunc(4*time.Second, func() { p.Reply(q.ID, `{"code":"200"}`) })
			}
		}()
		for range 100 {
			if _, err := c.Call(t.Context(), "video.lock", nil); err != nil {
				t.Fatal(err)
			}
		}
		if l := c.Link(); l.Gen != 1 || l.RTT != 4*time.Second {
			t.Errorf("link = %+v", l)
		}
	})
}

func TestFault_P2_ServerStopsPinging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		c, p := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		p.Send(`{"jsonrpc":"2.0","id":"a","method":"signalwire.ping","params":{}}`)
		last := time.Now()
		// Pongs continue, so WebSocket frames are answered, but requests are not.
		took, l := lostAfter(t, f, last)
		if took != 25*time.Second || !errors.Is(l.Err, errSilent) {
			t.Errorf("noticed after %v: %v", took, l.Err)
		}
	})
}

func TestFault_N18_PeerDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := fakerelay.New(t)
		var hole *fakerelay.BlackHole
		r.Wrap = fakerelay.Hide(&hole)
		c, _ := dialKeeper(r)
		f := c.Attach(fakerelay.Room)
		synctest.Wait() // the first ping is sent
		hole.Stall.Store(true)
		start := time.Now()
		results := make(chan error, 200)
		for range 200 { // more than the queue holds
			go func() { _, err := c.Call(t.Context(), "video.lock", nil); results <- err }()
		}
		took, _ := lostAfter(t, f, start)
		if took != writeWait {
			t.Errorf("noticed after %v", took)
		}
		offline, unknown := 0, 0
		for range 200 {
			switch err := <-results; {
			case errors.Is(err, video.ErrUnknown):
				unknown++
			case errors.Is(err, video.ErrNotSent):
				offline++
			default:
				t.Errorf("err = %v", err)
			}
		}
		if unknown != 1 || offline != 199 { // unknown only for the one whose write had started
			t.Errorf("%d unknown, %d not sent", unknown, offline)
		}
	})
}

// A quiet room does not look late, whenever the last event came: the time of the last sign of life that the room has is
// at most a second older than the pause between two pings.
func TestField_S17_QuietLinkIsNeverLate(t *testing.T) {
	for _, at := range []time.Duration{0, 200, 700, 1500, 2600, 3900, 4100, 4900, 5200, 6200, 7500} {
		synctest.Test(t, func(t *testing.T) {
			c, p := dialKeeper(fakerelay.New(t))
			f := c.Attach(fakerelay.Room)
			heard := nextState(t, f, video.LinkLive).Heard
			time.Sleep(at * time.Millisecond)
			p.Event("e1", "video.member.talking", `"member":{"id":"m1","talking":true}`)
			for i := range 4 * 60 {
				time.Sleep(250 * time.Millisecond)
				if i%23 == 0 { // something else about the link is reported, perhaps just before a pong
					c.setLink(func(*video.Link) {})
				}
				for drained := false; !drained; {
					select {
					case it := <-f.Items():
						if it.Link != nil {
							heard = it.Link.Heard
						}
						it.Events.Release()
					default:
						drained = true
					}
				}
				if age := time.Since(heard); age > 6200*time.Millisecond {
					t.Fatalf("an event after %v ms: the room knows of a sign of life %v ago", int(at), age)
				}
			}
		})
	}
}

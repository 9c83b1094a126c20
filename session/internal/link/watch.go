package link

import (
	"errors"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// leaveGrace is how long requests may still be answered after the server has asked for a disconnect.
const leaveGrace = 500 * time.Millisecond

// watch watches the connection until its end: it checks that the peer is alive, that requests are answered, and
// whether the server has asked for a disconnect. It runs on the supervisor.
func (c *Keeper) watch(cn *conn) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	before := c.readClocks(cn)
	for {
		select {
		case <-cn.dead:
			return
		case <-c.ctx.Done():
			cn.fail(ending{err: c.reason()})
			return
		case <-cn.poke:
		case <-timer.C:
		}
		clocks := c.readClocks(cn)
		if slept(before, clocks) {
			cn.fail(ending{err: errSuspended})
			return
		}
		before = clocks
		now := cn.now()
		next := min(c.examine(cn), cn.expire(now), c.leaving(cn, now), c.expiring(cn, now))
		c.refreshLink(cn)
		timer.Reset(max(next-cn.now(), 0))
	}
}

// reason returns why the client ends.
func (c *Keeper) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		return video.ErrClosed
	}
	return c.err
}

// leaving ends a connection whose server has asked for a disconnect. It does so when our reply is written and no
// request waits, or after leaveGrace. It returns the time of the next check.
func (c *Keeper) leaving(cn *conn, now time.Duration) time.Duration {
	cn.mu.Lock()
	leaving, replied, until := cn.leaving, cn.replied, cn.leftAt+leaveGrace
	waiting := cn.waiting()
	cn.mu.Unlock()
	if !leaving {
		return never
	}
	if now >= until || replied && waiting == never {
		cn.fail(ending{err: errAsked})
		return never
	}
	if c.Link().State == video.LinkLive {
		c.setLink(func(l *video.Link) {
			l.State, l.Err, l.RetryAt = video.LinkWaiting, errAsked, time.Now().Add(until-now)
		})
	}
	return until
}

// examine checks the pulse, acts, and returns the time of the next check.
func (c *Keeper) examine(cn *conn) time.Duration {
	limits := limits{c.o.PingEvery, c.o.PongTimeout, c.o.ServerPingTimeout}
	if cn.stuck.Load() > 0 {
		cn.listen() // the reader waits for a room, so silence proves nothing and a pong would not be read
		return cn.now() + pulseTick
	}
	for {
		now := cn.now()
		do, next, why := cn.checkPulse(now, limits)
		switch do {
		case actDead:
			cn.fail(ending{err: why})
			return never
		case actPing:
			cn.say(control{kind: websocket.PingMessage, data: []byte(cn.notePing(now))})
		case actProbe:
			c.probe(cn, now)
		case actWait:
			return next
		}
	}
}

// checkPulse updates the pulse from the reader and the calls, and checks it.
func (cn *conn) checkPulse(now time.Duration, l limits) (action, time.Duration, error) {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	p := &cn.pulse
	p.heard = time.Duration(cn.heard.Load())
	p.spoke = time.Duration(cn.spoke.Load())
	p.callAt = cn.waiting()
	p.waiting = p.callAt != never
	return p.check(now, l)
}

// notePing records that a ping is sent, and returns its payload, which the pong echoes.
func (cn *conn) notePing(now time.Duration) string {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	cn.pulse.pinging, cn.pulse.pingAt = true, now
	cn.pulse.text = strconv.FormatInt(int64(now), 36)
	return cn.pulse.text
}

// probe sends a cheap request. Any answer is a sign of life, even a refusal.
func (c *Keeper) probe(cn *conn, now time.Duration) {
	cn.mu.Lock()
	cn.pulse.probing, cn.pulse.probeAt = true, now
	cn.mu.Unlock()
	k, err := newCall(wire.MethodRoomsGet, nil, func(r Reply) {
		var refused *video.RPCError
		answered := r.Err == nil || errors.As(r.Err, &refused)
		cn.mu.Lock()
		// An unanswered probe stays open, so that its silence counts, unless other bytes have arrived since.
		cn.pulse.probing = !answered && time.Duration(cn.heard.Load()) <= cn.pulse.probeAt
		cn.mu.Unlock()
	})
	if err != nil {
		return // cannot happen: there are no parameters to encode
	}
	k.isProbe = true
	c.launch(k)
}

// readClocks reads both clocks.
func (c *Keeper) readClocks(cn *conn) clockReading { return clockReading{c.o.Wall(), cn.now()} }

// warnBefore is how long before the end of the authorization the link reports it: time to fetch another token.
const warnBefore = 120 * time.Second

// expiring reports on the link, once, that the authorization ends soon. It returns the time of the next check. The end
// is a wall clock time, and the wall clock may jump, so every check compares again.
func (c *Keeper) expiring(cn *conn, now time.Duration) time.Duration {
	if cn.expires.IsZero() || cn.warned {
		return never
	}
	left := cn.expires.Sub(c.o.Wall())
	if left > warnBefore {
		return now + left - warnBefore
	}
	cn.warned = true
	c.o.Logger.Warn("the authorization ends soon", "at", cn.expires)
	c.setLink(func(l *video.Link) { l.Expiring = true })
	return never
}

// errSuspended ends a connection that was open while the machine was suspended. Probing the old socket could take
// seconds, in which the view is stale and commands are lost. A new connection with a full read takes a fraction of a
// second.
var errSuspended = errors.New("this machine was suspended")

// clockReading holds the wall clock and the monotonic clock, read at the same moment.
type clockReading struct {
	wall time.Time
	mono time.Duration
}

// wallClock returns the time without the monotonic reading, which stops while the machine sleeps.
func wallClock() time.Time { return time.Now().Round(0) }

// slept reports whether the machine was suspended between two readings: the wall clock advanced and the monotonic
// clock did not. Small differences are corrections of the wall clock. A wall clock set back proves nothing.
func slept(before, now clockReading) bool {
	const correction = 5 * time.Second
	return now.wall.Sub(before.wall)-(now.mono-before.mono) > correction
}

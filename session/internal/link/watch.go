package link

import (
	"errors"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// leaveGrace is how long requests may still be answered after the server asked us to leave.
const leaveGrace = 500 * time.Millisecond

// watch keeps an eye on the connection until it has ended: whether the peer lives, whether requests are answered,
// whether the server asked us to leave. It runs on the supervisor.
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

// reason is why the client ends.
func (c *Keeper) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		return video.ErrClosed
	}
	return c.err
}

// leaving ends a connection that the server asked us to leave, when our answer is written and nobody waits any more, or
// after leaveGrace; it returns when to look again.
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

// examine judges the pulse, acts, and returns when to look again.
func (c *Keeper) examine(cn *conn) time.Duration {
	limits := limits{c.o.PingEvery, c.o.PongTimeout, c.o.ServerPingTimeout}
	if cn.stuck.Load() > 0 {
		cn.listen() // we do not read: the silence is our own, and a pong would not be seen
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

// checkPulse completes the pulse by what the reader and the requests know, and judges it.
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

// notePing notes that a ping goes out and returns its text, which the pong repeats.
func (cn *conn) notePing(now time.Duration) string {
	cn.mu.Lock()
	defer cn.mu.Unlock()
	cn.pulse.pinging, cn.pulse.pingAt = true, now
	cn.pulse.text = strconv.FormatInt(int64(now), 36)
	return cn.pulse.text
}

// probe asks for something cheap. Any answer is life, a refusal, too.
func (c *Keeper) probe(cn *conn, now time.Duration) {
	cn.mu.Lock()
	cn.pulse.probing, cn.pulse.probeAt = true, now
	cn.mu.Unlock()
	k, err := newCall(wire.MethodRoomsGet, nil, func(r Reply) {
		var refused *video.RPCError
		answered := r.Err == nil || errors.As(r.Err, &refused)
		cn.mu.Lock()
		// A probe that nobody answered stays open, and its silence is judged, unless something else came meanwhile.
		cn.pulse.probing = !answered && time.Duration(cn.heard.Load()) <= cn.pulse.probeAt
		cn.mu.Unlock()
	})
	if err != nil {
		return // it has no parameters that could not be encoded
	}
	k.isProbe = true
	c.launch(k)
}

// readClocks reads both clocks.
func (c *Keeper) readClocks(cn *conn) clockReading { return clockReading{c.o.Wall(), cn.now()} }

// warnBefore is how long before the end of the authorization the link says so: time to fetch another token.
const warnBefore = 120 * time.Second

// expiring says on the link, once, that the authorization ends soon; it returns when to look again. The end is a time of
// the wall clock, which may have jumped: it is compared anew on every look.
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

// errSuspended ends a connection over which the machine slept. Asking the old socket could take seconds in which the
// picture looks true and commands go nowhere; a new connection with a full read takes a fraction of one.
var errSuspended = errors.New("this machine slept")

// clockReading is the wall clock and the monotonic one, read together.
type clockReading struct {
	wall time.Time
	mono time.Duration
}

// wallClock is the time without the monotonic reading, which stands still while the machine sleeps.
func wallClock() time.Time { return time.Now().Round(0) }

// slept reports whether the machine was suspended between two readings: the wall clock went on, the monotonic one stood
// still. Small differences are corrections of the wall clock; one that was set back proves nothing.
func slept(before, now clockReading) bool {
	const correction = 5 * time.Second
	return now.wall.Sub(before.wall)-(now.mono-before.mono) > correction
}

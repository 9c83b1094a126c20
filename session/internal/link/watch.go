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

// waiting is when the oldest unanswered request but a probe was written; never when there is none. Called with cn.mu held.
func (cn *conn) waiting() time.Duration {
	oldest := never
	for _, k := range cn.calls {
		if k.stage == writing && !k.isProbe {
			oldest = min(oldest, k.wrote)
		}
	}
	return oldest
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

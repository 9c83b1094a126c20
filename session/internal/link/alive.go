package link

import (
	"errors"
	"time"
)

// Times that are not worth configuring.
const (
	// lateCall is the longest silence while a request waits, on a link that is known to answer pings. A dead link is
	// noticed before the moderator wonders, and a round trip of up to 5 s raises no false alarm.
	lateCall = 5 * time.Second
	// lateProbe is how long a probe may take then. It goes out a second after the request; the whole must end within six.
	lateProbe = 4500 * time.Millisecond
	// eagerPing is the silence after which a waiting request causes a ping, because lateCall needs an unanswered ping.
	eagerPing = time.Second
	// measureEvery is how often the round trip is measured while traffic makes other pings needless. The first
	// measurement comes from the answers to the first requests, so no ping is sent at the start.
	measureEvery = 30 * time.Second
	// pulseTick is the longest sleep of the watcher. Within it the watcher notices that the machine was suspended; a
	// request wakes it at once. Each wake-up costs an idle process up to ten of its threads' sleeps, so that none comes
	// between two pings.
	pulseTick = 5 * time.Second
)

// Reasons why a link counts as dead.
var (
	errSilent  = errors.New("the relay does not answer")
	errNoPings = errors.New("the relay stopped sending pings")
)

// pulse is the evidence that one connection is alive. All times are since its start.
type pulse struct {
	heard   time.Duration // last bytes of any kind
	spoke   time.Duration // last bytes of a message, not of a pong
	armed   bool          // the server has sent a signalwire.ping
	answers bool          // the server has answered a WebSocket ping
	pinging bool          // a WebSocket ping, sent at pingAt, is unanswered
	pingAt  time.Duration // of the last ping
	text    string        // payload of the last ping
	probing bool          // a probe, sent at probeAt, is unanswered
	probeAt time.Duration
	waiting bool          // a request, written at callAt, is unanswered; probes do not count
	callAt  time.Duration // of the oldest one
}

// action is the next step for a connection.
type action uint8

const (
	actWait action = iota
	actPing
	actProbe
	actDead
)

// limits are the times of [Options] that decide.
type limits struct{ pingEvery, pongTimeout, serverPing time.Duration }

// check returns the action due at now and the latest time of the next check. It is pure.
//
// Any byte is a sign of life. A peer that has answered a ping must answer the next one. A peer that has sent a ping
// must not fall silent. A peer that does neither gets a cheap request.
func (p pulse) check(now time.Duration, l limits) (do action, next time.Duration, why error) {
	next = now + pulseTick
	due := func(at time.Duration) bool {
		if at > now {
			next = min(next, at)
			return false
		}
		return true
	}
	if why := p.death(l, due); why != nil {
		return actDead, now, why
	}
	// After later traffic, an unanswered ping no longer counts: its pong may never come, so a new ping is sent.
	if outdated := p.heard > p.pingAt; (!p.pinging || outdated) && (due(p.pingDue(l)) || due(p.pingAt+measureEvery)) {
		return actPing, now, nil
	}
	if !p.probing && due(p.probeDue(l)) {
		return actProbe, now, nil
	}
	return actWait, next, nil
}

// death returns the reason why the link is dead, or nil. It calls due with each time at which that may change.
func (p pulse) death(l limits, due func(time.Duration) bool) error {
	silentPing := p.pinging && p.answers && p.heard <= p.pingAt
	switch {
	case silentPing && due(p.pingAt+l.pongTimeout):
		return errSilent
	case silentPing && p.waiting && due(max(p.heard, p.callAt)+lateCall):
		return errSilent
	case p.armed && due(p.heard+l.serverPing):
		return errNoPings
	case p.probing && p.waiting && due(max(p.lastSign()+lateCall, p.callAt+lateCall, p.probeAt+lateProbe)):
		return errSilent
	case p.probing && due(max(p.lastSign(), p.probeAt)+l.pongTimeout):
		return errSilent
	}
	return nil
}

// lastSign is the last sign of life that answers a probe. If the server's own pings have stopped, a pong does not
// prove that the relay still works. If the server never pinged, a pong is the best available sign.
func (p pulse) lastSign() time.Duration {
	if p.armed {
		return p.spoke
	}
	return p.heard
}

// pingDue is the time at which silence calls for a WebSocket ping.
func (p pulse) pingDue(l limits) time.Duration {
	at := p.heard + l.pingEvery
	if !p.answers {
		at -= min(eagerPing, l.pingEvery/2) // time for the pong that makes the probe needless
	}
	if p.waiting {
		at = min(at, max(p.heard, p.callAt)+eagerPing)
	}
	return at
}

// probeDue is the time at which a request must show whether the relay still works. If the peer is not known to answer
// pings, it gets the probe early while another request waits: that request may be slow, a probe is not.
func (p pulse) probeDue(l limits) time.Duration {
	at := never
	switch {
	case p.armed:
		at = p.spoke + l.serverPing // pongs come, but the server's own pings and events have stopped
	case !p.answers:
		at = p.heard + l.pingEvery
	}
	if p.waiting && !p.answers {
		at = min(at, max(p.heard, p.callAt)+eagerPing)
	}
	return at
}

// never is later than any connection lasts.
const never = time.Duration(1<<63 - 1)

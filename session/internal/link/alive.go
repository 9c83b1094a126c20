package link

import (
	"errors"
	"time"
)

// Times of liveness that are not worth configuring.
const (
	// lateCall is the longest silence while a request waits, on a link that is known to answer pings. With it a dead
	// link is noticed before the moderator wonders, and a round trip of up to 5 s is no false alarm.
	lateCall = 5 * time.Second
	// lateProbe is how long a probe may take then. It goes out a second after the request; the whole must end within six.
	lateProbe = 4500 * time.Millisecond
	// eagerPing is the silence after which a waiting request makes us ping, so that lateCall has something to judge.
	eagerPing = time.Second
	// measureEvery is how often the round trip is measured while traffic makes other pings needless. The first measurement
	// comes from the answers to the first requests, so that no ping is needed at once.
	measureEvery = 30 * time.Second
	// pulseTick is the longest sleep of the watcher: it notices within it that the machine was suspended.
	pulseTick = time.Second
)

// Why a link counts as dead.
var (
	errSilent  = errors.New("the relay does not answer")
	errNoPings = errors.New("the relay stopped sending pings")
)

// pulse is what is known about the life of one connection. All times are since its beginning.
type pulse struct {
	heard   time.Duration // last bytes of any kind
	spoke   time.Duration // last bytes of a message, not of a pong
	armed   bool          // the server has sent a signalwire.ping
	answers bool          // the server has answered a WebSocket ping
	pinging bool          // a WebSocket ping is unanswered, sent at pingAt
	pingAt  time.Duration // of the last ping
	text    string        // what the last ping carries
	probing bool          // a probe is unanswered, sent at probeAt
	probeAt time.Duration
	waiting bool          // a request is unanswered, written at callAt; a probe does not count
	callAt  time.Duration // of the oldest
}

// action is what to do about a connection.
type action uint8

const (
	actWait action = iota
	actPing
	actProbe
	actDead
)

// limits are the times of Config that decide.
type limits struct{ pingEvery, pongTimeout, serverPing time.Duration }

// check says what to do at now, and when to ask again at the latest. It is pure.
//
// Any byte is life. Who has once answered a ping must answer the next; who has once sent a ping must not fall silent;
// of who does neither a cheap request is asked.
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
	// A ping that traffic has overtaken is no longer waited for: its pong may never come, and another must be judged.
	if overtaken := p.heard > p.pingAt; (!p.pinging || overtaken) && (due(p.pingDue(l)) || due(p.pingAt+measureEvery)) {
		return actPing, now, nil
	}
	if !p.probing && due(p.probeDue(l)) {
		return actProbe, now, nil
	}
	return actWait, next, nil
}

// death returns why the link is dead, or nil; due also notes when to look again.
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

// lastSign is the last life that answers a probe. A pong does not prove that somebody is behind the socket where the
// server's own pings have stopped; where it never pinged, nothing better is to be had.
func (p pulse) lastSign() time.Duration {
	if p.armed {
		return p.spoke
	}
	return p.heard
}

// pingDue is when silence asks for a WebSocket ping.
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

// probeDue is when a request must show whether somebody is behind the socket. Who is not known to answer pings is asked
// early while another request waits: that one may take its time, this one does not.
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

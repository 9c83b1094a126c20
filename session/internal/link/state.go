package link

import (
	"time"

	"gavel/session/video"
)

// publishLink is the shortest time between two links that differ only in measurements.
const publishLink = time.Second

// Link returns the state of the connection.
func (c *Keeper) Link() video.Link {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.link
	if c.conn != nil {
		l.Heard = c.conn.heardAt()
	}
	return l
}

// setLink changes the link and sends it to all rooms. It never blocks.
func (c *Keeper) setLink(change func(*video.Link)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changeLink(change)
}

// changeLink is setLink with c.mu held.
func (c *Keeper) changeLink(change func(*video.Link)) {
	before := c.link.State
	change(&c.link)
	if c.link.State != before {
		c.link.Since = time.Now()
		c.o.Logger.Debug("link", "state", c.link.State.String(), "gen", c.link.Gen, "attempt", c.link.Attempt,
			"reason", c.link.Err)
	}
	c.linkSent = time.Now()
	l := c.link // one copy for all: it is never modified
	for _, feeds := range c.feeds {
		for _, f := range feeds {
			f.put(Item{Link: &l})
		}
	}
}

// heardAt returns when the last bytes arrived.
func (cn *conn) heardAt() time.Time { return cn.started.Add(time.Duration(cn.heard.Load())) }

// measured records a round trip, which the watcher reports. The round trip of a call counts only while no ping has been
// answered.
func (c *Keeper) measured(cn *conn, took time.Duration) {
	cn.mu.Lock()
	cn.rtt = max(took, time.Microsecond) // 0 means unknown
	cn.mu.Unlock()
	cn.wake()
}

// refreshLink publishes new measurements about once in publishLink, and only if they differ noticeably.
func (c *Keeper) refreshLink(cn *conn) {
	cn.mu.Lock()
	rtt := cn.rtt
	cn.mu.Unlock()
	heard := cn.heardAt()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != cn || c.link.State != video.LinkLive {
		return
	}
	fresh := c.link.RTT == 0 && rtt > 0
	// The time of the last sign of life is sent whenever it is a second newer than the one that was sent last, no matter
	// when that was: a pong may come right after the watcher has sent an older time.
	slower := time.Since(c.linkSent) >= publishLink && differs(c.link.RTT, rtt)
	if !fresh && !slower && heard.Sub(c.link.Heard) < publishLink {
		return
	}
	c.changeLink(func(l *video.Link) { l.RTT, l.Heard = rtt, heard })
}

// differs reports whether two round trips differ noticeably: by a fifth and by 2 ms.
func differs(a, b time.Duration) bool {
	d := (a - b).Abs()
	return d >= 2*time.Millisecond && d >= max(a, b)/5
}

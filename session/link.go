package session

import (
	"time"
)

// LinkState says what the connection is doing.
type LinkState uint8

// The states of a link.
const (
	LinkConnecting LinkState = iota // dialling or authenticating
	LinkLive                        // authenticated
	LinkWaiting                     // lost; the next attempt is at Link.RetryAt
	LinkRefused                     // credentials, certificate or proxy: no further attempts until a person acts
	LinkClosed                      // Close was called
)

// String returns a lower-case word for the state.
func (l LinkState) String() string {
	return [...]string{"connecting", "live", "waiting", "refused", "closed"}[min(l, LinkClosed)]
}

// Link is the state of the connection to the relay.
type Link struct {
	State   LinkState
	Gen     int           // number of the connection, 1, 2, …
	Attempt int           // attempts since the last live connection
	RetryAt time.Time     // when Waiting
	Since   time.Time     // when State began
	Heard   time.Time     // when anything was last received, to about a second
	RTT     time.Duration // last measured round trip; 0 when none was
	Resumed bool          // the server took up the former session again
	Err     error         // why the last connection ended
	// ExpiresAt is when the authorization ends; zero when the relay did not say. Expiring is true from two minutes before.
	ExpiresAt time.Time
	Expiring  bool
}

// publishLink is the shortest time between two links that differ in measurements only.
const publishLink = time.Second

// Link returns the state of the connection. Safe for concurrent use.
func (c *Client) Link() Link {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.link
	if c.conn != nil {
		l.Heard = c.conn.heardAt()
	}
	return l
}

// setLink changes the link and tells all rooms. It never blocks.
func (c *Client) setLink(change func(*Link)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changeLink(change)
}

// changeLink is setLink with c.mu held.
func (c *Client) changeLink(change func(*Link)) {
	before := c.link.State
	change(&c.link)
	if c.link.State != before {
		c.link.Since = time.Now()
		c.cfg.Logger.Debug("link", "state", c.link.State.String(), "gen", c.link.Gen, "attempt", c.link.Attempt,
			"reason", c.link.Err)
	}
	c.linkTold = time.Now()
	l := c.link // one copy for all: nobody changes it
	for _, feeds := range c.feeds {
		for _, f := range feeds {
			f.put(feedItem{link: &l})
		}
	}
}

// heardAt is when the last bytes came.
func (cn *conn) heardAt() time.Time { return cn.began.Add(time.Duration(cn.heard.Load())) }

// measured notes a round trip. A call's is used only where nothing better is known.
func (c *Client) measured(cn *conn, took time.Duration) {
	cn.mu.Lock()
	first := cn.rtt == 0
	cn.rtt = max(took, time.Microsecond) // 0 means unknown
	cn.mu.Unlock()
	if first {
		cn.wake()
	}
}

// refreshLink publishes new measurements, at most once in publishLink and only when they say something new.
func (c *Client) refreshLink(cn *conn) {
	cn.mu.Lock()
	rtt := cn.rtt
	cn.mu.Unlock()
	heard := cn.heardAt()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != cn || c.link.State != LinkLive {
		return
	}
	fresh := c.link.RTT == 0 && rtt > 0
	due := time.Since(c.linkTold) >= publishLink
	if !fresh && !(due && (differs(c.link.RTT, rtt) || heard.Sub(c.link.Heard) >= publishLink)) {
		return
	}
	c.changeLink(func(l *Link) { l.RTT, l.Heard = rtt, heard })
}

// differs reports whether a person would call two round trips different: by a fifth and by 2 ms.
func differs(a, b time.Duration) bool {
	d := (a - b).Abs()
	return d >= 2*time.Millisecond && d >= max(a, b)/5
}

package link

import (
	"time"

	"gavel/session/video"
)

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

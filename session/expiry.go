package session

import (
	"time"

	"gavel/session/video"
)

// warnBefore is how long before the end of the authorization the link says so: time to fetch another token.
const warnBefore = 120 * time.Second

// expiring says on the link, once, that the authorization ends soon; it returns when to look again. The end is a time of
// the wall clock, which may have jumped: it is compared anew on every look.
func (c *keeper) expiring(cn *conn, now time.Duration) time.Duration {
	if cn.expires.IsZero() || cn.warned {
		return never
	}
	left := cn.expires.Sub(c.o.wall())
	if left > warnBefore {
		return now + left - warnBefore
	}
	cn.warned = true
	c.o.logger.Warn("the authorization ends soon", "at", cn.expires)
	c.setLink(func(l *video.Link) { l.Expiring = true })
	return never
}

// warnOfExpiry writes into the room's log, once for each authorization, that it ends soon.
func (l *loop) warnOfExpiry(k video.Link) {
	if k.Expiring && !l.d.Link().Expiring {
		l.d.Warn(video.Entry{ // also when the room was not read yet: who joins in the last minutes must know
			At: time.Now(), Kind: video.EntryWarning,
			Text: "the authorization ends at " + k.ExpiresAt.Format(time.TimeOnly) + ": a new token is needed then",
		})
	}
}

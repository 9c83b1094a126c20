package session

import (
	"time"

	"gavel/session/video"
)

// warnOfExpiry writes into the room's log, once for each authorization, that it ends soon.
func (l *loop) warnOfExpiry(k video.Link) {
	if k.Expiring && !l.d.Link().Expiring {
		l.d.Warn(video.Entry{ // also when the room was not read yet: who joins in the last minutes must know
			At: time.Now(), Kind: video.EntryWarning, Note: video.NoteExpires, Details: &video.Details{Until: k.ExpiresAt},
		})
	}
}

package alarm

import (
	"gavel/session/selector"
	"gavel/session/video"
)

// tendQuorums raises an alarm when fewer members than needed are left of a sort that was complete. At the beginning,
// when the room fills, nothing is lost yet.
func (e *Engine) tendQuorums() {
	facts := selector.Facts{Now: e.now, Since: e.back, Protected: e.cfg.Protected}
	for i, q := range e.cfg.Quorums {
		there := 0
		for _, m := range e.snap.Members {
			if m.Type != video.TypeAudience && q.Of.Match(m, &facts) {
				there++
			}
		}
		switch {
		case there >= q.Min:
			e.complete[i] = true
			e.lower(func(a *Alarm) bool { return a.Kind == QuorumLost && a.Object == q.Name })
		case e.complete[i] && !e.snap.Room.Ended:
			e.complete[i] = false // once, until it was complete again
			e.raise(Alarm{Kind: QuorumLost, Object: q.Name})
		}
	}
}

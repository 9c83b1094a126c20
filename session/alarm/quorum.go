package alarm

import (
	"gavel/session/selector"
	"gavel/session/video"
)

// updateQuorums raises an alarm if a quorum was reached before and now has too few members. A quorum that was never
// reached, as while the room fills, is not lost.
func (e *Engine) updateQuorums() {
	facts := (&selector.Facts{Now: e.now, Since: e.back, Protected: e.cfg.Protected, Panel: e.cfg.Panel}).WithLists()
	for i, q := range e.cfg.Quorums {
		there := 0
		for _, m := range e.snap.Members {
			if m.Type != video.TypeAudience && q.Of.Match(m, facts) {
				there++
			}
		}
		switch {
		case there >= q.Min:
			e.complete[i] = true
			e.lower(func(a *Alarm) bool { return a.Kind == QuorumLost && a.Object == q.Name })
		case e.complete[i] && !e.snap.Room.Ended:
			e.complete[i] = false // one alarm until it is reached again
			e.raise(Alarm{Kind: QuorumLost, Object: q.Name})
		}
	}
}

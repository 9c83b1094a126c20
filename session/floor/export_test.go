package floor

import "gavel/session/video"

// Steps returns how many verbs can be taken back.
func Steps(e *Engine) int { return len(e.steps) }

// Arrange orders entries as a queue does.
func Arrange(o Order, entries []*Entry, last string) []*Entry { return o.arrange(entries, last) }

// Tonight reports whether a moderator has protected the member for tonight.
func Tonight(e *Engine, id video.MemberID) bool { return e.protected[id] }

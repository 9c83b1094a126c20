package door

import (
	"slices"
	"time"

	"gavel/session/selector"
	"gavel/session/video"
)

// Do is the action of a door.
type Do string

// The kinds of Do.
const (
	Watch  Do = "watch" // only logged
	Mute   Do = "mute"
	Demote Do = "demote" // to the audience
	Remove Do = "remove"
)

// Dos returns all kinds, the mildest first.
func Dos() []Do { return []Do{Watch, Mute, Demote, Remove} }

// Rule is one door. The first rule that fits a member counts.
type Rule struct {
	Name   string
	Who    *selector.Selector
	Do     Do
	Reason string // or ""
}

// Config is the configuration of an engine.
type Config struct {
	Rules []Rule
	// Protected and Panel report whether a member is on the list; nil for nobody. Pardoned reports whether a person has
	// pardoned the member, or someone with this name or identity.
	Protected, Panel, Pardoned func(*video.Member) bool
}

// Held is why a rule did not act.
type Held string

// The reasons.
const (
	HeldProtected Held = "protected"
	HeldPardoned  Held = "pardoned"
	HeldOffline   Held = "offline"  // the connection was not live
	HeldMany      Held = "too_many" // more than MaxActs in ActSpan
)

// Hit is a member that a rule fits. It is a value.
type Hit struct {
	At     time.Time    `json:"at"`
	Rule   string       `json:"rule"`
	Who    video.Person `json:"who"` // the name is untrusted text
	Do     Do           `json:"do"`
	Reason string       `json:"reason,omitempty"`
	Chose  string       `json:"selector"`
	Held   Held         `json:"held,omitempty"` // why nothing was done; "" if Do was
}

// Kind is the kind of the decision that records a hit.
const Kind = "door.hit"

const (
	// MaxActs is how often doors act within ActSpan. Later hits are only logged.
	MaxActs = 10
	// ActSpan is the time in which MaxActs counts.
	ActSpan = time.Minute
	// maxHits bounds the hits of one snapshot. A raid fills the log otherwise.
	maxHits = 50
)

// Engine watches the doors of one room. Its methods must not be called concurrently.
type Engine struct {
	cfg   Config
	room  string
	known map[video.MemberID]bool
	since time.Time // when it began to watch
	acted []time.Time
}

// New returns the engine of a room that has not been seen.
func New(cfg Config) *Engine { return &Engine{cfg: cfg} }

// See processes the present state of a room, and returns the hits since the last call, at most 50.
func (e *Engine) See(now time.Time, s *video.Snapshot) []Hit {
	first := e.known == nil || e.room != s.Room.ID
	if first {
		e.known, e.room, e.since = map[video.MemberID]bool{}, s.Room.ID, now
	}
	live := s.Link.State == video.LinkLive && !s.Stale && !s.Room.Ended
	here := make(map[video.MemberID]bool, len(s.Members))
	var hits []Hit
	for _, m := range s.Members {
		here[m.ID] = true
		if e.known[m.ID] {
			continue
		}
		if !first && m.JoinSeen && isPerson(m) && len(hits) < maxHits {
			if hit, is := e.meet(now, m, live); is {
				hits = append(hits, hit)
			}
		}
	}
	e.known = here
	return hits
}

// isPerson reports whether a member is a person on the stage.
func isPerson(m *video.Member) bool {
	return m.ParentID == "" && (m.Type == video.TypeMember || m.Type == "")
}

// meet returns the hit of a member who has joined.
func (e *Engine) meet(now time.Time, m *video.Member, live bool) (Hit, bool) {
	facts := (&selector.Facts{Now: now, Since: e.since, Protected: e.cfg.Protected, Panel: e.cfg.Panel}).WithLists()
	i := slices.IndexFunc(e.cfg.Rules, func(r Rule) bool { return r.Who.Match(m, facts) })
	if i < 0 {
		return Hit{}, false
	}
	r := e.cfg.Rules[i]
	hit := Hit{
		At: now, Rule: r.Name, Who: video.Person{ID: m.ID, Name: m.Name}, Do: r.Do, Reason: r.Reason, Chose: r.Who.String(),
	}
	is := func(list func(*video.Member) bool) bool { return list != nil && list(m) }
	switch {
	case r.Do == Watch:
	case is(e.cfg.Protected):
		hit.Held = HeldProtected
	case is(e.cfg.Pardoned):
		hit.Held = HeldPardoned
	case !live:
		hit.Held = HeldOffline
	case !e.may(now):
		hit.Held = HeldMany
	}
	return hit, true
}

// may reports whether a door may act now, and counts it.
func (e *Engine) may(now time.Time) bool {
	e.acted = slices.DeleteFunc(e.acted, func(at time.Time) bool { return now.Sub(at) >= ActSpan })
	if len(e.acted) >= MaxActs {
		return false
	}
	e.acted = append(e.acted, now)
	return true
}

// Command returns the command of a hit, and false if it has none. Protection is checked again when the command leaves.
func (h *Hit) Command() (video.Command, bool) {
	var c video.Command
	switch {
	case h.Held != "":
		return c, false
	case h.Do == Mute:
		c = video.AudioMute(h.Who.ID)
	case h.Do == Demote:
		c = video.Demote(h.Who.ID)
	case h.Do == Remove:
		c = video.RemoveMember(h.Who.ID)
	default:
		return c, false
	}
	c.SkipProtected, c.Automatic = true, true
	return c, true
}

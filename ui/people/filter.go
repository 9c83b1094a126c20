package people

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gavel/session/fold"
	"gavel/session/selector"
	"gavel/session/video"
)

// Quick is a filter that one key sets.
type Quick uint8

// The quick filters, in the order of the key.
const (
	QuickAll Quick = iota
	QuickTalking
	QuickOpen
	quickHand
	QuickMuted
	QuickNew
	QuickCount
)

// String returns the filter's word on the screen.
func (q Quick) String() string {
	return [...]string{"all", "talking", "open mic", "hand up", "muted", "new"}[min(q, QuickNew)]
}

// newFor is how long a member counts as new.
const newFor = 5 * time.Minute

// Filter selects the members that are shown. Its zero value shows all.
type Filter struct {
	Quick Quick
	Query string
	// Facts are the facts for a selector; nil means that only the list of members is known.
	Facts func(now time.Time) *selector.Facts
	terms []term
	where *selector.Selector // of a query that is a selector after a "="
	fault *selector.Error    // why a query after "=" is not a selector; nil if its words have a meaning
}

// term is one word of the query: text that the name must contain, a state after "=", or either with "!" for not.
type term struct {
	text  string
	state string
	not   bool
}

// ParseFilter parses a query: a selector after a "=", or words, all of which must match. While a selector is being
// typed, it is words.
func ParseFilter(q Quick, query string) Filter {
	f := Filter{Quick: q, Query: query}
	var fault *selector.Error
	if text, ok := strings.CutPrefix(strings.TrimSpace(query), "="); ok && text != "" {
		where, err := selector.Parse(text, selector.Everything)
		if err == nil {
			f.where = where
			return f
		}
		fault, _ = errors.AsType[*selector.Error](err)
	}
	for word := range strings.FieldsSeq(fold.Key(query)) {
		t := term{}
		if rest, ok := strings.CutPrefix(word, "!"); ok {
			t.not, word = true, rest
		}
		if state, ok := strings.CutPrefix(word, "="); ok {
			t.state = state
		} else {
			t.text = word
		}
		if t.text != "" || t.state != "" {
			f.terms = append(f.terms, t)
		}
	}
	if slices.ContainsFunc(f.terms, term.isNonsense) {
		f.fault = fault
	}
	return f
}

// isNonsense reports whether a word is neither the start of a state nor text to search in names.
func (t term) isNonsense() bool {
	if t.text != "" {
		return strings.ContainsAny(t.text, "&|()~<>=")
	}
	for word := range states {
		if strings.HasPrefix(word, t.state) {
			return false
		}
	}
	return true
}

// Fault returns the fault of a query that is neither a selector nor words, with its column, as a sentence; "" if there
// is none.
func (f Filter) Fault() string {
	e := f.fault
	if e == nil {
		return ""
	}
	before := utf8.RuneCountInString(f.Query[:strings.Index(f.Query, "=")+1])
	said := fmt.Sprintf("Column %d: %s", before+e.Column(), e.Problem)
	if e.Nearest != "" {
		said += fmt.Sprintf("; did you mean %q?", e.Nearest)
	}
	return said
}

// Active reports whether the filter can hide a member.
func (f Filter) Active() bool { return f.Quick != QuickAll || len(f.terms) > 0 || f.where != nil }

// Match reports whether the person matches.
func (f Filter) Match(p *Person, now time.Time) bool {
	if !f.Quick.match(p, now) {
		return false
	}
	if f.where != nil && !f.chooses(p, now) {
		return false
	}
	for _, t := range f.terms {
		if t.match(p, now) == t.not {
			return false
		}
	}
	return true
}

// chooses reports whether the selector chooses the person. A person talks if all panes show it talking.
func (f Filter) chooses(p *Person, now time.Time) bool {
	facts := &selector.Facts{Now: now}
	if f.Facts != nil {
		facts = f.Facts(now)
	}
	m := p.Member
	if f.where.Needs()&selector.Talking != 0 && m.Talking != p.Talks() {
		heard := *m
		heard.Talking = p.Talks()
		m = &heard
	}
	return f.where.Match(m, facts)
}

func (q Quick) match(p *Person, now time.Time) bool {
	switch q {
	case QuickTalking:
		return p.Talks()
	case QuickOpen:
		return !p.Member.AudioMuted && p.Member.Type != video.TypeScreen
	case quickHand:
		return p.Member.HandRaised
	case QuickMuted:
		return p.Member.AudioMuted && IsPerson(p.Member)
	case QuickNew:
		return p.Member.JoinSeen && now.Sub(p.Member.JoinedAt) < newFor
	default:
		return true
	}
}

func (t term) match(p *Person, now time.Time) bool {
	if t.text != "" {
		return matchName(t.text, p)
	}
	for word, is := range states {
		if strings.HasPrefix(word, t.state) && is(p, now) {
			return true
		}
	}
	return false
}

// states are the words that may follow "=" in a filter. A prefix is enough.
var states = map[string]func(*Person, time.Time) bool{
	"talking":   func(p *Person, _ time.Time) bool { return p.Talks() },
	"open":      func(p *Person, now time.Time) bool { return QuickOpen.match(p, now) },
	"hand":      func(p *Person, _ time.Time) bool { return p.Member.HandRaised },
	"muted":     func(p *Person, _ time.Time) bool { return p.Member.AudioMuted },
	"camera":    func(p *Person, _ time.Time) bool { return !p.Member.VideoMuted },
	"deaf":      func(p *Person, _ time.Time) bool { return p.Member.Deaf },
	"screen":    func(p *Person, _ time.Time) bool { return p.Member.Type == video.TypeScreen },
	"device":    func(p *Person, _ time.Time) bool { return p.Member.Type == video.TypeDevice },
	"new":       func(p *Person, now time.Time) bool { return QuickNew.match(p, now) },
	"silent":    func(p *Person, now time.Time) bool { return p.Member.Talked(now) == 0 },
	"protected": func(p *Person, _ time.Time) bool { return p.Protected },
	"panel":     func(p *Person, _ time.Time) bool { return p.Panel },
	"odd":       func(p *Person, _ time.Time) bool { return p.Name.Warn },
}

// matchName reports whether the word is part of the name, consists of initials and prefixes of its words ("dkern"
// matches "David Kern"), or, after a "#", is in the id.
func matchName(word string, p *Person) bool {
	if id, ok := strings.CutPrefix(word, "#"); ok {
		return strings.Contains(strings.ToLower(string(p.Member.ID)), id)
	}
	if strings.Contains(p.folded, word) {
		return true
	}
	// Without bounds, a name of many equal words would cost far more than a frame.
	const maxLetters, maxWords = 12, 6
	letters := []rune(word)
	if len(letters) > maxLetters || letters[0] != firstLetter(p.folded) {
		return false
	}
	words := strings.Fields(p.folded)
	return startsWords(letters, words[:min(len(words), maxWords)])
}

func firstLetter(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// startsWords reports whether word consists of prefixes of the words, in their order.
func startsWords(word []rune, words []string) bool {
	if len(word) == 0 {
		return true
	}
	for i, w := range words {
		n := 0
		for _, r := range w {
			if n == len(word) || r != word[n] {
				break
			}
			n++
			if startsWords(word[n:], words[i+1:]) {
				return true
			}
		}
	}
	return false
}

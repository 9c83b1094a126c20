package ui

import (
	"strings"
	"time"
	"unicode"

	"gavel/session/video"
)

// quick is a filter of one key.
type quick uint8

// The quick filters in the order in which the key goes through them.
const (
	quickAll quick = iota
	quickTalking
	quickOpen
	quickHand
	quickMuted
	quickNew
	quickCount
)

// String returns the word on the screen.
func (q quick) String() string {
	return [...]string{"all", "talking", "open mic", "hand up", "muted", "new"}[min(q, quickNew)]
}

// newFor is how long somebody counts as new.
const newFor = 5 * time.Minute

// filter decides who is shown. Its zero value shows everybody.
type filter struct {
	quick quick
	query string
	terms []term
}

// term is one word of the query: text that the name must hold, a state with "=", or either of them with "!" for not.
type term struct {
	text  string
	state string
	not   bool
}

// parseFilter reads a query: words that must all fit.
func parseFilter(q quick, query string) filter {
	f := filter{quick: q, query: query}
	for _, word := range strings.Fields(fold(query)) {
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
	return f
}

// active reports whether anybody can be hidden.
func (f filter) active() bool { return f.quick != quickAll || len(f.terms) > 0 }

// match reports whether the person fits.
func (f filter) match(p *person, now time.Time) bool {
	if !f.quick.match(p, now) {
		return false
	}
	for _, t := range f.terms {
		if t.match(p, now) == t.not {
			return false
		}
	}
	return true
}

func (q quick) match(p *person, now time.Time) bool {
	switch q {
	case quickTalking:
		return p.lit(now)
	case quickOpen:
		return !p.m.AudioMuted && p.m.Type != video.TypeScreen
	case quickHand:
		return p.m.HandRaised
	case quickMuted:
		return p.m.AudioMuted && isPerson(p.m)
	case quickNew:
		return p.m.JoinSeen && now.Sub(p.m.JoinedAt) < newFor
	default:
		return true
	}
}

func (t term) match(p *person, now time.Time) bool {
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

// states are the words that may follow "=" in a filter; their beginnings are enough.
var states = map[string]func(*person, time.Time) bool{
	"talking": func(p *person, now time.Time) bool { return p.lit(now) },
	"open":    func(p *person, now time.Time) bool { return quickOpen.match(p, now) },
	"hand":    func(p *person, _ time.Time) bool { return p.m.HandRaised },
	"muted":   func(p *person, _ time.Time) bool { return p.m.AudioMuted },
	"camera":  func(p *person, _ time.Time) bool { return !p.m.VideoMuted },
	"deaf":    func(p *person, _ time.Time) bool { return p.m.Deaf },
	"screen":  func(p *person, _ time.Time) bool { return p.m.Type == video.TypeScreen },
	"device":  func(p *person, _ time.Time) bool { return p.m.Type == video.TypeDevice },
	"new":     func(p *person, now time.Time) bool { return quickNew.match(p, now) },
	"silent":  func(p *person, now time.Time) bool { return p.m.Talked(now) == 0 },
	"odd":     func(p *person, _ time.Time) bool { return p.name.Warn },
}

// matchName looks for the word in the name: as a part of it, as initials and beginnings of its words ("dkern" is in
// "David Kern"), or, after a "#", in the id.
func matchName(word string, p *person) bool {
	if id, ok := strings.CutPrefix(word, "#"); ok {
		return strings.Contains(strings.ToLower(string(p.m.ID)), id)
	}
	if strings.Contains(p.folded, word) {
		return true
	}
	// Bounded: a name of many equal words would cost far more than a frame.
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

// startsWords reports whether word is made of beginnings of the words, in their order.
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

// fold makes letters comparable without case and without accents: who types "zoe" means Zoë.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			if 'A' <= r && r <= 'Z' {
				return r + 'a' - 'A'
			}
			return r
		}
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		r = unicode.ToLower(unicode.ToUpper(r))
		if base, ok := bases[r]; ok {
			return base
		}
		return r
	}, s)
}

// bases are the Latin letters that keyboards without accents type instead.
var bases = func() map[rune]rune {
	table := map[rune]rune{}
	for base, accented := range map[rune]string{
		'a': "àáâãäåāăąǎạảấầẩẫậắằẳẵặ", 'c': "çćĉċč", 'd': "ďđð", 'e': "èéêëēĕėęěẹẻẽếềểễệ", 'g': "ĝğġģ", 'h': "ĥħ",
		'i': "ìíîïĩīĭįıỉị", 'j': "ĵ", 'k': "ķ", 'l': "ĺļľŀł", 'n': "ñńņňŋ", 'o': "òóôõöøōŏőǒơọỏốồổỗộớờởỡợ", 'r': "ŕŗř",
		's': "śŝşšș", 't': "ţťŧțþ", 'u': "ùúûüũūŭůűųưụủứừửữự", 'w': "ŵ", 'y': "ýÿŷỳỵỷỹ", 'z': "źżž",
	} {
		for _, r := range accented {
			table[r] = base
		}
	}
	return table
}()

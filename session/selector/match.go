package selector

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// Match reports whether the selector chooses the member. It returns false if the facts do not allow an answer.
func (s *Selector) Match(m *video.Member, f *Facts) bool {
	if s == nil || s.root == nil || m == nil {
		return false
	}
	if f == nil {
		f = &noFacts
	}
	return s.root.test(m, f) == yes
}

// isTalking answers "talking". A list of members does not show who talks, so silence counts only once the process
// receives events.
func isTalking(m *video.Member, f *Facts, _ *term) truth {
	if !m.Talking && f.Since.IsZero() {
		return unknown
	}
	return truthOf(m.Talking)
}

func isSilent(m *video.Member, f *Facts, _ *term) truth {
	if m.Talking || m.TalkTotal > 0 || !m.TalkEnd.IsZero() {
		return no
	}
	if f.Since.IsZero() {
		return unknown
	}
	return yes
}

// newFor is how long a member counts as new unless Facts sets another time.
const newFor = 5 * time.Minute

func isNew(m *video.Member, f *Facts, _ *term) truth {
	return age(m, f).is("<", cmp.Or(f.NewFor, newFor))
}

func compareAge(m *video.Member, f *Facts, t *term) truth { return age(m, f).is(t.operator, t.span) }

func compareLast(m *video.Member, f *Facts, t *term) truth { return last(m, f).is(t.operator, t.span) }

func compareTalk(m *video.Member, f *Facts, t *term) truth {
	talked := m.Talked(f.Now)
	switch {
	case f.Now.IsZero() || f.Since.IsZero() || f.TalkAll <= 0 && talked > 0:
		return unknown
	case talked == 0:
		return exactly(0.0).is(t.operator, t.share)
	}
	// The sum may be slightly older than the member.
	return exactly(min(100, 100*float64(talked)/float64(f.TalkAll))).is(t.operator, t.share)
}

// bounds are the known limits of a measure: it is at least low and at most high.
type bounds[T cmp.Ordered] struct{ low, high T }

func exactly[T cmp.Ordered](v T) bounds[T] { return bounds[T]{v, v} }

const forever = time.Duration(math.MaxInt64)

// anything are the bounds of an unknown measure.
var anything = bounds[time.Duration]{0, forever}

// is compares the measure with a value.
func (b bounds[T]) is(operator string, v T) truth {
	var surely, possibly bool
	switch operator {
	case "<":
		surely, possibly = b.high < v, b.low < v
	case ">":
		surely, possibly = b.low > v, b.high > v
	}
	switch {
	case surely:
		return yes
	case possibly:
		return unknown
	}
	return no
}

// age returns how long the member has been in the room. If the member joined before the process started to listen,
// only the lower bound is known.
func age(m *video.Member, f *Facts) bounds[time.Duration] {
	if f.Now.IsZero() || m.JoinedAt.IsZero() {
		return anything
	}
	here := max(0, f.Now.Sub(m.JoinedAt))
	if m.JoinSeen {
		return exactly(here)
	}
	return bounds[time.Duration]{here, forever}
}

// last returns how long ago the member last talked, or joined if it has not talked. While the process did not listen,
// the member may have talked.
func last(m *video.Member, f *Facts) bounds[time.Duration] {
	if f.Now.IsZero() || f.Since.IsZero() {
		return anything
	}
	if m.Talking {
		return exactly(time.Duration(0))
	}
	heard := m.TalkEnd
	if heard.IsZero() && m.JoinSeen {
		heard = m.JoinedAt
	}
	latest := heard // the latest moment at which the member may have talked
	if f.Since.After(latest) {
		latest = f.Since
	}
	b := bounds[time.Duration]{max(0, f.Now.Sub(latest)), forever}
	if !heard.IsZero() {
		b.high = max(0, f.Now.Sub(heard))
	}
	return b
}

func compareID(m *video.Member, _ *Facts, t *term) truth {
	if t.operator == "=" {
		return truthOf(string(m.ID) == t.want)
	}
	return truthOf(strings.Contains(string(m.ID), t.want))
}

func compareName(m *video.Member, f *Facts, t *term) truth {
	if f.NameKey == nil {
		return truthOf(compareFolded(t, m.Name))
	}
	key := f.NameKey(m)
	if t.operator == "=" {
		return truthOf(key == t.want)
	}
	return truthOf(strings.Contains(key, t.want))
}

func compareMeta(m *video.Member, _ *Facts, t *term) truth {
	value, ok := video.MetaText(m.Meta, t.key)
	return truthOf(ok && compareFolded(t, value))
}

// shortText is the length up to which a text is folded without allocation, in bytes.
const shortText = 256

// compareFolded compares a text as package fold does. ASCII texts, which are the majority, are folded on the stack.
func compareFolded[T string | []byte](t *term, text T) bool {
	var buffer [shortText]byte
	folded, ok := foldASCII(buffer[:0], text)
	if !ok {
		key := fold.Key(string(text))
		return t.operator == "=" && key == t.want || t.operator == "~" && strings.Contains(key, t.want)
	}
	if t.operator == "=" {
		return bytes.Equal(folded, t.wantBytes)
	}
	return bytes.Contains(folded, t.wantBytes)
}

// foldASCII appends fold.Key of a short text of printable ASCII; ok is false for other texts.
func foldASCII[T string | []byte](key []byte, text T) (_ []byte, ok bool) {
	if len(text) > shortText {
		return nil, false
	}
	space := false
	for i := range len(text) {
		c := text[i]
		switch {
		case c < ' ' || c > '~':
			return nil, false
		case c == ' ':
			space = true
			continue
		case c == '`':
			c = '\''
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if space && len(key) > 0 {
			key = append(key, ' ')
		}
		space = false
		key = append(key, c)
	}
	return key, true
}

package selector

import (
	"slices"
	"strings"
	"time"

	"gavel/session/video"
)

// Selector chooses members. [Parse] makes one; the zero value matches no member. A Selector never changes, so any
// goroutine may use it.
type Selector struct {
	root     expression
	text     string
	needs    Known
	usesName bool
}

// String returns the selector in canonical form: single spaces around & and |, no needless parentheses or quotation
// marks. The text parses to a selector with the same matches.
func (s *Selector) String() string {
	if s == nil {
		return ""
	}
	return s.text
}

// Needs returns the data that the words of the selector need.
func (s *Selector) Needs() Known {
	if s == nil {
		return Nothing
	}
	return s.needs
}

// UsesName reports whether the selector compares names. Members choose their names, so anyone can join a list of
// protected members that uses them.
func (s *Selector) UsesName() bool { return s != nil && s.usesName }

// truth is an answer. "And" is the least of several, "or" the greatest, and "not" the opposite.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Precedence of the operators, the weakest first.
const (
	bindsOr = iota
	bindsAnd
	bindsNot
)

// expression is a part of a selector.
type expression interface {
	// test returns the answer for a member.
	test(m *video.Member, f *Facts) truth
	// write appends the canonical text, in parentheses if the context binds more tightly.
	write(b *strings.Builder, around int)
}

type (
	allOf  []expression // joined with &, two or more
	anyOf  []expression // joined with |, two or more
	negate struct{ of expression }

	// term is a word, and the value it is compared with.
	term struct {
		word      *Word
		key       string // key of the metadata
		operator  string
		typed     string        // the value in canonical form
		want      string        // the text to compare: folded, or an id
		wantBytes []byte        // want as bytes, for comparisons without a copy
		span      time.Duration // a duration
		share     float64       // a percentage
	}
)

func (all allOf) test(m *video.Member, f *Facts) truth {
	least := yes
	for _, e := range all {
		if least = min(least, e.test(m, f)); least == no {
			break
		}
	}
	return least
}

func (of anyOf) test(m *video.Member, f *Facts) truth {
	greatest := no
	for _, e := range of {
		if greatest = max(greatest, e.test(m, f)); greatest == yes {
			break
		}
	}
	return greatest
}

func (n negate) test(m *video.Member, f *Facts) truth { return -n.of.test(m, f) }

func (t *term) test(m *video.Member, f *Facts) truth {
	if t.word.applies != nil && !t.word.applies(m) {
		return unknown
	}
	return t.word.test(m, f, t)
}

func (all allOf) write(b *strings.Builder, around int) { join(b, all, " & ", bindsAnd, around) }

func (of anyOf) write(b *strings.Builder, around int) { join(b, of, " | ", bindsOr, around) }

func join(b *strings.Builder, parts []expression, sign string, binds, around int) {
	if binds < around {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for i, e := range parts {
		if i > 0 {
			b.WriteString(sign)
		}
		e.write(b, binds)
	}
}

func (n negate) write(b *strings.Builder, _ int) {
	b.WriteByte('!')
	n.of.write(b, bindsNot)
}

func (t *term) write(b *strings.Builder, _ int) {
	b.WriteString(t.word.Name)
	if t.word.values == nil {
		return
	}
	if t.key != "" {
		b.WriteString(quote(t.key))
	}
	b.WriteString(t.operator)
	b.WriteString(quote(t.typed))
}

// Known is a set of kinds of data that words need beyond the list of members.
type Known uint8

// The kinds of data. A list of members contains none of them.
const (
	// Talking is who talks now: the process has listened for a while.
	Talking Known = 1 << iota
	// History is who has talked so far, when and for how long.
	History
	// Joins is when members joined.
	Joins
	// ProtectedList is who is protected.
	ProtectedList
	// PanelList is who is on the panel.
	PanelList

	// Nothing is the data of a process that has only read the list of members.
	Nothing Known = 0
	// Everything is the data of a console.
	Everything = Talking | History | Joins | ProtectedList | PanelList
)

// kindsOfData names each kind of data as it reads after "needs to know".
var kindsOfData = [...]struct {
	kind Known
	text string
}{
	{Talking, "who is talking"},
	{History, "who has talked so far"},
	{Joins, "when members joined"},
	{ProtectedList, "who is protected"},
	{PanelList, "who is on the panel"},
}

// String lists the data in plain English: "who is talking, who is protected". The empty set is "".
func (k Known) String() string {
	var parts []string
	for _, d := range kindsOfData {
		if k&d.kind != 0 {
			parts = append(parts, d.text)
		}
	}
	return strings.Join(parts, ", ")
}

// Word is a row of the language's table: a word that stands alone, or one that is compared with a value.
type Word struct {
	// Name is the word as it is typed. The word for metadata is "meta.", and a key follows.
	Name string
	// Means is the meaning of the word, on one line. For a word that stands alone, it continues the sentence "The member
	// …".
	Means string
	// Example is a selector with the word.
	Example string
	// Needs is the data without which Parse rejects the word.
	Needs Known
	// Operators may follow the word, the most usual first; nil if the word stands alone.
	Operators []Operator

	// values are the values of the word; nil if it stands alone.
	values *values
	// applies reports whether the word applies to a member; nil if it applies to all.
	applies func(*video.Member) bool
	// test returns the answer for a member that the word applies to.
	test func(*video.Member, *Facts, *term) truth
	// tried are words that people type instead.
	tried []string
}

// Operator is a sign that compares a word with a value.
type Operator struct {
	Sign string
	// Means continues the sentence "The member …", where "this" is the value.
	Means string
}

// signs lists the operators of the word for messages: "= or ~".
func (w *Word) signs() string {
	var signs []string
	for _, o := range w.Operators {
		signs = append(signs, o.Sign)
	}
	return strings.Join(signs, " or ")
}

// allows reports whether the word can be compared with this operator.
func (w *Word) allows(sign string) bool {
	return slices.ContainsFunc(w.Operators, func(o Operator) bool { return o.Sign == sign })
}

package selector

import (
	"fmt"
	"strings"
	"unicode"

	"gavel/session/fold"
)

// Bounds of a selector. No user types that much, but a script may list a hundred ids.
const (
	// MaxBytes bounds the text of a selector, as typed and in canonical form.
	MaxBytes = 4096
	// MaxDepth bounds how deep parentheses and negations nest.
	MaxDepth = 32
)

// Parse parses a selector. known is the data that the process has: a word that needs other data is an error, as is a
// text that is empty, blank or invalid. The error is an [*Error].
func Parse(text string, known Known) (*Selector, error) {
	if len(text) > MaxBytes {
		return nil, tooLong(text[:MaxBytes])
	}
	p := &parser{text: text, known: known, tokens: lex(text), selector: &Selector{}}
	root, err := p.alternative()
	if err == nil && p.peek().kind != tokenEnd {
		err = p.expectedJoiner()
	}
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	root.write(&b, bindsOr)
	if b.Len() > MaxBytes {
		return nil, tooLong(text)
	}
	p.selector.root, p.selector.text = root, b.String()
	return p.selector, nil
}

func tooLong(text string) *Error {
	return &Error{Text: text, Offset: len(text), Problem: fmt.Sprintf("the selector is longer than %d bytes", MaxBytes)}
}

// parser reads the tokens from left to right, one function for each line of the grammar.
type parser struct {
	text     string
	known    Known
	tokens   []token
	at       int
	depth    int
	selector *Selector
}

func (p *parser) peek() token { return p.tokens[p.at] }

// next returns the token and advances; it stays on the last one.
func (p *parser) next() token {
	t := p.tokens[p.at]
	if p.at < len(p.tokens)-1 {
		p.at++
	}
	return t
}

// before returns the token before the next one, or an empty one at the start.
func (p *parser) before() token {
	if p.at == 0 {
		return token{}
	}
	return p.tokens[p.at-1]
}

// fail returns an error that points at the token.
func (p *parser) fail(t token, problem string, args ...any) error {
	e := &Error{Text: p.text, Offset: t.start, Length: t.end - t.start}
	if t.kind == tokenBad {
		problem, args = "%s", []any{t.text}
	}
	e.Problem = fmt.Sprintf(problem, args...)
	return e
}

func (p *parser) alternative() (expression, error) {
	parts, err := p.list(tokenOr, p.conjunction)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return anyOf(parts), nil
}

func (p *parser) conjunction() (expression, error) {
	parts, err := p.list(tokenAnd, p.factor)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return allOf(parts), nil
}

// list parses parts with the sign between them.
func (p *parser) list(sign tokenKind, part func() (expression, error)) ([]expression, error) {
	var parts []expression
	for {
		e, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if p.peek().kind != sign {
			return parts, nil
		}
		p.next()
	}
}

func first(parts []expression) expression {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

func (p *parser) factor() (expression, error) {
	t := p.peek()
	if t.kind == tokenNot || t.kind == tokenOpen {
		if p.depth++; p.depth > MaxDepth {
			return nil, p.fail(t, "nested more than %d deep", MaxDepth)
		}
		defer func() { p.depth-- }()
	}
	switch t.kind {
	case tokenNot:
		p.next()
		of, err := p.factor()
		return negate{of}, err
	case tokenOpen:
		p.next()
		e, err := p.alternative()
		if err != nil {
			return nil, err
		}
		if p.peek().kind == tokenEnd {
			return nil, p.fail(t, "this ( is not closed")
		}
		if p.peek().kind != tokenClose {
			return nil, p.expectedJoiner()
		}
		p.next()
		return e, nil
	case tokenBare:
		return p.term()
	}
	return nil, p.expectedWord()
}

func (p *parser) term() (expression, error) {
	typed := p.next()
	w, key := find(typed.text)
	if w == nil {
		return nil, p.unknownWord(typed)
	}
	if lacks := w.Needs &^ p.known; lacks != 0 {
		err := &Error{Text: p.text, Offset: typed.start, Length: typed.end - typed.start, Lacks: lacks}
		err.Problem = fmt.Sprintf("%q needs to know %s, which is not known here", w.Name, lacks)
		return nil, err
	}
	t := &term{word: w, key: key}
	p.selector.needs |= w.Needs
	if w.values == nil {
		if p.peek().kind == tokenOperator {
			return nil, p.fail(p.peek(), "%q stands alone; it is not compared with a value", w.Name)
		}
		return t, nil
	}
	if w.Name == metaWord {
		if next := p.peek(); key == "" && next.kind == tokenQuoted && next.start == typed.end {
			t.key = p.next().text
		}
		if t.key == "" {
			return nil, p.fail(typed, "a key is missing after meta., such as meta.role=guest")
		}
	}
	p.selector.usesName = p.selector.usesName || w.Name == "name"
	return t, p.comparison(t)
}

// comparison parses the operator and the value after a word.
func (p *parser) comparison(t *term) error {
	sign, name := p.next(), t.word.Name+t.key
	if sign.kind == tokenNot && p.peek().kind == tokenOperator && p.peek().start == sign.end {
		return p.fail(sign, "write ! first for not equal, such as !%s=…", fold.Clip(name))
	}
	if sign.kind != tokenOperator {
		place := sign
		if end := len(strings.TrimRightFunc(p.text[:sign.start], unicode.IsSpace)); sign.kind != tokenBad {
			place = token{start: end, end: end}
		}
		return p.fail(place, "%q needs a comparison, such as %s", fold.Clip(name), t.word.Example)
	}
	if !t.word.allows(sign.text) {
		return p.fail(sign, "%q is compared with %s, such as %s", fold.Clip(name), t.word.signs(), t.word.Example)
	}
	t.operator = sign.text
	value := p.peek()
	switch {
	case value.kind == tokenOperator && value.text == sign.text && value.start == sign.end:
		return p.fail(value, "write %s once", sign.text)
	case value.kind != tokenBare && value.kind != tokenQuoted:
		return p.fail(value, "a value is missing after %s%s", fold.Clip(name), sign.text)
	}
	p.next()
	if problem := t.word.values.parse(t, value.text); problem != "" {
		return p.fail(value, "%s", problem)
	}
	return nil
}

// inWords are operators as English words, with their signs.
var inWords = map[string]string{"and": "&", "or": "|", "not": "!", "but": "&"}

// unknownWord returns the error for a word that is not in the table.
func (p *parser) unknownWord(t token) error {
	if sign := inWords[strings.ToLower(t.text)]; sign != "" {
		return p.fail(t, "write %s instead of %q", sign, t.text)
	}
	problem, near := fmt.Sprintf("%q is not a word of selectors", fold.Clip(t.text)), nearest(t.text, p.known)
	if near == "" {
		problem += "; write a name as name~" + fold.Clip(t.text)
	}
	return &Error{Text: p.text, Offset: t.start, Length: t.end - t.start, Problem: problem, Nearest: near}
}

// expectedWord returns the error for a token in the place of a word.
func (p *parser) expectedWord() error {
	t, last := p.peek(), p.before()
	switch {
	case t.kind == tokenEnd && last.end == 0:
		return p.fail(t, "the selector is empty; for all members, write all")
	case t.kind == tokenEnd:
		return p.fail(t, "a word is missing after %s", last.text)
	case t.kind == tokenQuoted:
		return p.fail(t, "write a name as name=%s", fold.Clip(p.text[t.start:t.end]))
	case (t.kind == tokenAnd || t.kind == tokenOr) && last.kind == t.kind && last.end == t.start:
		return p.fail(t, "write %s once", t.text)
	}
	return p.fail(t, "a word is missing before %s", t.text)
}

// expectedJoiner returns the error for a token in the place of & or |.
func (p *parser) expectedJoiner() error {
	t := p.peek()
	sign := inWords[strings.ToLower(t.text)]
	switch {
	case t.kind == tokenClose:
		return p.fail(t, "no ( is open here")
	case t.kind == tokenBare && sign != "" && sign != "!":
		return p.fail(t, "write %s instead of %q", sign, t.text)
	case t.kind == tokenOperator:
		return p.fail(t, "a second comparison; join two with & or |, or put a value that has %s in quotation marks", t.text)
	}
	return p.fail(t, "& or | is missing before %q", fold.Clip(p.text[t.start:t.end]))
}

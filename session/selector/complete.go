package selector

import (
	"strings"
	"unicode/utf8"
)

// Completion lists how a selector can continue at a position.
type Completion struct {
	// Start and End bound the part of the text that a candidate replaces, in bytes.
	Start, End int
	// Candidates are the texts that fit there, in the order of [Words].
	Candidates []Candidate
	// ValueOf is the word whose value is being typed, or "". The caller offers names, ids and metadata; see [Quote].
	ValueOf string
}

// Candidate is a text that fits, with its meaning.
type Candidate struct{ Text, Means string }

// Complete returns how the text can continue at pos, in bytes. It offers only words whose data is known. If the text
// before pos is invalid, there are no candidates.
func Complete(text string, pos int, known Known) Completion {
	pos = min(max(pos, 0), len(text))
	for pos > 0 && pos < len(text) && !utf8.RuneStart(text[pos]) {
		pos--
	}
	c := completer{known: known, text: text[:pos]}
	done := Completion{Start: pos, End: pos}
	if len(text) > MaxBytes {
		return done
	}
	for _, t := range lex(c.text) {
		if t.kind == tokenEnd {
			break
		}
		c.touched = nil
		if t.end == pos {
			c.touched = &t
		}
		if c.expects = c.after(t); c.expects == expectsNothing {
			return done
		}
	}
	if t := c.touched; t != nil && (c.was == expectsValue || c.was == expectsWord && t.kind == tokenBare) {
		done.Start, c.typed = t.start, c.text[t.start:]
		if t.kind == tokenBare {
			done.End = pos + bareLength(text[pos:])
		}
		c.expects = c.was
	}
	c.offer(&done)
	return done
}

// expectation is the kind of token that may come next.
type expectation uint8

const (
	expectsWord expectation = iota
	expectsOperator
	expectsValue
	expectsJoiner
	expectsNothing // the text is invalid
)

// completer reads the tokens before the position.
type completer struct {
	known   Known
	text    string
	expects expectation
	was     expectation // expected before the last token
	word    *Word       // the last word
	open    int         // open parentheses
	touched *token      // the last token, if it ends at the position
	typed   string      // its text
}

// after returns the kind of token that may follow.
func (c *completer) after(t token) expectation {
	c.was = c.expects
	switch {
	case c.expects == expectsWord:
		return c.afterOperand(t)
	case c.expects == expectsOperator && t.kind == tokenOperator && c.word.allows(t.text):
		return expectsValue
	case c.expects == expectsOperator && t.kind == tokenQuoted && c.word.Name == metaWord:
		return expectsOperator // the key
	case c.expects == expectsValue && (t.kind == tokenBare || t.kind == tokenQuoted || c.unclosed(t)):
		return expectsJoiner
	case c.expects == expectsJoiner && (t.kind == tokenAnd || t.kind == tokenOr):
		return expectsWord
	case c.expects == expectsJoiner && t.kind == tokenClose && c.open > 0:
		c.open--
		return expectsJoiner
	}
	return expectsNothing
}

// afterOperand returns the kind of token that may follow one in the place of a word.
func (c *completer) afterOperand(t token) expectation {
	switch t.kind {
	case tokenNot:
		return expectsWord
	case tokenOpen:
		c.open++
		return expectsWord
	case tokenBare:
		w, _ := find(t.text)
		if w == nil && t.end < len(c.text) {
			return expectsNothing
		}
		if c.word = w; w == nil || w.values == nil {
			return expectsJoiner
		}
		return expectsOperator
	}
	return expectsNothing
}

// unclosed reports whether the token is a value without its closing quotation mark.
func (c *completer) unclosed(t token) bool {
	return t.kind == tokenBad && t.end == len(c.text) && strings.HasPrefix(c.text[t.start:], `"`)
}

// offer fills in the candidates.
func (c *completer) offer(done *Completion) {
	switch c.expects {
	case expectsWord:
		c.offerWords(done)
	case expectsOperator:
		done.addCompared("", c.word)
	case expectsValue:
		done.ValueOf = c.word.Name
		for _, value := range c.word.values.offers {
			if strings.HasPrefix(value, c.typed) {
				done.add(value, "")
			}
		}
	case expectsJoiner:
		done.add("&", "and")
		done.add("|", "or")
		if c.open > 0 {
			done.add(")", "")
		}
	}
}

// offerWords offers words that begin with the typed text. Words with operators are offered with each of them.
func (c *completer) offerWords(done *Completion) {
	typed := strings.ToLower(c.typed)
	key, isMeta := strings.CutPrefix(typed, metaWord)
	if isMeta && key != "" {
		w, key := find(c.typed)
		done.addCompared(metaWord+key, w)
		return
	}
	for i := range words {
		w := &words[i]
		switch {
		case w.Needs&^c.known != 0 || !strings.HasPrefix(w.Name, typed) || isMeta:
		case w.values == nil || w.Name == metaWord:
			done.add(w.Name, w.Means)
		default:
			done.addCompared(w.Name, w)
		}
	}
	if typed == "" {
		done.add("!", "not")
		done.add("(", "")
	}
}

// addCompared offers each operator of the word, after the text before it.
func (c *Completion) addCompared(before string, w *Word) {
	for _, o := range w.Operators {
		c.add(before+o.Sign, o.Means)
	}
}

func (c *Completion) add(text, means string) {
	c.Candidates = append(c.Candidates, Candidate{text, means})
}

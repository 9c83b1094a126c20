package director

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/localrelay"
)

// words are the unread words of a line during parsing.
type words struct {
	left []word
	verb string // of the line
	act  *act   // collects the names that the line needs and creates
	// line parses a line within this one (repeat).
	line func(left []word) (act, error)
}

// split splits a line into words. A name with spaces is in double quotes, in which \" and \\ are escapes. A value that
// starts with { or [ ends at its closing bracket. A # at the start, or between spaces, starts a comment.
func split(line string) ([]word, error) {
	var list []word
	rest := strings.TrimSpace(line)
	for rest != "" && !isComment(rest) {
		w, n, err := firstWord(rest)
		if err != nil {
			return nil, err
		}
		list = append(list, w)
		rest = strings.TrimSpace(rest[n:])
	}
	return list, nil
}

// isComment distinguishes a comment from an id such as #1bf4.
func isComment(rest string) bool {
	return rest == "#" || strings.HasPrefix(rest, "# ") || strings.HasPrefix(rest, "##")
}

// firstWord returns the first word of a text and its length there.
func firstWord(text string) (word, int, error) {
	var b strings.Builder
	quoted := text[0] == '"'
	for i := 0; i < len(text); {
		start := i == 0 || text[i-1] == '='
		switch c := text[i]; {
		case c == ' ' || c == '\t':
			return word{b.String(), quoted}, i, nil
		case c == '"' && start:
			end := stringEnd(text[i:])
			if end < 0 {
				return word{}, 0, fmt.Errorf("the quotation mark before %q is never closed", text[i+1:])
			}
			b.WriteString(unescape(text[i+1 : i+end-1]))
			i += end
		case (c == '{' || c == '[') && start:
			end := bracketEnd(text[i:])
			if end < 0 {
				return word{}, 0, fmt.Errorf("the bracket of %q is never closed", text[i:])
			}
			b.WriteString(text[i : i+end])
			i += end
		default:
			b.WriteByte(c)
			i++
		}
	}
	return word{b.String(), quoted}, len(text), nil
}

// stringEnd returns the index after the quotation mark that closes the one at the start, or -1.
func stringEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// bracketEnd returns the index after the bracket that closes the one at the start, or -1. Brackets within JSON
// strings do not count.
func bracketEnd(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			end := stringEnd(text[i:])
			if end < 0 {
				return -1
			}
			i += end - 1
		}
	}
	return -1
}

// unescape removes the backslashes before quotation marks and backslashes.
func unescape(text string) string {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(text)
}

// next reads the next word. what names it in the error.
func (w *words) next(what string) (word, error) {
	if len(w.left) == 0 {
		return word{}, fmt.Errorf("%s is missing", what)
	}
	first := w.left[0]
	w.left = w.left[1:]
	return first, nil
}

// end returns an error if words are left.
func (w *words) end() error {
	if len(w.left) > 0 {
		return fmt.Errorf("unexpected word %q", w.left[0].text)
	}
	return nil
}

// option reads the next word if it is one of these.
func (w *words) option(options ...string) string {
	if len(w.left) == 0 || w.left[0].quoted || !slices.Contains(options, w.left[0].text) {
		return ""
	}
	text := w.left[0].text
	w.left = w.left[1:]
	return text
}

// choice reads the next word, which must be one of these.
func (w *words) choice(what string, choices ...string) (string, error) {
	first, err := w.next(what)
	if err != nil {
		return "", fmt.Errorf("%s is missing: %s", what, strings.Join(choices, ", "))
	}
	if !slices.Contains(choices, first.text) {
		return "", fmt.Errorf("%s is %q; %s", what, first.text, allowed(first.text, choices))
	}
	return first.text, nil
}

// allowed returns the end of an error message about a word that is not one of the choices.
func allowed(text string, choices []string) string {
	if near := nearest(text, choices); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	return "allowed: " + strings.Join(choices, ", ")
}

// number reads the next word if it is a whole number from 1; it returns 0 if it is not.
func (w *words) number() int {
	if len(w.left) == 0 || w.left[0].quoted {
		return 0
	}
	n, err := strconv.Atoi(w.left[0].text)
	if err != nil || n < 1 {
		return 0
	}
	w.left = w.left[1:]
	return n
}

// times reads an optional "once", number or "always"; it returns byDefault if there is none.
func (w *words) times(byDefault int) int {
	if w.option("once") != "" {
		return 1
	}
	if w.option("always") != "" {
		return localrelay.Always
	}
	if n := w.number(); n > 0 {
		return n
	}
	return byDefault
}

// duration reads the next word, which must be a duration.
func (w *words) duration(what string) (time.Duration, error) {
	first, err := w.next(what)
	if err != nil {
		return 0, err
	}
	d, ok := asDuration(first)
	if !ok {
		return 0, fmt.Errorf("%s is %q; write it like 300ms, 5s or 1m30s", what, first.text)
	}
	return d, nil
}

// lastDuration reads the last word if it is a duration; it returns 0 if it is not.
func (w *words) lastDuration() time.Duration {
	if len(w.left) == 0 {
		return 0
	}
	d, ok := asDuration(w.left[len(w.left)-1])
	if ok {
		w.left = w.left[:len(w.left)-1]
	}
	return d
}

func asDuration(w word) (time.Duration, bool) {
	if w.quoted || w.text == "" || w.text[0] < '0' || w.text[0] > '9' {
		return 0, false
	}
	d, err := time.ParseDuration(w.text)
	return d, err == nil && d >= 0
}

// people reads all remaining words as names of people.
func (w *words) people() (refs, error) {
	if len(w.left) == 0 {
		return nil, fmt.Errorf("a name is missing")
	}
	var list refs
	for _, one := range w.left {
		list = append(list, reference(one))
	}
	w.left = nil
	w.act.needs = append(w.act.needs, list...)
	return list, nil
}

// person reads one word as the name of one person.
func (w *words) person() (reference, error) {
	first, err := w.next("a name")
	if err != nil {
		return reference{}, err
	}
	w.act.needs = append(w.act.needs, reference(first))
	return reference(first), nil
}

// verb is a row of the language: the first word of a line.
type verb struct {
	name  string
	usage string // the whole line
	about string // what it does, for help
	parse func(w *words) error
}

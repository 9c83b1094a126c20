package selector

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenBare
	tokenQuoted
	tokenOperator
	tokenAnd
	tokenOr
	tokenNot
	tokenOpen
	tokenClose
	tokenBad // the text is invalid here; no token follows
)

// token is a part of the text, from start to end, in bytes.
type token struct {
	kind       tokenKind
	start, end int
	text       string // a quoted value without its quotation marks; for a bad token, the problem
}

// signs are the tokens of one character that are not operators.
var signs = map[byte]tokenKind{'&': tokenAnd, '|': tokenOr, '!': tokenNot, '(': tokenOpen, ')': tokenClose}

// reserved are the characters that end a bare word.
const reserved = `&|!()"=~<>`

// lex splits the text into tokens. The last token is an end or a bad token.
func lex(text string) []token {
	var tokens []token
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeftFunc(text[at:], unicode.IsSpace))
		t := lexOne(text, at)
		tokens = append(tokens, t)
		if t.kind == tokenEnd || t.kind == tokenBad {
			return tokens
		}
		at = t.end
	}
}

// lexOne returns the token at the offset, which is not white space.
func lexOne(text string, at int) token {
	if at == len(text) {
		return token{kind: tokenEnd, start: at, end: at}
	}
	c := text[at]
	if kind, ok := signs[c]; ok {
		return token{kind, at, at + 1, text[at : at+1]}
	}
	switch c {
	case '"':
		return lexQuoted(text, at)
	case '<', '>':
		if strings.HasPrefix(text[at+1:], "=") {
			return token{tokenOperator, at, at + 2, text[at : at+2]}
		}
		fallthrough
	case '=', '~':
		return token{tokenOperator, at, at + 1, text[at : at+1]}
	}
	end := at + bareLength(text[at:])
	if end == at {
		return badCharacter(text, at)
	}
	return token{tokenBare, at, end, text[at:end]}
}

// lexQuoted reads a value in quotation marks.
func lexQuoted(text string, start int) token {
	var value strings.Builder
	for at := start + 1; at < len(text); {
		switch c := text[at]; {
		case c == '"':
			return token{tokenQuoted, start, at + 1, value.String()}
		case c == '\\':
			if at+1 == len(text) || text[at+1] != '"' && text[at+1] != '\\' {
				return token{tokenBad, at, at + 1, `in quotation marks, a backslash may only precede " and \; write \\`}
			}
			value.WriteByte(text[at+1])
			at += 2
		default:
			r, size := utf8.DecodeRuneInString(text[at:])
			if !printable(r, size) {
				return badCharacter(text, at)
			}
			value.WriteString(text[at : at+size])
			at += size
		}
	}
	return token{tokenBad, start, len(text), "this quotation mark is not closed"}
}

// badCharacter returns the token for a character that is not allowed in a selector.
func badCharacter(text string, at int) token {
	r, size := utf8.DecodeRuneInString(text[at:])
	problem := "a control character"
	if r == utf8.RuneError && size == 1 {
		problem = "not UTF-8"
	}
	return token{tokenBad, at, at + size, problem}
}

// bareLength returns how many bytes at the start of the text can be a bare word or value.
func bareLength(text string) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !printable(r, size) || unicode.IsSpace(r) || strings.ContainsRune(reserved, r) {
			return at
		}
		at += size
	}
	return len(text)
}

// printable reports whether a character, decoded from size bytes, is valid and not a control character.
func printable(r rune, size int) bool {
	return !unicode.IsControl(r) && (r != utf8.RuneError || size > 1)
}

// Quote returns a value as it is written in a selector: bare if possible, else in quotation marks. It drops control
// characters, which make no difference to names. If members share a name, use their ids.
func Quote(value string) string {
	return quote(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, string(utf8.RuneError))))
}

// quote is Quote for a value without control characters.
func quote(value string) string {
	if value != "" && bareLength(value) == len(value) {
		return value
	}
	return `"` + escapes.Replace(value) + `"`
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

package text

import (
	"strings"
	"unicode"

	"gavel/session/fold"
)

// shortLen is how many characters of an id are shown to distinguish the members of a room.
const shortLen = 4

// Name is an untrusted name, ready to show. It is never an identity; only the id is.
type Name struct {
	Text  string // clean, never empty
	Warn  bool   // altered, or mixed from scripts that look alike: show a warning and the id
	Blank bool   // the name is missing, or has no letter to show; Text is a placeholder that ends with the id
}

// Quoted returns the name for the middle of a sentence. It is in quotation marks if it could be read as part of the
// sentence.
func (n Name) Quoted() string {
	if n.Blank {
		return n.Text
	}
	return Quoted(n.Text)
}

// NameOf returns the Name for a raw name and an id. Without a name, the text is "(no name) #1bf4",
// with the end of the id.
func NameOf(raw, id string) Name {
	clean, altered := cleanLine(raw, true)
	if clean == "" {
		return Name{Text: Tagged("(no name)", id), Warn: altered, Blank: true}
	}
	return Name{Text: clean, Warn: altered || mixedScript(clean)}
}

// namedInFull is how many words a name without quotation marks may have.
const namedInFull = 4

// Quoted returns a clean name for the middle of a sentence. A name stays bare if it has only capitalised words, or
// words of a script without capitals. Any other name, such as "6 people" or "Ann: confirmed", gets quotation marks.
func Quoted(name string) string {
	words := strings.Split(name, " ")
	plain := len(words) <= namedInFull
	for _, word := range words {
		plain = plain && plainWord(word)
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `'`) + `"`
}

// plainWord reports whether a word could be part of an ordinary name: David, O'Neill, Kern-Weber, J., 花子.
func plainWord(word string) bool {
	for i, r := range word {
		switch {
		case unicode.IsLetter(r) && (i > 0 || !unicode.IsLower(r)), i > 0 && unicode.IsMark(r):
		case i > 0 && strings.ContainsRune("'’-.・", r):
		default:
			return false
		}
	}
	return word != ""
}

// Tagged returns a clean name followed by the short id, for names that look alike.
func Tagged(name, id string) string {
	return name + " #" + ShortID(id)
}

// ShortID returns the last four characters of a raw id that are letters, digits, hyphens or
// underscores, or "?" if it has none.
func ShortID(id string) string {
	var short [shortLen]byte
	n := shortLen
	for i := len(id) - 1; i >= 0 && n > 0; i-- {
		if isIDByte(id[i]) {
			n--
			short[n] = id[i]
		}
	}
	if n == shortLen {
		return "?"
	}
	return string(short[n:])
}

func isIDByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-' || b == '_'
}

// alike holds the scripts that share letter shapes. Latin beside Han or Kana is ordinary.
var alike = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee, unicode.Coptic,
}

// mixedScript reports whether one word of a name mixes scripts whose letters look alike,
// such as Latin and Cyrillic. Whole words in another script are fine: "Иван (Ivan)".
func mixedScript(name string) bool {
	if fold.IsASCII(name) {
		return false
	}
	var word *unicode.RangeTable
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			word = nil
			continue
		}
		for _, script := range alike {
			if !unicode.Is(script, r) {
				continue
			}
			if word != nil && word != script {
				return true
			}
			word = script
		}
	}
	return false
}

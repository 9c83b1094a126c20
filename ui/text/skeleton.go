package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Skeleton returns a key that is equal for names that look alike. Compatibility forms, case, spaces
// and invisible characters make no difference, nor do letters of the Latin, Cyrillic, Greek and
// Armenian scripts with the same shape. It accepts a raw or a clean name. The key is for comparing
// only: never show it, and never use it as an identity.
func Skeleton(name string) string {
	head, _ := bound(name)
	if !isPrintableASCII(head) {
		head = norm.NFKC.String(strings.ToValidUTF8(head, string('\ufffd')))
	}
	var b strings.Builder
	b.Grow(len(head))
	for _, r := range head {
		if !unicode.IsSpace(r) && kindOf(r) > vowelAM {
			continue // invisible: joiners, selectors, skin tones, hidden ones
		}
		b.WriteRune(r)
	}
	folded := b.String()
	if isPrintableASCII(folded) {
		folded = strings.ToLower(folded)
	} else {
		folded = norm.NFC.String(cases.Fold().String(folded))
	}
	folded = strings.Join(strings.Fields(folded), " ")
	return lookAlikes.Replace(strings.Map(shape, folded))
}

// lookAlikes replaces pairs of letters that together look like one.
var lookAlikes = strings.NewReplacer("rn", "m", "vv", "w")

// shape returns the letter that represents all letters that look like r. Its text is case-folded,
// so letters that look alike in only one case are equal, too: an unnecessary short id does less
// harm than a missing one.
func shape(r rune) rune {
	if same, ok := shapes[r]; ok {
		return same
	}
	return r
}

var shapes = makeShapes()

// makeShapes maps each letter, case-folded, to the one that represents it.
func makeShapes() map[rune]rune {
	table := map[rune]rune{}
	for letter, same := range map[rune]string{
		'a': "аαɑа", 'b': "вьβЬ", 'c': "сϲᴄց", 'd': "ԁɗ", 'e': "еёεҽє", 'f': "ƒғ",
		'g': "ɡԍ", 'h': "нһηհ", 'j': "јϳȷյ", 'k': "кκҡқ", 'm': "мμ", 'n': "пռոπ",
		'l': "i1|ıіїιɩlӏⅼǀ!ł", 'o': "0оοօσөᴏ", 'p': "рρƿ", 'q': "ԛզ", 'r': "гᴦ",
		's': "ѕꜱ", 't': "тτ", 'u': "υսᴜц", 'v': "νѵᴠ", 'w': "ԝωшѡա", 'x': "хχ", 'y': "уγүყ",
		'z': "ᴢʐ", '3': "зʒ", '6': "б", '-': "‐‑‒–—−―ー", '\'': "’‘`´ʼ′ʹ", '.': "․·•",
	} {
		for _, r := range same {
			table[r] = letter
		}
	}
	return table
}

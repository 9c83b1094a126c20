package fold

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Skeleton returns a key that is equal for names that look alike. It ignores compatibility forms, case, spaces and
// invisible characters, and the difference between Latin, Cyrillic, Greek and Armenian letters of the same shape.
func Skeleton(name string) string {
	head := name[:min(len(name), maxBytes)]
	if !IsASCII(head) {
		head = norm.NFKD.String(strings.ToValidUTF8(head, "\ufffd"))
	}
	folded := strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, head)
	if IsASCII(folded) {
		folded = strings.ToLower(folded)
	} else {
		folded = norm.NFC.String(foldCase(folded))
	}
	shaped := strings.Map(shape, oneSpace(folded))
	if !strings.Contains(shaped, "rn") && !strings.Contains(shaped, "vv") {
		return shaped // Replace copies it
	}
	return lookAlikes.Replace(shaped)
}

// lookAlikes are pairs of letters that together look like one letter.
var lookAlikes = strings.NewReplacer("rn", "m", "vv", "w")

// shape returns the letter that represents all letters that look like r. Its input is folded, so a pair that is alike
// in only one case also counts: a needless short id does no harm.
func shape(r rune) rune {
	if same, ok := shapes[r]; ok {
		return same
	}
	return r
}

var shapes = makeShapes()

// makeShapes maps each letter to its representative, after case folding.
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

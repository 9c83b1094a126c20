package people

import (
	"strings"
	"unicode"
)

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

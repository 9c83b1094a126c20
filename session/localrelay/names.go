package localrelay

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// people are names as they occur in real rooms: many scripts, directions, lengths and spellings. A few are difficult
// on purpose, for programs that draw them in cells: a family emoji, a flag, a Cyrillic look-alike of a Latin name,
// mixed directions, a name with pronouns, and a very long one.
var people = [...]string{
	"Mark Oduya", "David Kern", "Ana Silva", "田中 花子", "Zoë Quinn", "محمد الأحمد", "שירה כהן", "Иван Петров",
	"สมพร วงศา", "प्रिया शर्मा", "김민준", "Søren Ågård", "李小龍", "Lucía Fernández", "Chidi Okafor", "Ευγενία Παππά",
	"Müller, Jürgen", "Priya Raman", "🦊 Felix", "Nguyễn Thị Hồng", "Grace O’Malley", "فاطمه کریمی", "Олена Шевченко",
	"佐藤 健", "Joe", "Maximilian-Alexander von Hohenstein-Rosenberg", "אבי לוי", "Ayşe Yılmaz", "Łukasz Żółć",
	"অনিতা দাস", "王芳", "Renée Dubois", "Тимур Ахметов", "Sam (she/her)", "Ólafur Þórsson", "박서연",
	"Mаrk Oduya", "Rosa 🌻 Lind", "عمر Haddad", "Kwame Nkrumah Asante", "சுரேஷ் குமார்", "Conference Room 4B",
	"陳大文", "Dr. Ingeborg Wießner", "مريم بنت عبد العزيز", "鈴木 一郎", "Tunde", "Nino გელაშვილი",
	"Élodie Lefèvre-Martin", "👪 The Lindgrens", "Budi Santoso", "Արամ Խաչատրյան", "Yuki", "มานะ ใจงาม",
	"राम वर्मा", "Mei-Ling 🇹🇼", "Ștefan Țurcanu", "يوسف", "Hồ Minh", "Ada", "ታደሰ በቀለ", "Björk",
	"Wolfeschlegelsteinhausenbergerdorff", "iPhone von Petra",
}

// Parts of further names, for when the list above is used up.
var (
	givenNames = [...]string{
		"Aiko", "Bruno", "Carmen", "Dmitri", "Elif", "Farid", "Greta", "Hassan", "Ines", "Jakub", "Kamala", "Liam",
		"Mariam", "Noor", "Omar", "Paolo", "Qi", "Rania", "Sven", "Tala", "Uma", "Vera", "Wei", "Ximena", "Yara", "Zane",
		"小明", "さくら", "지우", "Ольга", "سارة", "נועה", "आर्यन", "มานะ",
	}
	familyNames = [...]string{
		"Adeyemi", "Berg", "Castro", "Dvořák", "Eriksson", "Fischer", "García", "Hughes", "Ito", "Jansen", "Khan", "Lopez",
		"Moreau", "Novák", "Okoye", "Park", "Quist", "Rossi", "Sato", "Tanaka", "Usman", "Vega", "Wang", "Xu", "Yilmaz",
		"Zhou",
		"山本", "Смирнов", "حسن", "לוין", "राय", "วงศา",
	}
)

// names returns display names, and repeats a name of the list only after all were used.
type names struct {
	rng  *rand.Rand
	left []string
}

func newNames(rng *rand.Rand) *names {
	n := &names{rng: rng, left: append([]string(nil), people[:]...)}
	rng.Shuffle(len(n.left), func(i, j int) { n.left[i], n.left[j] = n.left[j], n.left[i] })
	return n
}

// The first room opens with this many names that most readers can read at a glance, and the properties of such a name.
const (
	glanceFirst = 12
	glanceLen   = 20
	lastLatin   = '\u024f' // of the blocks that readers of any Latin script know
)

// glance moves such names to the front; their order and that of the others stay.
func (n *names) glance() {
	var first, others []string
	for _, name := range n.left {
		if len(first) < glanceFirst && atAGlance(name) {
			first = append(first, name)
		} else {
			others = append(others, name)
		}
	}
	n.left = append(first, others...)
}

// atAGlance reports whether most readers can read a name: it is short, and has only Latin letters.
func atAGlance(name string) bool {
	return len(name) <= glanceLen && !strings.ContainsFunc(name, func(c rune) bool { return c > lastLatin })
}

// Names returns the possible names of people in a new room.
func Names() []string { return slices.Clone(people[:]) }

func (n *names) next() string {
	if len(n.left) == 0 {
		return givenNames[n.rng.IntN(len(givenNames))] + " " + familyNames[n.rng.IntN(len(familyNames))]
	}
	name := n.left[0]
	n.left = n.left[1:]
	return name
}

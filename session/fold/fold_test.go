package fold

import (
	"strings"
	"testing"
)

func TestKeyIgnoresAccentsCaseAndWidth(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, a, b string }{
		{"case", "Ann", "ANN"},
		{"accent", "José", "jose"},
		{"both normal forms", "José", "Jose\u0301"},
		{"width", "ＡＮＮ", "ann"},
		{"apostrophe", "O’Malley", "o'malley"},
		{"backquote", "O`Malley", "o'malley"},
		{"acute accent", "O´Malley", "o'malley"},
		{"backquote beside an accent", "Zoë O`Malley", "Zoe O'Malley"},
		{"thorn", "Ólafur Þórsson", "olafur thorsson"},
		{"sharp s", "Weiß", "weiss"},
		{"stroke", "Łukasz", "lukasz"},
		{"Greek", "ΜΑΡΙΑ ΙΩΑΝΝΟΥ", "Μαρία Ιωάννου"},
		{"spaces", "  zoe   quinn ", "Zoe Quinn"},
		{"joiner", "Ann\u200d", "Ann"},
		{"Hebrew points", "שָׁלוֹם", "שלום"},
		{"Arabic vowels", "مُحَمَّد", "محمد"},
		{"skin tone", "Ann 👍🏽", "Ann 👍"},
	} {
		if Key(tc.a) != Key(tc.b) {
			t.Errorf("%s: %q has the key %q, %q has %q", tc.name, tc.a, Key(tc.a), tc.b, Key(tc.b))
		}
	}
}

func TestKeyKeepsDifferentWordsApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"Ann", "Anna"}, {"रमा", "रामा"}, {"กำ", "กา"}, {"Zoe Quinn", "ZoeQuinn"}, {"Ann", "Аnn"}, {"Μάρα", "Μαρία"},
	} {
		if Key(pair[0]) == Key(pair[1]) {
			t.Errorf("%q and %q have the same key %q", pair[0], pair[1], Key(pair[0]))
		}
	}
}

func TestKeysOfLongNamesAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 10*maxBytes)
	if n := len(Key(long)); n > maxBytes {
		t.Errorf("the key has %d bytes", n)
	}
	if n := len(Skeleton(long)); n > maxBytes {
		t.Errorf("the skeleton has %d bytes", n)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("José\u200d \xff")
	f.Fuzz(func(t *testing.T, s string) {
		if k := Key(s); Key(k) != k && len(s) < maxBytes/4 {
			t.Errorf("Key(%q) = %q, whose key is %q", s, k, Key(k))
		}
		if key := Skeleton(s); key != Skeleton(" "+s+"\u200b") && len(s) < maxBytes/4 {
			t.Errorf("Skeleton(%q) = %q depends on invisible characters", s, key)
		}
	})
}

func TestKeyIsStableForCherokee(t *testing.T) {
	t.Parallel()
	if a, b := Key("Ꮒ"), Key("ꮒ"); a != b || Key(a) != a {
		t.Errorf("keys %q and %q", a, b)
	}
}

// A room of thousands folds each name twice when it is read.
func TestPlainNamesAreNotCopied(t *testing.T) {
	for _, fold := range []func(string) string{Key, Skeleton} {
		if n := testing.AllocsPerRun(100, func() { fold("ana teo") }); n > 0 {
			t.Errorf("a plain name costs %v allocations", n)
		}
	}
}

func TestWhiteSpaceIsJoined(t *testing.T) {
	t.Parallel()
	for _, name := range []string{" ana teo", "ana teo ", "ana  teo", "ana\tteo", "ana\u00a0teo", "ana\u2003 teo", "\u3000ana teo\u3000"} {
		if Key(name) != "ana teo" || Skeleton(name) != Skeleton("ana teo") {
			t.Errorf("%q has the key %q and the skeleton %q", name, Key(name), Skeleton(name))
		}
	}
}

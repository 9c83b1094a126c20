package ui

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/text"
)

// Whatever could be taken for the console's own words has the id behind it.
func TestNamesThatPretendHaveTheirID(t *testing.T) {
	for _, name := range []string{
		"David Kern #m2", "David Kern ＃m2", "David Kern ﹟m2", "David ♯m2", "David ⌗m2", "✔ David", "◉ David",
		"David Kern · confirmed 31 ms", "David Kern - confirmed 31 ms", "David Kern: CONFIRMED", "David, outcome unknown",
		"Ann refused", "Ann: not sent", "Ann - no answer", "Сonfirmed", "ｃｏｎｆｉｒｍｅｄ", "6 people", "10 people and 1 screen", "all 12 members",
		"Ann and 3 more", "1 person", "the room", "The Room", "Everybody", "everyone", "nobody", "You",
	} {
		s := newScreen(t, 120, 36)
		s.edit("m1", func(m *video.Member) { m.Name = name })
		s.press("c")
		s.wantFooter(" #m1 · confirmed 31 ms")
	}
}

// Ordinary names are left alone.
func TestOrdinaryNamesDoNotPretend(t *testing.T) {
	for _, name := range []string{
		"David Kern", "Zoë", "田中 花子", "ジョン・スミス", "O'Neill", "Ann (she/her)", "Meeting room 5", "screen", "Ana's screen 2",
		"Youssef", "Moreno", "Ann 3", "J. R. Lo", "Unconfirmed", "Pearson", "R2-D2", "Max 4 You", "Peoples Bank",
	} {
		if pretends(name, text.Skeleton(name)) {
			t.Errorf("%q gets an id", name)
		}
	}
}

package people

import (
	"testing"

	"gavel/ui/text"
)

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

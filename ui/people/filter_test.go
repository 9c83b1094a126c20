package people

import "testing"

func TestFoldForgetsCaseAndAccents(t *testing.T) {
	for _, name := range []string{"Zoë Łukasz Ñuñez", "ZOE\u0308 ŁUKASZ ÑUÑEZ", "zoe lukasz nunez"} {
		if got := fold(name); got != "zoe lukasz nunez" {
			t.Errorf("fold(%q) is %q", name, got)
		}
	}
}

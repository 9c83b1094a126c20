package private

import "testing"

func TestFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ xdg, home, want string }{
		{"/x", "/h", "/x/gavel"},
		{"", "/h", "/h/.local/state/gavel"},
		{"relative", "/h", "/h/.local/state/gavel"},
		{"", "", ""},
		{"", "relative", ""},
	} {
		env := map[string]string{"XDG_STATE_HOME": c.xdg, "HOME": c.home}
		if got := Folder(func(name string) string { return env[name] }, "XDG_STATE_HOME", ".local/state"); got != c.want {
			t.Errorf("%q and %q gave %q, want %q", c.xdg, c.home, got, c.want)
		}
	}
}

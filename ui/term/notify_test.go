package term

import "testing"

// Oh-my-pi 3395: OSC 9 was lost in tmux. It is passed through, and the bell rings as well. gavel doctor tries it.
func TestPremortem_OhMyPi3395_Notification(t *testing.T) {
	for _, test := range []struct{ name, tmux, line, want string }{
		{"plain", "", "Recording ended", "\x1b]9;Recording ended\a\a"},
		{"in tmux", "/tmp/tmux,1,0", "Recording ended", "\x1bPtmux;\x1b\x1b]9;Recording ended\a\x1b\\\a"},
		{"hostile", "", "a\a\x1b]52;c;eA==\a", "\x1b]9;a<07><1B>]52;c;eA==<07>\a\a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TMUX", test.tmux)
			if got := string(Notification(test.line)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := string(Bell()); got != "\a" {
		t.Errorf("Bell is %q", got)
	}
}

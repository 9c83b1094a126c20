//go:build unix

package term

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestClipboard(t *testing.T) {
	const osc52 = "\x1b]52;c;bWFtYQ==\a"
	errNone := errors.New("no such option")
	for _, test := range []struct {
		name, inTmux string
		set, allow   string // what tmux answers; "" is an error
		load         error
		seq          string
		want         Copied
	}{
		{"no tmux", "", "", "", nil, osc52, CopiedSent},
		{"tmux as it comes", "x", "external", "off", nil, "", CopiedInTmux},
		{"set-clipboard on", "x", "on", "off", nil, "", CopiedInTmux},
		{"set-clipboard off", "x", "off", "off", nil, "", CopiedOnlyInTmux},
		{"an old tmux, on", "x", "on", "", errNone, osc52, CopiedSent},
		{"an old tmux, off", "x", "off", "", errNone, "", CopiedNowhere},
		{"passthrough", "x", "external", "on", errNone, "\x1bPtmux;\x1b" + osc52 + "\x1b\\", CopiedSent},
		{"tmux is out of reach", "x", "", "", errNone, "", CopiedNowhere},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TMUX", test.inTmux)
			c := Clipboard{Tmux: func(_ context.Context, stdin string, args ...string) (string, error) {
				answer := map[string]string{"set-clipboard": test.set, "allow-passthrough": test.allow}[args[len(args)-1]]
				switch {
				case args[0] == "load-buffer":
					if stdin != "mama" {
						t.Errorf("tmux was given %q", stdin)
					}
					return "", test.load
				case answer == "":
					return "", errNone
				}
				return answer + "\n", nil
			}}
			seq, got := c.Copy(t.Context(), "mama")
			if string(seq) != test.seq || got != test.want {
				t.Errorf("got %q and %v, want %q and %v", seq, got, test.seq, test.want)
			}
		})
	}
}

// TestClipboardInTmux copies in a real tmux.
func TestClipboardInTmux(t *testing.T) {
	s := newTmux(t, 40, 10)
	t.Setenv("TMUX", strings.TrimSpace(s.run("display", "-p", "#{socket_path},#{pid},0")))
	for setting, want := range map[string]Copied{"external": CopiedInTmux, "on": CopiedInTmux, "off": CopiedOnlyInTmux} {
		s.run("set", "-s", "set-clipboard", setting)
		text := "text for " + setting
		if seq, got := (Clipboard{}).Copy(t.Context(), text); got != want || len(seq) > 0 {
			t.Errorf("with %s: %q, %v", setting, seq, got)
		}
		if got := strings.TrimSpace(s.run("show-buffer")); got != text {
			t.Errorf("tmux has %q, want %q", got, text)
		}
	}
}

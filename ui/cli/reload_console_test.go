//go:build linux

package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A change of the file takes effect in the running console, a faulty one is refused with a sentence, and then the next
// good one counts.
func TestConsoleFollowsTheConfiguration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "gavel", "config.toml")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	save := func(text string) { // as an editor does
		write(t, path+".new", text, 0o600)
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	save("keys.audio-mute = \"d\"\n")
	cmd := program(t, nil, "demo", "--quiet", "--members", "3")
	cmd.Env = append(cmd.Env, "XDG_CONFIG_HOME="+dir)
	h := onHeldTerminal(t, cmd, false)
	h.until(t, "d is audio-mute; deaf had it by default")
	save("keys.audio-mute = \"X\"\njournal = \"elsewhere\"\n")
	h.until(t, "Changed: keys. Takes effect at the next start of gavel: journal.")
	save("keys.audio-mute = \"X\"\nthem = 1\n")
	h.until(t, `config.toml:2: there is no setting "them"; did you mean "theme"?`)
	save("theme = \"mono\"\n")
	h.until(t, "theme, key") // cells that stay the same are not written again
	since := time.Now()
	h.press(t, "q")
	h.wantRestored(t, since, exitDone)
}

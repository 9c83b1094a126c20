package say

import (
	"errors"
	"testing"
)

func TestConfigSentences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ got, want string }{
		"live":      {ConfigChanged(ConfigChange{Live: []string{"theme", "keys"}}), "Changed: theme, keys."},
		"restart":   {ConfigChanged(ConfigChange{Restart: []string{"journal"}}), "Takes effect at the next start of gavel: journal."},
		"overruled": {ConfigChanged(ConfigChange{Overruled: []Overruled{{"theme", "--theme"}}}), "Unchanged, because --theme takes precedence: theme."},
		"warning":   {ConfigChanged(ConfigChange{Live: []string{"keys"}, Warnings: []string{"c.toml:2: d is mute"}}), "Changed: keys. c.toml:2: d is mute."},
		"refused":   {ConfigRefused("c.toml:2: mouse must be true or false"), "The old configuration stays: c.toml:2: mouse must be true or false. Esc hides this."},
		"question":  {ConfigRefused(`c.toml:2: did you mean "theme"?`), `The old configuration stays: c.toml:2: did you mean "theme"? Esc hides this.`},
		"unwatched": {ConfigUnwatched(errors.New("too many files")), "Changes to the configuration will not take effect: too many files. Esc hides this."},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

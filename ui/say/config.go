package say

import (
	"strings"

	"gavel/ui/text"
)

// ConfigChange is a change of the configuration file while the console runs. The keys of settings are as in the file.
type ConfigChange struct {
	Live, Restart []string    // in force now; in force at the next start
	Overruled     []Overruled // not in force
	Warnings      []string    // without a full stop
}

// Overruled is a setting that a flag or variable decides.
type Overruled struct{ Setting, By string }

// ConfigChanged returns the effect of a change of the file. It never names a setting as in force that is not.
func ConfigChanged(c ConfigChange) string {
	var parts []string
	if len(c.Live) > 0 {
		parts = append(parts, "Changed: "+strings.Join(c.Live, ", ")+".")
	}
	if len(c.Restart) > 0 {
		parts = append(parts, "Takes effect at the next start of gavel: "+strings.Join(c.Restart, ", ")+".")
	}
	for _, o := range c.Overruled {
		parts = append(parts, "Unchanged, because "+o.By+" takes precedence: "+o.Setting+".")
	}
	for _, warning := range c.Warnings {
		parts = append(parts, warning+".")
	}
	return strings.Join(parts, " ")
}

// ConfigRefused returns the sentence about a changed file that is faulty, so that the old values stay in force.
func ConfigRefused(fault string) string {
	if fault = text.Clean(fault); !strings.HasSuffix(fault, "?") {
		fault += "."
	}
	return "The old configuration stays: " + fault + " Esc hides this."
}

// ConfigUnwatched returns the sentence about a file that cannot be watched.
func ConfigUnwatched(err error) string {
	return "Changes to the configuration will not take effect: " + text.Clean(err.Error()) + ". Esc hides this."
}

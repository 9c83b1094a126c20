package say

import (
	"strings"

	"gavel/ui/text"
)

// ConfigChange is what is new in a configuration file while the console runs. The keys of settings are as in the file.
type ConfigChange struct {
	Live, Restart []string    // in force now; at the next start
	Overruled     []Overruled // not in force
	Warnings      []string    // without a full stop
}

// Overruled is a setting that a flag or variable decides.
type Overruled struct{ Setting, By string }

// ConfigChanged returns what a change of the file has done. It never says that something is in force that is not.
func ConfigChanged(c ConfigChange) string {
	var parts []string
	if len(c.Live) > 0 {
		parts = append(parts, "New from the configuration: "+strings.Join(c.Live, ", ")+".")
	}
	if len(c.Restart) > 0 {
		parts = append(parts, "New at the next start of gavel: "+strings.Join(c.Restart, ", ")+".")
	}
	for _, o := range c.Overruled {
		parts = append(parts, "Unchanged, because "+o.By+" wins: "+o.Setting+".")
	}
	for _, warning := range c.Warnings {
		parts = append(parts, warning+".")
	}
	return strings.Join(parts, " ")
}

// ConfigRefused returns that a changed file is faulty and the old one stays.
func ConfigRefused(fault string) string {
	if fault = text.Clean(fault); !strings.HasSuffix(fault, "?") {
		fault += "."
	}
	return "The old configuration stays: " + fault + " Esc hides this."
}

// ConfigUnwatched returns that changes of the file will not be seen.
func ConfigUnwatched(err error) string {
	return "Changes of the configuration will not be seen: " + text.Clean(err.Error()) + ". Esc hides this."
}

package say

import (
	"slices"
	"strings"
	"testing"

	"gavel/session/video"
)

// TestWordsOfRowsCanBeInflected rejects a row of the table with a verb or a preposition that this package would inflect
// wrongly.
func TestWordsOfRowsCanBeInflected(t *testing.T) {
	t.Parallel()
	others := []string{" at", " by", " for", " from", " in", " into", " on", " onto", " with"}
	for _, row := range video.Actions() {
		for _, set := range []bool{true, false} {
			c := video.Command{Action: row.Action, Args: video.Args{}}
			for _, arg := range row.Args {
				if arg.Type == video.ArgBool {
					c.Args[arg.Name] = set
				}
			}
			verb := c.Imperative("")
			if slices.ContainsFunc(others, func(word string) bool { return strings.HasSuffix(verb, word) }) {
				t.Errorf("%s: %q ends with a preposition that Button does not know", row.Action, verb)
			}
			st := c.Standing()
			if row.Target != video.OnMember || row.Risk == video.RiskRead {
				continue // its state is a clause of its own
			}
			if first, _, _ := strings.Cut(st.Is, " "); verbs[first] == "" {
				t.Errorf("%s: the verb of %q has no plural", row.Action, st.Is)
			}
		}
	}
}

func TestPropertiesOfSeveral(t *testing.T) {
	t.Parallel()
	for one, several := range map[string]string{
		"camera": "cameras", "input volume": "input volumes", "sensitivity": "sensitivities", "metadata": "metadata",
	} {
		if got := properties(one); got != several {
			t.Errorf("%s: %s, want %s", one, got, several)
		}
	}
}

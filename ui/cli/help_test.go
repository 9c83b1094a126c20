package cli

import (
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gavel/ui/filter"
)

// fullDisk is a writer that always fails.
type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestHelpFailsOnFullDisk(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"help", "help do", "--help", "rooms --help", "version", "completion bash"} {
		var said strings.Builder
		a := &app{out: fullDisk{}, err: &said, getenv: func(string) string { return "" }}
		if code := a.run(t.Context(), strings.Fields(args)); code != exitFailed ||
			!strings.Contains(said.String(), "no space") {
			t.Errorf("gavel %s ends with %d and says %q", args, code, said.String())
		}
	}
}

// TestPagesNameRealFlags checks every call of gavel on the pages for people: its flags exist.
func TestPagesNameRealFlags(t *testing.T) {
	t.Parallel()
	call := regexp.MustCompile("(?m)(?:^ {4}|`|&& |^# {3})gavel((?: +[^\\s`#|·]+)*)")
	flag := regexp.MustCompile(`^--([a-z-]+)`)
	seen := 0
	for _, page := range []string{
		"../../README.md", "../README.md", "../../session/README.md", "contrib/companion.md", "contrib/desk.sh",
	} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range call.FindAllStringSubmatch(string(text), -1) {
			a := &app{getenv: func(string) string { return "" }, err: io.Discard, out: io.Discard}
			root, words := a.root(), strings.Fields(found[1])
			cmd := root
			if len(words) > 0 {
				if known, _, err := root.Find(words[:1]); err == nil {
					cmd = known
				}
			}
			for _, word := range words {
				if m := flag.FindStringSubmatch(word); m != nil && cmd.Flags().Lookup(m[1]) == nil &&
					cmd.InheritedFlags().Lookup(m[1]) == nil {
					t.Errorf("%s: gavel%s: there is no flag --%s of %s", page, found[1], m[1], cmd.CommandPath())
				}
			}
			seen++
		}
	}
	const fewest = 50
	if seen < fewest {
		t.Errorf("only %d calls were found", seen)
	}
}

// TestCommandsThatPrintTakeFilters: each has --json with a list of fields, --jq and --template.
func TestCommandsThatPrintTakeFilters(t *testing.T) {
	t.Parallel()
	silent := []string{"completion", "demo", "help", "man", "replay"} // they print no data
	a := &app{getenv: func(string) string { return "" }, err: io.Discard, out: io.Discard}
	for _, cmd := range a.root().Commands() {
		if cmd.Hidden || slices.Contains(silent, cmd.Name()) {
			continue
		}
		flag := cmd.Flags().Lookup("json")
		if flag == nil || cmd.Flags().Lookup("jq") == nil || cmd.Flags().Lookup("template") == nil {
			t.Errorf("%s lacks --json, --jq or --template", cmd.CommandPath())
			continue
		}
		if _, is := flag.Value.(*filter.Flags); !is {
			t.Errorf("%s has a --json that takes no fields", cmd.CommandPath())
			continue
		}
		if err := flag.Value.Set("nosuchfield"); err != nil {
			t.Fatal(err)
		}
		wrong, is := errors.AsType[*filter.UsageError](filter.Check(cmd, []string{"standup", "lock"}))
		if !is || !strings.Contains(wrong.Hint, "fields are ") {
			t.Errorf("%s accepts any field: %v", cmd.CommandPath(), wrong)
		}
	}
}

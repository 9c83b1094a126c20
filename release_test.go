package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// extras is the folder of the files of a release besides the program.
const extras = ".extras"

// source matches a line of .goreleaser.yaml that names files.
var source = regexp.MustCompile(`(?m)^ +- (?:src: )?((?:\.extras/|ui/|README)\S*)$`)

// TestReleaseIsWhole builds the program with the version stamped as .goreleaser.yaml says, makes man pages and
// completions with it, and checks that every file that an archive or package names is there. goreleaser itself is not
// needed.
func TestReleaseIsWhole(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program; skipped with -short")
	}
	text, err := os.ReadFile(".goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "gavel")
	flags := regexp.MustCompile(`ldflags: \["(.*)"\]`).FindSubmatch(text)
	if flags == nil {
		t.Fatal("no ldflags")
	}
	const version = "1.2.3-test"
	mustRun(t, "go", "build", "-ldflags", strings.ReplaceAll(string(flags[1]), "{{ .Version }}", version),
		"-o", program, ".")
	if out := mustRun(t, program, "version"); !strings.HasPrefix(out, "gavel v"+version+" ") {
		t.Errorf("the version is not stamped: %s", out)
	}
	mustRun(t, "sh", ".ci/extras", filepath.Join(dir, extras), program)
	named := source.FindAllStringSubmatch(string(text), -1)
	const fewest = 10
	if len(named) < fewest {
		t.Errorf("only %d files are named: %q", len(named), named)
	}
	for _, line := range named {
		pattern := line[1]
		if strings.HasPrefix(pattern, extras) {
			pattern = filepath.Join(dir, pattern)
		}
		if found, err := filepath.Glob(pattern); err != nil || len(found) == 0 {
			t.Errorf("%s: no such file, %v", line[1], err)
		}
	}
}

// mustRun runs a program and returns its output.
func mustRun(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

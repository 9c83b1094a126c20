package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestField_A9_TheReadmesLinesUseThePackageFromAnotherModule: the module has no home that go get could find.
func TestField_A9_TheReadmesLinesUseThePackageFromAnotherModule(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds another module; skipped with -short")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)<!-- use -->\n```\n(.*?)```").FindSubmatch(readme)
	if found == nil || strings.Count(string(found[1]), "\n") != 2 {
		t.Fatalf("the README does not show two lines: %q", found)
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module other\n\ngo 1.26\n\n" + strings.ReplaceAll(string(found[1]), "../gavel", filepath.ToSlash(root)),
		"go.sum": string(sums),
		"main.go": `package main

import (
	"context"
	"fmt"

	"gavel/session"
	"gavel/session/video"
)

func main() {
	_, err := session.Dial(context.Background(), session.Config{Project: "p", Token: video.Secret("t"), URL: "http://x"})
	fmt.Println(err)
}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), "go", "run", "-mod=mod", ".")
	run.Dir = dir
	run.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
	out, err := run.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "host has scheme") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestField_A9_AnyReleaseOfTheGoVersionWillDo: the module forces no patch release on modules that require it.
func TestField_A9_AnyReleaseOfTheGoVersionWillDo(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^go 1\.\d+(\.0)?$`).Match(mod) || !regexp.MustCompile(`(?m)^toolchain go1\.`).Match(mod) {
		t.Errorf("go.mod asks for a patch release, or names no toolchain:\n%.80s", mod)
	}
}

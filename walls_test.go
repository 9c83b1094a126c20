package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// wall is a package and the packages that it may import besides the standard library: packages of ours by their last
// name, and packages of others by path. A path that ends in a slash allows what is below it.
type wall struct{ pkg, ours, others string }

const (
	anything = "*" // all packages but internal ones
	terminal = "github.com/charmbracelet/bubbletea github.com/charmbracelet/bubbles/key github.com/charmbracelet/x/ansi"
)

// walls holds every package, from the bottom up: each imports only packages that stand before it.
var walls = []wall{
	{"session/video", "", ""},
	{"session/fold", "", "golang.org/x/text/"},
	{"session/selector", "video fold", ""},
	{"session/internal/wire", "video", "github.com/go-json-experiment/json/"},
	{"session/internal/fakerelay", "wire", ""}, // for tests
	{"session/internal/sdkcalls", "video", ""}, // for tests
	{"session/internal/link", "video wire", "github.com/gorilla/websocket"},
	{"session/internal/room", "video wire", ""},
	{"session/internal/dispatch", "video wire link", ""},
	{"session/floor", "video fold", ""},
	{"session/alarm", "video fold selector", ""},
	{"session/door", "video selector", ""},
	{"session/scene", "video selector floor", ""},
	{"session", "video wire link room dispatch", ""},
	{"session/internal/filelock", "", ""},
	{"session/journal", "video wire filelock", ""},
	{"session/replay", "video wire room floor journal", ""},
	{"session/host", "video floor alarm door session filelock journal", ""},
	{"session/localrelay", "", "github.com/gorilla/websocket"},
	{"session/localrelay/director", "localrelay", ""},
	{"session/localrelay/conformance", "", ""},
	{"session/examples", "video session", ""},

	{"keymap", "", "github.com/charmbracelet/bubbles/key"},
	{"theme", "", "github.com/charmbracelet/lipgloss github.com/muesli/termenv"},
	{"ui/text", "video fold", "github.com/charmbracelet/x/ansi github.com/rivo/uniseg golang.org/x/text/"},
	{"ui/draw", "theme text", "github.com/charmbracelet/bubbles/key github.com/charmbracelet/x/ansi"},
	{"ui/widget", "keymap theme text draw", terminal + " github.com/sahilm/fuzzy"},
	{"ui/term", "text", terminal + " github.com/charmbracelet/x/term golang.org/x/sys/unix"},
	{"ui/keeper", "text term", "github.com/charmbracelet/x/term golang.org/x/sys/unix"},
	{"ui/private", "", ""},
	{"ui/crash", "keeper private", "golang.org/x/sys/unix"},
	{"ui/process", "", "golang.org/x/sys/unix"},
	{"ui/talk", "", ""},
	{"ui/arrange", "theme text draw", ""},
	{"ui/waits", "video floor", "github.com/charmbracelet/bubbletea"},
	{"ui/people", "video fold selector text draw talk", ""},
	{"ui/stage", "video theme draw", ""},
	{"ui/media", "video theme text draw", ""},
	{"ui/say", "video selector floor alarm door scene journal host text draw", ""},
	{"ui/typed", "video floor", ""},
	{"ui/config", "video fold selector floor alarm door scene keymap theme typed", "github.com/BurntSushi/toml github.com/fsnotify/fsnotify"},
	{"ui/account", "text config private", "github.com/zalando/go-keyring"},
	{"ui/doctor", "video session theme draw term", "github.com/charmbracelet/x/term"},
	{"ui/output", "video floor session text draw", ""},
	{"ui/man", "", ""},
	{"ui/ladder", "video text", ""},
	{"ui/filter", "fold text", "github.com/itchyny/gojq github.com/spf13/"},
	{"ui/control", "video selector floor session host private say typed output", ""},
	{"ui/macro", "video selector say config", ""},
	{"ui/named", "video people say typed", ""},
	{"ui/player", "video floor replay draw widget talk say config", terminal},
	{"ui/head", "video theme text draw people say", ""},
	{"ui/pane", "video selector floor keymap theme text draw widget talk people stage media say", terminal},
	{"ui/dialog", "video fold selector floor host keymap theme text draw widget people stage media say typed config output macro named", terminal},
	{"ui/deck", "video fold alarm keymap theme text draw widget people say", terminal},
	{"ui/cue", "video floor scene host text draw widget people say", terminal},
	{"ui/uitest", "video floor journal replay keymap theme text draw widget people", "github.com/charmbracelet/bubbletea github.com/charmbracelet/x/ansi"},
	{"ui/guard", "video text waits people", ""},
	{"ui", "video fold selector floor alarm scene session journal host keymap theme text draw widget term arrange waits people stage media say config player head pane dialog deck cue guard", terminal + " golang.org/x/sys/unix"},
	{"ui/plain", "video fold selector floor alarm journal host draw people media say typed config output macro named guard", ""},
	{"ui/cli", anything, "github.com/spf13/ github.com/charmbracelet/x/term golang.org/x/sys/unix"},
	{"ui/e2e", "", ""},
	{"ui/e2e/bench", "", "github.com/charmbracelet/bubbletea github.com/charmbracelet/x/term github.com/creack/pty github.com/gorilla/websocket"},
	{".", "cli", ""},
}

// TestImports holds the imports of every package against its wall, which allows nothing that is not used. Tests may import
// anything.
func TestImports(t *testing.T) {
	t.Parallel()
	packages := ourPackages(t)
	if len(packages) < len(walls) {
		t.Errorf("%d walls for %d packages: take out the walls without one", len(walls), len(packages))
	}
	for _, p := range packages {
		i := slices.IndexFunc(walls, func(w wall) bool { return w.pkg == p.name() })
		if i < 0 {
			t.Errorf("package %s has no wall: say in walls what it may import", p.name())
			continue
		}
		for _, imported := range p.Imports {
			if !walls[i].allows(imported) {
				t.Errorf("%s must not import %s", p.name(), imported)
			}
		}
		for name := range strings.FieldsSeq(walls[i].ours) {
			used := func(path string) bool { return strings.HasPrefix(path, "gavel/") && filepath.Base(path) == name }
			if name != anything && !slices.ContainsFunc(p.Imports, used) {
				t.Errorf("%s does not import %s: take it out of its wall", p.name(), name)
			}
		}
	}
}

// allows reports whether the package may import path.
func (w wall) allows(path string) bool {
	if ours, ok := strings.CutPrefix(path, "gavel/"); ok {
		if w.ours == anything {
			return !strings.Contains(path, "/internal/")
		}
		return slices.Contains(strings.Fields(w.ours), filepath.Base(ours))
	}
	domain, _, _ := strings.Cut(path, "/")
	if !strings.Contains(domain, ".") {
		return true // standard library
	}
	return slices.ContainsFunc(strings.Fields(w.others), func(allowed string) bool {
		return path == allowed || (strings.HasSuffix(allowed, "/") && strings.HasPrefix(path, allowed))
	})
}

// TestWallsStandOnEachOther holds that each wall names only packages before it, which last names tell apart.
func TestWallsStandOnEachOther(t *testing.T) {
	t.Parallel()
	before := map[string]bool{anything: true}
	for _, w := range walls {
		for name := range strings.FieldsSeq(w.ours) {
			if !before[name] {
				t.Errorf("%s stands on %q, which is not before it", w.pkg, name)
			}
		}
		if name := filepath.Base(w.pkg); before[name] {
			t.Errorf("two packages have the last name %q", name)
		} else {
			before[name] = true
		}
	}
}

// A package, or a file, that outgrows these has two subjects. Tests are not counted for packages.
const (
	packageLines = 7000
	packageFiles = 45
	fileLines    = 500
)

// size is how large a package is: its lines and its files, without its tests.
type size struct{ lines, files int }

func TestPackagesAreSmall(t *testing.T) {
	t.Parallel()
	for _, p := range ourPackages(t) {
		is := p.size(t)
		t.Logf("%-32s %6d lines %3d files", p.name(), is.lines, is.files)
		if is.lines > packageLines || is.files > packageFiles {
			t.Errorf("%s has %d lines in %d files, at most %d in %d: it has two subjects",
				p.name(), is.lines, is.files, packageLines, packageFiles)
		}
	}
}

// listed is a package as go list shows it.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
	Module                  *struct{ Main bool }
}

// goList returns the packages of this module and all that they import, each before those that import it.
var goList = sync.OnceValues(func() (packages []listed, err error) {
	out, err := exec.Command("go", "list", "-export", "-deps",
		"-json=ImportPath,Dir,Export,GoFiles,Imports,Module", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
	return packages, nil
})

// ourPackages returns the packages of this module.
func ourPackages(t *testing.T) []listed {
	t.Helper()
	packages, err := goList()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(packages), func(p listed) bool { return p.Module == nil || !p.Module.Main })
}

// name returns the folder of the package in this repository, "." for the program itself.
func (p listed) name() string {
	if p.ImportPath == "gavel" {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, "gavel/")
}

// size counts the package, for all systems, and fails the test for a file that is too long.
func (p listed) size(t *testing.T) (s size) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Count(text, []byte("\n"))
		if lines > fileLines {
			t.Errorf("%s/%s has %d lines, at most %d", p.name(), filepath.Base(path), lines, fileLines)
		}
		if !strings.HasSuffix(path, "_test.go") {
			s.lines += lines
			s.files++
		}
	}
	return s
}

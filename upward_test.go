package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxUpward bounds the references that TestReferencesRunDown counts. Lower it whenever the count falls.
//
// The count began at 227: session 91, ui 78, session/localrelay 31, ui/cli 22, keymap 3, ui/text 2.
const maxUpward = 43

// TestReferencesRunDown counts the references between the files of each package, and how many of them run upward.
//
// A reference is a pair of files: the first uses something that the second declares, which is a name of the package, a
// method or a field. Files are put in the order, from the top to the ground, in which the fewest references run upward
// (see order). What is left over are circles: files that a reader can understand only together.
//
// go test -v -run TestReferencesRunDown/ui/cli . lists the references of ui/cli that run upward, and the names that
// they use.
func TestReferencesRunDown(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("type-checks the whole tree; skipped with -short")
	}
	fset := token.NewFileSet()
	check := checker(t, fset)
	total := 0
	for _, p := range ourPackages(t) {
		t.Run(p.name(), func(t *testing.T) {
			uses := references(t, p, fset, check)
			upward := uses.upward()
			total += len(upward)
			t.Logf("%d files, %d references, %d upward", len(p.GoFiles), len(uses), len(upward))
			for _, r := range upward {
				t.Logf("  %s > %s: %s", r.from, r.to, strings.Join(slices.Sorted(maps.Keys(uses[r])), " "))
			}
		})
	}
	if t.Logf("%d references run upward, at most %d", total, maxUpward); total > maxUpward {
		t.Error("put what two files need below both, or make one file of them; -v lists the references")
	}
}

// checker checks types as the compiler does.
func checker(t *testing.T, fset *token.FileSet) types.Config {
	t.Helper()
	exports := map[string]string{}
	packages, err := goList()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	return types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
}

// reference says that one file uses something of another file of its package.
type reference struct{ from, to string }

// usage holds the references of a package, each with the names that it uses.
type usage map[reference]map[string]bool

// references reads and checks a package.
func references(t *testing.T, p listed, fset *token.FileSet, check types.Config) usage {
	t.Helper()
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	pkg, err := check.Check(p.ImportPath, fset, files, &info)
	if err != nil {
		t.Fatal(err)
	}
	fileOf := func(at token.Pos) string { return filepath.Base(fset.File(at).Name()) }
	uses := usage{}
	for id, object := range info.Uses {
		if object.Pkg() != pkg || !ofPackage(object) {
			continue
		}
		r := reference{fileOf(id.Pos()), fileOf(object.Pos())}
		if r.from == r.to {
			continue
		}
		if uses[r] == nil {
			uses[r] = map[string]bool{}
		}
		uses[r][object.Name()] = true
	}
	return uses
}

// ofPackage reports whether an object is a name of its package, a method or a field, not something inside a function.
func ofPackage(object types.Object) bool {
	switch object := object.(type) {
	case *types.Func:
		return true
	case *types.Var:
		return object.IsField() || object.Parent() == object.Pkg().Scope()
	}
	return object.Parent() == object.Pkg().Scope()
}

// upward returns the references that run upward in the best order of the files, sorted.
func (uses usage) upward() (up []reference) {
	place := map[string]int{}
	for i, file := range uses.order() {
		place[file] = i
	}
	for r := range uses {
		if place[r.from] > place[r.to] {
			up = append(up, r)
		}
	}
	slices.SortFunc(up, func(a, b reference) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return up
}

// order returns the files from the top to the ground, so that few references run upward. To find the fewest is NP-hard
// (minimum feedback arc set). Files that use much and are used little start at the top; then one file after the other
// moves to its best place, until none has a better one. Equals stay in the order of their names.
func (uses usage) order() []string {
	height := map[string]int{}
	for r := range uses {
		height[r.from]++
		height[r.to]--
	}
	names := slices.Sorted(maps.Keys(height))
	order := slices.Clone(names)
	slices.SortStableFunc(order, func(a, b string) int { return height[b] - height[a] })
	for moved := true; moved; {
		moved = false
		for _, file := range names {
			from := slices.Index(order, file)
			if to := uses.best(order, from); to != from {
				order = slices.Insert(slices.Delete(order, from, from+1), to, file)
				moved = true
			}
		}
	}
	return order
}

// best returns where the file at place from has the fewest references upward, from itself and to itself.
func (uses usage) best(order []string, from int) (to int) {
	is := func(a, b string) int {
		if uses[reference{a, b}] == nil {
			return 0
		}
		return 1
	}
	file := order[from]
	others := slices.Delete(slices.Clone(order), from, from+1)
	costs, cost := make([]int, 0, len(order)), 0
	for _, other := range others {
		cost += is(other, file) // at the top, all that use it use it upward
	}
	costs = append(costs, cost)
	for _, other := range others {
		cost += is(file, other) - is(other, file)
		costs = append(costs, cost)
	}
	if to = slices.Index(costs, slices.Min(costs)); costs[to] == costs[from] {
		return from
	}
	return to
}

// TestOrderBreaksCircles holds the counter against graphs whose answer is known.
func TestOrderBreaksCircles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		arcs string
		up   string
	}{
		"nothing":         {"", "[]"},
		"a chain":         {"ab bc cd ad", "[]"},
		"two files":       {"ab ba", "[{b a}]"},
		"a ring":          {"ab bc ca", "[{c a}]"},
		"the thinner cut": {"ab ac bd cd da", "[{d a}]"},
		"two rings":       {"ab ba bc cd dc", "[{a b} {c d}]"},
	} {
		uses := usage{}
		for arc := range strings.FieldsSeq(tc.arcs) {
			uses[reference{arc[:1], arc[1:]}] = map[string]bool{"x": true}
		}
		if up := fmt.Sprint(uses.upward()); up != tc.up {
			t.Errorf("%s: %s, want %s", name, up, tc.up)
		}
	}
}

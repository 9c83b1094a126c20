package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// faultCounts says how many faults of each kind the list has: network, protocol, commands and people, terminal, operation.
var faultCounts = map[string]int{"N": 18, "P": 37, "C": 20, "T": 11, "O": 8}

// withoutTest holds the faults that no test is named for, with the reason.
var withoutTest = map[string]string{}

// faultTest is the head of a test that is named for a fault: TestFault_N1_HalfOpen.
var faultTest = regexp.MustCompile(`(?m)^func TestFault_([A-Z]\d+)_\w+\(t \*testing\.T\)`)

// TestEveryFaultHasATest holds the names of the tests against the list of faults.
func TestEveryFaultHasATest(t *testing.T) {
	t.Parallel()
	tested := faultTests(t)
	known, lacking := map[string]bool{}, []string{}
	for kind, count := range faultCounts {
		for n := 1; n <= count; n++ {
			id := fmt.Sprint(kind, n)
			known[id] = true
			switch reason := withoutTest[id]; {
			case tested[id] != nil && reason != "":
				t.Logf("%s has a test now: take it out of withoutTest", id)
			case tested[id] == nil && reason != "":
				lacking = append(lacking, id)
			case tested[id] == nil:
				t.Errorf("fault %s has no test TestFault_%s_… and no reason in withoutTest", id, id)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tested)) {
		if !known[id] {
			t.Errorf("%s is in no list of faults: %s", id, tested[id])
		}
	}
	slices.Sort(lacking)
	t.Logf("%d faults, %d without a test of their name: %s", len(known), len(lacking), strings.Join(lacking, " "))
}

// faultTests finds the tests of all packages, by fault.
func faultTests(t *testing.T) map[string][]string {
	t.Helper()
	tests := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range faultTest.FindAllSubmatch(source, -1) {
			tests[string(m[1])] = append(tests[string(m[1])], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

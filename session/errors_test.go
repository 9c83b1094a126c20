package session_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
)

// TestEverySentinelIsHere compares the sentinels of this package with those of package video.
func TestEverySentinelIsHere(t *testing.T) {
	t.Parallel()
	sentinels := func(file string) []string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^\t(Err\w+) +=`).FindAllStringSubmatch(string(text), -1) {
			names[m[1]] = true
		}
		return slices.Sorted(maps.Keys(names))
	}
	if here, all := sentinels("errors.go"), sentinels("video/errors.go"); !slices.Equal(here, all) {
		t.Errorf("session has %v, video has %v", here, all)
	}
}

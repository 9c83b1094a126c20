package e2e_test

import (
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxModules is how many modules the program may have. The author of each can change what gavel does.
const maxModules = 32

// licences maps the licences that allow redistribution to a phrase of their text.
var licences = []struct {
	name   string
	phrase *regexp.Regexp
}{
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge, to any person obtaining a copy`)},
	{"BSD", regexp.MustCompile(`Redistribution and use in source and binary forms, with or without modification, are permitted`)},
	{"ISC", regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute this software for any purpose`)},
	{"Apache-2.0", regexp.MustCompile(`Apache License Version 2\.0`)},
}

// TestModulesAreFewAndFree checks the modules of the built program. The README lists them.
func TestModulesAreFewAndFree(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program; skipped with -short")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(info.Deps); n > maxModules {
		t.Errorf("%d modules, want at most %d", n, maxModules)
	}
	table := "| module | licence |\n|---|---|\n"
	for _, module := range info.Deps {
		if module.Replace != nil {
			t.Errorf("%s is replaced by %s", module.Path, module.Replace.Path)
		}
		table += "| " + module.Path + " | " + licenceOf(t, module.Path) + " |\n"
	}
	table += "| Go's standard library and runtime | BSD |\n"
	wantInREADME(t, table)
}

// wantInREADME compares the table of modules in the README with the program; -update writes it.
func wantInREADME(t *testing.T, table string) {
	t.Helper()
	const (
		path  = "../../README.md"
		begin = "<!-- modules: made from the built program; go test ./ui/e2e -run TestModules -update -->\n"
		end   = "<!-- end -->"
	)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	old, after, closed := strings.Cut(rest, end)
	switch {
	case !found || !closed:
		t.Fatal("README.md has no markers for the table of modules")
	case old == table:
	case *update:
		if err := os.WriteFile(path, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the README lists other modules or licences: go test ./ui/e2e -run TestModules -update")
	}
}

// licenceOf names the licence of a module by its text, and fails the test if it is not in licences.
func licenceOf(t *testing.T, module string) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", module, err)
	}
	var files []string
	for _, name := range []string{"[Ll][Ii][Cc][Ee][Nn][SsCc][Ee]*", "COPYING*"} {
		found, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Errorf("%s has no licence", module)
		return "none"
	}
	var names []string
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(raw)), " ")
		for _, l := range licences {
			if l.phrase.MatchString(text) && !slices.Contains(names, l.name) {
				names = append(names, l.name)
			}
		}
	}
	if len(names) == 0 {
		t.Errorf("the licence of %s is unknown: %v", module, files)
	}
	return strings.Join(names, ", ")
}

func TestNoModuleIsReplaced(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^\s*replace\b|=>`).Match(raw) {
		t.Error("go.mod replaces a module")
	}
}

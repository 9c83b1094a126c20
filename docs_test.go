package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const protocolPage = "session/PROTOCOL.md"

var (
	bareSource    = regexp.MustCompile(`Source: sections? \d+`)
	citedPage     = regexp.MustCompile(`[\w./-]*\w\.md\b`)
	citedSections = regexp.MustCompile(`PROTOCOL\.md,? sections? (\d[\d.]*(?:(?:, | and | to )\d[\d.]*)*)`)
	sectionNumber = regexp.MustCompile(`\d+(?:\.\d+)*`)
	sourceOfRow   = regexp.MustCompile(`(?m)\bSection: +"([\d.]+)"`)
	webAddress    = regexp.MustCompile(`\w+://\S+`)
)

// TestCommentsCitePagesInTheRepository rejects a comment or page that cites a page that readers do not have.
func TestCommentsCitePagesInTheRepository(t *testing.T) {
	t.Parallel()
	pages := filesOf(t, ".md")
	for path, text := range prose(t) {
		for _, fault := range unknownPages(text, filepath.Dir(path), pages) {
			t.Errorf("%s cites %s: cite a page of the repository, or give the reason", path, fault)
		}
	}
}

// TestCitedSectionsExist compares the cited sections of the protocol, in comments and in the table of actions, with its
// headings.
func TestCitedSectionsExist(t *testing.T) {
	t.Parallel()
	known := protocolSections(t)
	for path, text := range prose(t) {
		for _, fault := range unknownSections(text, known) {
			t.Errorf("%s cites section %s, which %s does not have", path, fault, protocolPage)
		}
	}
	rows := 0
	for _, path := range filesOf(t, ".go") {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sourceOfRow.FindAllSubmatch(source, -1) {
			rows++
			if !slices.Contains(known, string(m[1])) {
				t.Errorf("%s: a row cites section %s, which %s does not have", path, m[1], protocolPage)
			}
		}
	}
	if rows == 0 {
		t.Error("no row of the action table has a Section: mend the pattern of this test")
	}
}

// TestEveryPackageIsInAREADME looks for each package in the tables of session/README.md and ui/README.md.
func TestEveryPackageIsInAREADME(t *testing.T) {
	t.Parallel()
	for _, p := range ourPackages(t) {
		top, below, found := strings.Cut(p.name(), "/")
		if !found {
			continue
		}
		page, err := os.ReadFile(filepath.Join(top, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(page, []byte("`"+below+"`")) && !bytes.Contains(page, []byte("`"+filepath.Base(below)+"`")) {
			t.Errorf("%s/README.md does not say what %s is for", top, below)
		}
	}
}

func TestUnknownPages(t *testing.T) {
	t.Parallel()
	pages := []string{"README.md", "session/PROTOCOL.md", "session/README.md"}
	for name, c := range map[string]struct{ dir, text, want string }{
		"page by its base name":       {"ui", "Source: PROTOCOL.md section 2.", ""},
		"page by its path":            {"ui", "see session/PROTOCOL.md", ""},
		"page beside the file":        {"session", "see ./README.md", ""},
		"page that is not there":      {"session", "Source: protocol.md section 2.", "protocol.md"},
		"page in another folder":      {"ui", "see theme/README.md", "theme/README.md"},
		"page of a site":              {"ui", "https://example.com/notes.md says so", ""},
		"source without a page":       {"session", "skipped. Source: section 1", "Source: section 1"},
		"section of another standard": {"session", "Source: RFC 6455 section 5.2.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(unknownPages(c.text, c.dir, pages), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestUnknownSections(t *testing.T) {
	t.Parallel()
	known := []string{"2", "8", "8.2", "10"}
	for name, c := range map[string]struct{ text, want string }{
		"one":         {"Source: PROTOCOL.md section 8.2.", ""},
		"two":         {"PROTOCOL.md sections 8.2 and 10.", ""},
		"list":        {"PROTOCOL.md sections 2, 8.2 and 10.1", "10.1"},
		"range":       {"PROTOCOL.md sections 2 to 8.", ""},
		"missing":     {"(PROTOCOL.md section 9)", "9"},
		"over a line": {"as PROTOCOL.md\nsection 8.9 says", "8.9"},
		"with a rule": {"PROTOCOL.md section 2, rule 4", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(unknownSections(c.text, known), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// unknownPages returns the pages that a text cites and the repository lacks, and sources without a page.
func unknownPages(text, dir string, pages []string) []string {
	text = webAddress.ReplaceAllString(text, "")
	var unknown []string
	for _, cited := range citedPage.FindAllString(text, -1) {
		found := slices.ContainsFunc(pages, func(page string) bool {
			bare := !strings.Contains(cited, "/") && filepath.Base(page) == cited
			return bare || page == cited || page == filepath.ToSlash(filepath.Join(dir, cited))
		})
		if !found {
			unknown = append(unknown, cited)
		}
	}
	return append(unknown, bareSource.FindAllString(text, -1)...)
}

// unknownSections returns the cited sections of the protocol that are not among the known ones.
func unknownSections(text string, known []string) []string {
	var unknown []string
	for _, m := range citedSections.FindAllStringSubmatch(strings.Join(strings.Fields(text), " "), -1) {
		for _, number := range sectionNumber.FindAllString(m[1], -1) {
			if !slices.Contains(known, number) {
				unknown = append(unknown, number)
			}
		}
	}
	return unknown
}

// protocolSections returns the numbers of the protocol's headings.
func protocolSections(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(protocolPage)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (\d+(?:\.\d+)*)\b`).FindAllSubmatch(page, -1) {
		numbers = append(numbers, string(m[1]))
	}
	return numbers
}

// prose returns the text for readers by file: the comments of Go code, and all of any other source or page.
func prose(t *testing.T) map[string]string {
	t.Helper()
	texts, err := proseOnce()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

var proseOnce = sync.OnceValues(func() (map[string]string, error) {
	paths, err := find(".go", ".mjs", ".md", ".yml")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		texts[path] = string(source)
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		if texts[path], err = comments(path, source); err != nil {
			return nil, err
		}
	}
	delete(texts, "docs_test.go") // its cases cite what is not there
	return texts, nil
})

// comments returns the comments of a Go file, one group after the other.
func comments(path string, source []byte) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	var all bytes.Buffer
	for _, group := range file.Comments {
		all.WriteString(group.Text() + "\n")
	}
	return all.String(), nil
}

// filesOf returns what find finds.
func filesOf(t *testing.T, extensions ...string) []string {
	t.Helper()
	files, err := find(extensions...)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// find returns the files of the repository whose names end in one of the extensions. Installed modules of Node are not
// ours.
func find(extensions ...string) (files []string, err error) {
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if !entry.IsDir() && slices.Contains(extensions, filepath.Ext(path)) {
			files = append(files, filepath.ToSlash(path))
		}
		return nil
	})
	return files, err
}

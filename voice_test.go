package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestSentencesAreInSay looks for words of sentences about commands that are not in package say.
func TestSentencesAreInSay(t *testing.T) {
	t.Parallel()
	words := []string{
		"othing was sent", "Cancelled", "Could not ", "Undone", "utcome unknown", "Watching only", "The room has ended",
		"here is no connection", "The repeat was ignored", "journal is on again", "connected again", "is not answering",
		"mode is already", "for the queue.", `needs "who"`,
	}
	err := filepath.WalkDir("ui", func(path string, file fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file.IsDir() && (path == "ui/say" || path == "ui/e2e"):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			literal, is := n.(*ast.BasicLit)
			if !is || literal.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(literal.Value)
			if strings.Contains(text, "\n") { // the help of a command
				return true
			}
			for _, word := range words {
				if strings.Contains(text, word) {
					t.Errorf("%s: a sentence with %q belongs to package say: %q", fset.Position(literal.Pos()), word, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

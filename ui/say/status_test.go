package say_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestStatusLinesAreSentences: a text in the footer begins with a capital letter. If the whole text is known, it ends
// with a full stop.
func TestStatusLinesAreSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"pane", "dialog", "widget"} {
		more, err := filepath.Glob("../" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if said, whole := saidBy(n); said != "" && !isSentence(said, whole) {
				t.Errorf("%s: %q is not a sentence", set.Position(n.Pos()), said)
			}
			return true
		})
	}
}

// saidBy returns the text with which a call of Say begins, and whether that is the whole text.
func saidBy(n ast.Node) (said string, whole bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return "", false
	}
	if method, ok := call.Fun.(*ast.SelectorExpr); !ok || method.Sel.Name != "Say" {
		return "", false
	}
	arg := call.Args[0]
	for {
		sum, ok := arg.(*ast.BinaryExpr)
		if !ok {
			break
		}
		arg = sum.X
	}
	text, ok := arg.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	said, err := strconv.Unquote(text.Value)
	return said, err == nil && arg == call.Args[0]
}

// isSentence reports whether a text begins like a sentence and, if it is whole, ends like one. The program's name is
// never capitalised.
func isSentence(said string, whole bool) bool {
	first, _ := utf8.DecodeRuneInString(said)
	begins := unicode.IsUpper(first) || strings.HasPrefix(said, "gavel ")
	return begins && (!whole || strings.HasSuffix(said, "."))
}

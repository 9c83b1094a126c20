package selector

import (
	"strings"
	"testing"
)

func TestEveryWordIsComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, w := range Words() {
		if w.Name == "" || w.Means == "" || w.Example == "" || w.test == nil || strings.ContainsAny(w.Means, ".\n") {
			t.Errorf("the row lacks something: %+v", w)
		}
		if (w.values == nil) != (len(w.Operators) == 0) {
			t.Errorf("%s: values and operators do not fit together", w.Name)
		}
		for _, o := range w.Operators {
			if o.Means == "" || lex(o.Sign)[0].kind != tokenOperator {
				t.Errorf("%s: the operator %q lacks something", w.Name, o.Sign)
			}
		}
		if !strings.Contains(w.Example, w.Name) {
			t.Errorf("%s: its example is %s", w.Name, w.Example)
		}
		if tokens := lex(w.Name); tokens[0].kind != tokenBare || tokens[0].end != len(w.Name) {
			t.Errorf("%s is not one token", w.Name)
		}
		if inWords[w.Name] != "" {
			t.Errorf("%s is an operator in words", w.Name)
		}
		for _, typed := range append([]string{w.Name}, w.tried...) {
			if seen[typed] != "" || typed != strings.ToLower(typed) {
				t.Errorf("%q belongs to %s and to %s", typed, seen[typed], w.Name)
			}
			seen[typed] = w.Name
		}
	}
}

func TestEveryKindOfDataHasText(t *testing.T) {
	t.Parallel()
	var all Known
	for _, d := range kindsOfData {
		all |= d.kind
		if d.kind.String() != d.text {
			t.Errorf("%d is written %q", d.kind, d.kind)
		}
	}
	if all != Everything {
		t.Errorf("%b have a text, want %b", all, Everything)
	}
	if got := Nothing.String() + "." + (Talking | PanelList).String(); got != ".who is talking, who is on the panel" {
		t.Error(got)
	}
}

func TestWordsReturnsACopy(t *testing.T) {
	t.Parallel()
	Words()[0].Name = "changed"
	if Words()[0].Name == "changed" {
		t.Error("the caller changed the table")
	}
}

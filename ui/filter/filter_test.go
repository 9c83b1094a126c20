package filter

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// members is a list of objects.
const members = `[{"name":"Ann","n":9007199254740993,"meta":{"b":1,"a":2}},{"name":"B\u001b[31m\nx","n":1.50}]`

func TestFilters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spec  Spec
		value string
		want  string
	}{
		"fields, in their order":  {Spec{Fields: []string{"n", "name"}}, members, `[{"n":9007199254740993,"name":"Ann"},{"n":1.50,"name":"B\u001b[31m\nx"}]` + "\n"},
		"a field that one lacks":  {Spec{Fields: []string{"meta"}}, members, `[{"meta":{"b":1,"a":2}},{"meta":null}]` + "\n"},
		"fields of one object":    {Spec{Fields: []string{"a"}}, `{"a":1,"b":2}` + "\n", `{"a":1}` + "\n"},
		"an empty list":           {Spec{Fields: []string{"a"}}, `[]`, "[]\n"},
		"an expression":           {Spec{Query: ".[].n"}, members, "9007199254740993\n1.50\n"},
		"texts are printed plain": {Spec{Query: ".[].name"}, members, "Ann\nB<1B>[31m\nx\n"},
		"other values are JSON":   {Spec{Query: ".[1] | {name}, null, true"}, members, `{"name":"B\u001b[31m\nx"}` + "\nnull\ntrue\n"},
		"tables keep their tabs":  {Spec{Query: `.[0] | [.name, .n] | @tsv`}, members, "Ann\t9007199254740993\n"},
		"nothing":                 {Spec{Query: "empty"}, members, ""},
		"halt":                    {Spec{Query: `1, halt, 2`}, members, "1\n"},
		"fields, then expression": {Spec{Fields: []string{"n"}, Query: ".[0]"}, members, `{"n":9007199254740993}` + "\n"},
		"no environment":          {Spec{Query: "$ENV | length"}, members, "0\n"},
		"a template":              {Spec{Template: `{{range .}}{{.name}}|{{end}}`}, members, "Ann|B<1B>[31m\nx|"},
		"fields, then template":   {Spec{Fields: []string{"n"}, Template: `{{range .}}{{.name}}{{end}}`}, members, "<no value><no value>"},
	} {
		f, err := New(c.spec)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b strings.Builder
		if err := f.Print(t.Context(), &b, []byte(c.value)); err != nil || b.String() != c.want {
			t.Errorf("%s:\n got %q, %v\nwant %q", name, b.String(), err, c.want)
		}
	}
}

func TestFiltersAreCompiledFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Query: ".["}, "--jq: the expression ends too early"},
		{Spec{Query: "nosuch"}, "--jq: function not defined: nosuch/0"},
		{Spec{Query: "input"}, "--jq: "},
		{Spec{Template: "{{.name"}, `--template: line 1: unclosed action`},
		{Spec{Template: "{{nosuch}}"}, `--template: line 1: function "nosuch" not defined`},
		{Spec{Query: ".", Template: "x"}, "--jq and --template exclude each other"},
	} {
		if _, err := New(c.spec); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.spec, err, c.want)
		}
	}
	if f, err := New(Spec{}); f != nil || err != nil {
		t.Errorf("an empty spec gave %v, %v", f, err)
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	known := []string{"id", "name", "state"}
	for list, want := range map[string]string{
		"name,id": "name id", "id": "id", " id , name ": "id name", "id,id,name,id": "id name",
		"nam": "nam/name", "zebra": "zebra/", "id,,name": "/", "Name": "Name/name",
	} {
		fields, err := Fields(list, known)
		got := strings.Join(fields, " ")
		if unknown, is := errors.AsType[*UnknownFieldError](err); is {
			got = unknown.Field + "/" + unknown.Nearest
		}
		if got != want {
			t.Errorf("%q gave %q, want %q", list, got, want)
		}
	}
	if fields, err := Fields("any, key", nil); err != nil || len(fields) != 2 {
		t.Errorf("metadata: %q, %v", fields, err)
	}
	type inner struct {
		A int `json:"a"`
	}
	type outer struct {
		inner
		B int `json:"b,omitempty"`
		C int `json:"-"`
		D int
	}
	if got := FieldsOf([]*outer{}); strings.Join(got, " ") != "a b" {
		t.Errorf("got %q", got)
	}
}

// TestErrorsOfFilters keeps the output before the error, as jq does.
func TestErrorsOfFilters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spec                    Spec
		value, printed, problem string
	}{
		"expression": {Spec{Query: ".n, .name[]"}, `{"name":"Ann","n":1}`, "1\n", "--jq: cannot iterate over: string"},
		"halt":       {Spec{Query: `"no" | halt_error`}, `{}`, "", "--jq: halt error: no"},
		"template":   {Spec{Template: "{{.name.first}}"}, `{"name":"Ann"}`, "", "--template: a string has no field first"},
		"fields":     {Spec{Fields: []string{"a"}}, `["3x3"]`, "", "--json: this is not an object, so it has no fields"},
		"null":       {Spec{Fields: []string{"a"}}, `null`, "", "--json: this is not an object, so it has no fields"},
	} {
		f, err := New(c.spec)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b strings.Builder
		err = f.Print(t.Context(), &b, []byte(c.value))
		if err == nil || !strings.HasPrefix(err.Error(), c.problem) || b.String() != c.printed {
			t.Errorf("%s: %q, %v; want %q, %s", name, b.String(), err, c.printed, c.problem)
		}
	}
}

// TestExpressionWithoutEndIsStopped runs an expression that never yields.
func TestExpressionWithoutEndIsStopped(t *testing.T) {
	t.Parallel()
	f, err := New(Spec{Query: "def f: f; f"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := f.Print(ctx, &strings.Builder{}, []byte("1")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
}

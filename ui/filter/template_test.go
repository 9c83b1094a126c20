package filter

import (
	"strings"
	"testing"
	"text/template"
)

// room is a value with every kind of JSON.
const room = `{"name":"standup","people":3,"locked":false,"layout":null,"share":0.25,"big":9007199254740993,
	"members":[{"name":"Ann","hand":true,"tags":["a","b"]},{"name":"Bob","hand":false,"tags":[]}],"none":[]}`

// standard executes a template with the standard library.
func standard(text string, data any) (string, error) {
	own := template.FuncMap{
		"json": func(v any) (any, error) { return toJSON([]any{v}) },
		"join": func(separator string, list []any) (any, error) { return join([]any{separator, list}) },
	}
	t, err := template.New("x").Funcs(own).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, data)
	return b.String(), err
}

// ours executes a template with this package.
func ours(text string, data any) (string, error) {
	t, err := parseTemplate(text)
	if err != nil {
		return "", err
	}
	return t.execute(data)
}

func value(t testing.TB, text string) any {
	t.Helper()
	v, err := decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return plainNumbers(v)
}

// templates are executed by both.
var templates = []string{
	``, `text`, `{{.name}}`, `{{.}}`, `{{.layout}}`, `{{.missing}}`, `{{.big}} {{.share}} {{.people}}`,
	`{{range .members}}{{.name}} {{if .hand}}up{{else}}down{{end}}{{"\n"}}{{end}}`,
	`{{range $i, $m := .members}}{{$i}}={{$m.name}};{{end}}`, `{{range $m := .members}}{{$m.name}}{{$.name}}{{end}}`,
	`{{range .none}}x{{else}}nobody{{end}}`, `{{range .layout}}x{{else}}nobody{{end}}`, `{{range 3}}{{.}}{{end}}`,
	`{{range $k, $v := index .members 0}}{{$k}}:{{$v}} {{end}}`,
	`{{range .members}}{{if eq .name "Ann"}}{{continue}}{{end}}{{.name}}{{end}}`,
	`{{range .members}}{{.name}}{{break}}{{end}}`,
	`{{with .members}}{{len .}}{{end}}{{with .layout}}x{{else with .name}}{{.}}{{end}}`,
	`{{$n := 0}}{{range .members}}{{$n = len .tags}}{{end}}{{$n}}`, `{{$x := .name}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}`,
	`{{len .members}} {{len .name}} {{index .members 1 | printf "%v"}}`, `{{(index .members 0).name}}`,
	`{{printf "%-8s|%5.2f|%d" .name .share .people}}`, `{{print .name 1 2 "x"}}{{println .name}}`, `{{.name | printf "%s-%s" "a"}}`,
	`{{eq .people 3}} {{ne .name "x"}} {{eq .name "a" "standup"}} {{lt .people 4}} {{ge .share 0.25}} {{gt "b" "a"}} {{le 1 1}}`,
	`{{eq .layout nil}}`, `{{and .locked .name}} {{or .locked .name}} {{and}}`, `{{and .name (gt .people 1)}} {{or .locked .layout .name}} {{not .locked}}`,
	`{{slice .name 1 3}}{{slice .name 2}}{{slice .members 1}}`, `{{json .members}} {{join ", " (index .members 0).tags}}`,
	`{{define "one"}}<{{.name}}>{{end}}{{range .members}}{{template "one" .}}{{end}}`, `{{/* nothing */ -}} x {{- .name}}`,
	`{{template "none"}}`, `{{.name.first}}`, `{{.missing.name}}`, `{{.name "x"}}`, `{{index .members 7}}`, `{{len .people}}`,
	`{{.missing.name "x"}}`, `{{$m := .missing}}{{$m.name "x"}}`, `{{(.missing).name "x"}}`, `{{$ "x"}}`,
	`{{define "r"}}{{template "r"}}{{end}}{{template "r"}}`, `{{nosuch}}`, `{{`, `{{if}}`, `{{lt .name 1}}`, `{{slice .name 9}}`, `{{'a'}} {{1.5}} {{true}} {{1e6}} {{0x1e}} {{1_000}} {{-2}} {{0x1p4}}`,
}

// TestTemplatesEqualTheStandardLibrarys executes each template with both.
func TestTemplatesEqualTheStandardLibrarys(t *testing.T) {
	t.Parallel()
	for _, text := range templates {
		if strings.Contains(text, `{{template "r"}}`) { // the library needs a second for its 100,000 rounds
			if _, err := ours(text, nil); err == nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		got, err := ours(text, value(t, room))
		want, wantErr := standard(text, value(t, room))
		if (err == nil) != (wantErr == nil) {
			t.Errorf("%s: %v, want %v", text, err, wantErr)
		}
		if err == nil && got != want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}

// FuzzTemplate compares the output of both executions.
func FuzzTemplate(f *testing.F) {
	for _, text := range templates {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 || strings.Contains(text, "template") || strings.Contains(text, "printf") ||
			strings.Contains(text, "range") && strings.ContainsAny(text, "456789_xXeE'") {
			return // rounds without end, and formats that name the type of a number
		}
		got, err := ours(text, value(t, room))
		want, wantErr := standard(text, value(t, room))
		if err == nil && wantErr == nil && got != want {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
		if wantErr == nil && err != nil && !missing(text) {
			t.Errorf("%q: %v, and the library prints %q", text, err, want)
		}
	})
}

// missing reports whether a template may use what this package lacks on purpose.
func missing(text string) bool {
	for _, word := range []string{"html", "js", "urlquery", "call", "nil", "i", "slice", "'"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

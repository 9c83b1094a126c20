package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/pane"
	"gavel/ui/people"
)

// No setting silently does nothing: each one gives a flag its value, or something outside ui/config reads its field.
func TestEverySettingHasAReader(t *testing.T) {
	t.Parallel()
	here, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := filepath.Glob("../account/*.go")
	if err != nil {
		t.Fatal(err)
	}
	beside = append(beside, "../config/rooms.go")
	var code strings.Builder
	for _, path := range append(here, beside...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	root := (&app{getenv: func(string) string { return "" }}).root()
	fields := reflect.TypeFor[config.Values]()
	for _, s := range config.Settings() {
		if s.Flag != "" && root.PersistentFlags().Lookup(s.Flag) == nil {
			t.Errorf("%s names the flag --%s, which is not there", s.Key, s.Flag)
		}
		if s.Flag != "" && s.Key != "token_file" {
			continue
		}
		field, ok := fields.FieldByNameFunc(func(name string) bool {
			return strings.EqualFold(name, strings.NewReplacer("_", "", ".", "").Replace(s.Key))
		})
		if !ok || !strings.Contains(code.String(), "."+field.Name) {
			t.Errorf("nothing reads %s", s.Key)
		}
	}
}

// Every order of the configuration is one of the list of people.
func TestOrdersAreKnown(t *testing.T) {
	t.Parallel()
	for word := range strings.SplitSeq(mustFind(t, "order").Type(), ", ") {
		if _, ok := orders[word]; !ok {
			t.Errorf("the order %q is unknown", word)
		}
	}
	if len(orders) != int(people.OrderCount) {
		t.Error("an order has no name in the configuration")
	}
}

// TestSettingsNameTheColumns holds the columns that the configuration knows against those of the list of people.
func TestSettingsNameTheColumns(t *testing.T) {
	t.Parallel()
	var names, quoted []string
	for _, column := range pane.Columns() {
		names, quoted = append(names, string(column)), append(quoted, strconv.Quote(string(column)))
	}
	file, err := config.Parse("c.toml", []byte("columns = ["+strings.Join(quoted, ", ")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	if got := columnsOf(&file.Values); !slices.Equal(got, pane.Columns()) {
		t.Errorf("got %v", got)
	}
	if got, want := mustFind(t, "columns").More, "They are "+strings.Join(names, ", ")+";"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q: the configuration knows other columns", got, want)
	}
}

func mustFind(t *testing.T, key string) config.Setting {
	t.Helper()
	s, ok := config.Find(key)
	if !ok {
		t.Fatalf("there is no setting %s", key)
	}
	return s
}

// A panel may be chosen by a selector that needs the time: everyone else is muted when the mode starts.
func TestPanelKnowsTheTime(t *testing.T) {
	t.Parallel()
	file, err := config.Parse("c.toml", []byte(`panel = "age>5m"`))
	if err != nil {
		t.Fatal(err)
	}
	panel := config.FloorsOf(&file.Values, "me")(&video.Room{}).Panel
	for age, want := range map[time.Duration]bool{time.Minute: false, time.Hour: true} {
		if got := panel(&video.Member{JoinedAt: time.Now().Add(-age), JoinSeen: true}); got != want {
			t.Errorf("joined %v ago: %v", age, got)
		}
	}
}

// A stream's address comes from a file, which is checked as that of a token, but holds none.
func TestStreamAddressFromAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "stream")
	file, err := config.Parse("c.toml", []byte(`streams.main = { file = "`+path+`" }`))
	if err != nil {
		t.Fatal(err)
	}
	find := (&app{file: file}).addresses()[video.OnStream][0].Find
	for content, want := range map[string]string{
		"rtmp://h/app/key\n": "",
		"":                   "streams.main " + path + " is empty; it must hold the secret and nothing else",
		"rtmp://h/app/key 2": "streams.main " + path + " holds more than one word; it must hold the secret and nothing else",
	} {
		write(t, path, content, 0o600)
		address, err := find(t.Context())
		if want == "" && (err != nil || address != strings.TrimSpace(content)) || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%q: %q, %v", content, address, err)
		}
	}
}

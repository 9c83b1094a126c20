package config

import (
	"strings"
	"testing"

	"gavel/session/scene"
)

const manyScenes = `
[media]
intro = "https://example.com/intro.mp4"
[streams]
main = { file = "/x" }

[scenes.panel]
key = 2
layout = "highlight-1-responsive"
places = { standard-2 = "meta.role=guest", reserved-1 = "meta.role=host & !protected", standard-1 = "panel" }
hide_muted = true
hands_first = false
levels = [{ of = "meta.role=host", mic = 5, sensitivity = 40 }, { of = "all", hear = -2.5 }]
floor = "panel"
record = "start"
play = "intro"
length = "1m30s"
stream = "main"
stop = ["stream"]
take = "immediate"
next = "opening"

[scenes.opening]
key = 1
layout = "1x1"

[scenes.later]
hide_muted = false
`

func TestScenesAreReadAndPrinted(t *testing.T) {
	f, err := Parse("c.toml", []byte(manyScenes))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range f.Scenes {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "opening panel later" {
		t.Errorf("order: %s", got)
	}
	s := scene.Find(f.Scenes, "panel")
	if len(s.Places) != 3 || s.Places[0].Position != "reserved-1" || s.Places[2].Position != "standard-2" {
		t.Errorf("places %+v", s.Places)
	}
	setting, _ := Find("scenes")
	again, err := Parse("again.toml", []byte(strings.Split(manyScenes, "[scenes.panel]")[0]+"[scenes]\n"+
		strings.Join(setting.Lines(&f.Values), "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := setting.Text(&f.Values), setting.Text(&again.Values); a != b {
		t.Errorf("printed %s\nread    %s", a, b)
	}
}

func TestSceneFaultsNameTheirLine(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"unknown field": {"[scenes.a]\nlayuot = \"1x1\"", `c.toml:2: scenes.a has no field "layuot"; did you mean "layout"?`},
		"key":           {"[scenes.a]\nlayout = \"1x1\"\nkey = 10", "c.toml:3: scenes.a.key is 10; allowed is 1 to 9"},
		"key twice": {
			"[scenes.a]\nlayout = \"1x1\"\nkey = 1\n[scenes.b]\nlayout = \"1x1\"\nkey = 1", "c.toml:6: scenes.b.key is also the key of a",
		},
		"place":      {"[scenes.a]\nplaces = { left = \"all\" }", `c.toml:2: scenes.a.places has the place "left"`},
		"selector":   {"[scenes.a]\nplaces = { standard-1 = \"talkin\" }", `did you mean "talking"?`},
		"empty role": {"[scenes.a]\nplaces = { standard-1 = \"\" }", "c.toml:2: scenes.a.places has the place standard-1"},
		"level":      {"[scenes.a]\nlevels = [{ of = \"all\", mic = 51 }]", "c.toml:2: scenes.a.levels has a wrong entry 1: mic is 51"},
		"bare level": {"[scenes.a]\nlevels = [{ mic = 5 }]", "it needs of, and mic, hear or sensitivity"},
		"floor":      {"[scenes.a]\nfloor = \"pannel\"", `c.toml:2: scenes.a.floor is "pannel"; allowed are open, queue, panel, quiet; did you mean "panel"?`},
		"stop":       {"[scenes.a]\nstop = [\"streams\"]", `did you mean "stream"?`},
		"length":     {"[scenes.a]\nplay = \"x\"\nlength = \"long\"", `c.toml:3: scenes.a.length is "long"`},
		"no such media": {
			"[media]\nintro = \"https://x/y\"\n[scenes.a]\nplay = \"intr\"",
			`c.toml:4: scenes.a.play is "intr", but no address in media has this name; did you mean "intro"?`,
		},
		"no such scene": {"[scenes.a]\nlayout = \"1x1\"\nnext = \"b\"", `c.toml:3: scenes.a.next is "b", but no scene has this name`},
		"nothing":       {"[scenes.a]\nkey = 1", "c.toml:1: scenes.a changes nothing"},
		"not a table":   {"[scenes]\na = 3", "c.toml:2: scenes.a must be a table"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("c.toml", []byte(tc.text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
		})
	}
}

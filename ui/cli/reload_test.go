package cli

import (
	"strings"
	"testing"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/config"
)

// wintty PR 1104 and mimi 144: "reloaded" was said though nothing took effect.
func TestReloadSaysWhatTookEffect(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, said string
		given            string // flag
		env              map[string]string
		has              string // what the console changes
	}{
		{name: "live", text: "mouse = false", said: "Changed: mouse.", has: "mouse"},
		{name: "several", text: "theme = \"light\"\norder = \"name\"\nconfirm.over = 9\nconfirm.also = [\"lock\"]", said: "Changed: theme, order, confirm.over, confirm.also.", has: "look sort over also"},
		{name: "interpreters", text: "interpreters = \"name=Ine\"", said: "Changed: interpreters.", has: "interpreters"},
		{name: "paints", text: "paints.talking = \"red\"", said: "Changed: paints.", has: "look"},
		{name: "restart", text: "journal = \"x\"\nascii = true", said: "Takes effect at the next start of gavel: journal, ascii."},
		{name: "both", text: "mouse = false\nbidi = \"gavel\"", said: "Changed: mouse. Takes effect at the next start of gavel: bidi.", has: "mouse"},
		{name: "a flag wins", text: "theme = \"light\"", given: "theme", said: "Unchanged, because --theme takes precedence: theme."},
		{name: "a variable wins", text: "project = \"x\"", env: map[string]string{"SIGNALWIRE_PROJECT_ID": "p"}, said: "Unchanged, because SIGNALWIRE_PROJECT_ID takes precedence: project."},
		{name: "no colours", text: "theme = \"light\"", env: map[string]string{"NO_COLOR": "1"}, said: "Unchanged, because NO_COLOR takes precedence: theme."},
		{name: "keys", text: "keys.audio-mute = \"Q\"", said: "Changed: keys.", has: "keys"},
		{name: "displaced keys", text: "keys.audio-mute = \"d\"", said: "Changed: keys. c.toml:1: d is audio-mute; deaf had it by default and has no key now.", has: "keys"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := withEnv(test.env)
			a.given = func(flag string) bool { return flag == test.given }
			next, err := config.Parse("c.toml", []byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			was := config.None()
			r := a.reload(was, config.Change{File: next, Keys: config.Changed(&was.Values, &next.Values)})
			if r.Said != test.said || r.Refused {
				t.Errorf("got %q, want %q", r.Said, test.said)
			}
			var has []string
			for name, is := range map[string]bool{"keys": r.Keys != nil, "look": r.Look != nil, "mouse": r.Mouse != nil, "sort": r.Sort != nil, "over": r.ConfirmOver != nil, "also": r.ConfirmAlso != nil, "interpreters": r.Interpreters != nil} {
				if is {
					has = append(has, name)
				}
			}
			if len(has) != len(strings.Fields(test.has)) {
				t.Errorf("the console changes %v, want %s", has, test.has)
			}
			for want := range strings.FieldsSeq(test.has) {
				if !strings.Contains(strings.Join(has, " "), want) {
					t.Errorf("the console changes %v, want %s", has, test.has)
				}
			}
		})
	}
}

func TestReloadSaysWhyAFileWasRefused(t *testing.T) {
	t.Parallel()
	a := withEnv(nil)
	_, err := config.Parse("c.toml", []byte("\nthem = 1"))
	r := a.reload(config.None(), config.Change{File: config.None(), Err: err})
	want := `The old configuration stays: c.toml:2: there is no setting "them"; did you mean "theme"?. Esc hides this.`
	if !r.Refused || strings.ReplaceAll(want, "?.", "?") != r.Said {
		t.Errorf("got %q", r.Said)
	}
}

func TestAlarmsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	file, err := config.Parse("c.toml", []byte(`identity = "user"
record = {standup = "must", "*" = "never"}
alarms = {raid = "once", crowd = "off", silence = "loud"}
`))
	if err != nil {
		t.Fatal(err)
	}
	of := config.AlarmsOf(&file.Values)
	for name, c := range map[string]struct {
		room video.Room
		want alarm.Recording
	}{
		"by name":         {video.Room{Name: "Standup"}, alarm.Must},
		"by display name": {video.Room{Name: "x", DisplayName: "standup"}, alarm.Must},
		"another":         {video.Room{Name: "party"}, alarm.Never},
	} {
		if got := of(&c.room); got.Recording != c.want || got.Identity != "user" {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	cfg := of(&video.Room{})
	if !cfg.Off[alarm.Crowd] || cfg.Loudness[alarm.Raid] != alarm.Once || cfg.Loudness[alarm.Silence] != alarm.Loud {
		t.Errorf("got %+v", cfg)
	}
	if cfg := config.AlarmsOf(&config.None().Values)(&video.Room{}); cfg.Recording != alarm.May || len(cfg.Off)+len(cfg.Loudness) > 0 {
		t.Errorf("without a file: %+v", cfg)
	}
}

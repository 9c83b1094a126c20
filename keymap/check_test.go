package keymap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
)

func TestRebind(t *testing.T) {
	tests := []struct {
		name    string
		binding string
		keys    []string
		want    string // part of the error; "" means none
	}{
		{"free key", "audio-mute", []string{"Q"}, ""},
		{"several", "audio-mute", []string{"Q", "f5", "alt+m"}, ""},
		{"hyphen", "half-down", []string{"ctrl-f"}, ""},
		{"space", "next-hand", []string{"Q"}, ""},
		{"same keys", "audio-mute", []string{"m"}, ""},
		{"no key", "deaf", nil, ""},
		{"key of another context", "media-stop", []string{"m"}, ""},
		{"letter of another script", "audio-mute", []string{"ь"}, ""},
		{"key of another binding", "audio-mute", []string{"d"}, ""},
		{"only key of a way out in its context", "no", []string{"y"}, "y is bound to both yes and no (confirm)"},
		{"forbidden", "undo", []string{"ctrl+z"}, "Ctrl-Z cannot be bound to undo: it suspends programs"},
		{"forbidden with a hyphen", "undo", []string{"ctrl-s"}, "it stops the output"},
		{"arrives as tab", "undo", []string{"ctrl+i"}, "terminals send it as tab"},
		{"not a key", "undo", []string{"ctrl+shift+z"}, "is not a key: use one character, or space, enter"},
		{"a word", "undo", []string{"undo"}, `"undo" is not a key`},
		{"nothing", "undo", []string{""}, `"" is not a key`},
		{"control character", "undo", []string{"\x01"}, "is not a key"},
		{"letter while typing", "submit", []string{"s"}, "s cannot be bound to submit: it types a character there"},
		{"yes by enter", "yes", []string{"enter"}, "Enter cannot mean yes"},
		{"yes by space", "yes", []string{"space"}, "Space cannot mean yes"},
		{"no way out", "cancel", nil, "cancel needs a key"},
		{"no forced quit", "force-quit", []string{"ctrl+x"}, "force-quit must keep Ctrl-C"},
		{"quitting more", "force-quit", []string{"ctrl+c", "f12"}, ""},
		{"key of the forced quit", "undo", []string{"ctrl+c"}, "Ctrl-C cannot be bound to undo: it always quits"},
		{"unknown name", "mute", []string{"Q"}, `no binding is called "mute": use audio-mute, audio-unmute, hide-video-muted`},
		{"nonsense", "zzz", []string{"Q"}, "use accept, again"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Default()
			before, _ := m.Named(test.binding)
			_, err := m.Rebind(map[string][]string{test.binding: test.keys})
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if after, _ := m.Named(test.binding); after.Binding.Help() != before.Binding.Help() {
				t.Errorf("the map has changed: %v", after.Binding.Help())
			}
		})
	}
}

func TestRebindChangesHelpAndKeys(t *testing.T) {
	m := Default()
	if _, err := m.Rebind(map[string][]string{"audio-mute": {"ctrl-t", "Q"}}); err != nil {
		t.Fatal(err)
	}
	if got := m.AudioMute.Help(); got.Key != "Ctrl-T Q" || got.Desc != "mute" {
		t.Errorf("got %+v", got)
	}
	if _, ok := m.Lookup(Members, "m"); ok {
		t.Error("the old key still works")
	}
	if k, _ := m.Lookup(Members, "ctrl+t"); k.Name != "audio-mute" {
		t.Errorf("the new key is %q", k.Name)
	}
}

func TestRebindSwaps(t *testing.T) {
	m := Default()
	if _, err := m.Rebind(map[string][]string{"deaf": {"m"}, "audio-mute": {"d"}}); err != nil {
		t.Fatal(err)
	}
	if k, _ := m.Lookup(Members, "d"); k.Name != "audio-mute" {
		t.Errorf("d is %q", k.Name)
	}
}

func TestCheckRejectsForbiddenKeys(t *testing.T) {
	for _, k := range []string{"ctrl+z", "ctrl+s", "ctrl+q", "ctrl+i", "ctrl+m", "ctrl+h"} {
		m := Default()
		m.Undo.SetKeys(k)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), Display(k)+" cannot be bound to undo") {
			t.Errorf("%s: got %v", k, err)
		}
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	m := Default()
	m.Undo = key.NewBinding(key.WithKeys("m", "ctrl+z"))
	m.Cancel.SetKeys()
	err := m.Check()
	for _, want := range []string{"audio-mute and undo", "Ctrl-Z", "cancel needs a key"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// A chosen key takes precedence over a default, even over a default of a later version. The displaced bindings are
// named.
func TestRebindDisplacesDefaults(t *testing.T) {
	later := Default()
	later.Undo = bind([]string{"Q", "u"}, "undo")
	later.Again = bind([]string{"f12"}, "again")
	tests := []struct {
		name   string
		base   *Map
		chosen map[string][]string
		want   string
	}{
		{"free key", Default(), map[string][]string{"deaf": {"Q"}}, "[]"},
		{"key of another binding", Default(), map[string][]string{"audio-mute": {"d"}}, "[{d audio-mute deaf true}]"},
		{"swap", Default(), map[string][]string{"audio-mute": {"d"}, "deaf": {"m"}}, "[]"},
		{"another binding keeps its other key", Default(), map[string][]string{"deaf": {"j"}}, "[{j deaf down false}]"},
		{"one pane takes it from all", Default(), map[string][]string{"media-stop": {"q"}}, "[{q media-stop quit true}]"},
		{
			"new defaults", later,
			map[string][]string{"audio-mute": {"Q"}, "deaf": {"f12"}},
			"[{F12 deaf again true} {Q audio-mute undo false}]",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := test.base
			displaced, err := m.Rebind(test.chosen)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(displaced); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			for name, keys := range test.chosen {
				if k, _ := m.Named(name); !slices.Equal(k.Binding.Keys(), keys) {
					t.Errorf("%s has %q, want %q", name, k.Binding.Keys(), keys)
				}
			}
		})
	}
}

func TestRebindNamesBothOfAConflict(t *testing.T) {
	m := Default()
	_, err := m.Rebind(map[string][]string{"audio-mute": {"Q"}, "deaf": {"Q"}})
	conflict, ok := errors.AsType[*ConflictError](err)
	if !ok || conflict.Key != "Q" || !slices.Equal(conflict.Names, []string{"audio-mute", "deaf"}) {
		t.Errorf("got %v, want a conflict with both names", err)
	}
	if k, _ := m.Lookup(Members, "m"); k.Name != "audio-mute" {
		t.Error("the map has changed")
	}
}

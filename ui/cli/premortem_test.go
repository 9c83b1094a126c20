//go:build linux

package cli

import (
	"slices"
	"strings"
	"testing"

	"gavel/ui/config"
)

// Kubernetes 30186, companion zoom-osc-iso 88: an empty selector meant everyone. Here it is an error, and so are a
// blank one, an unknown word, and a word whose data nobody has. No request about a member is sent.
func TestPremortem_Kubernetes30186_EmptySelectorIsAnError(t *testing.T) {
	t.Parallel()
	s := relayWith(t, "standup")
	for _, where := range []string{"", " ", "\t", "*", "everybody", "!", "()", "protected", "panel", "silent", "name="} {
		for _, args := range [][]string{
			{"do", "standup", "audioMute", "where=" + where},
			{"do", "standup", "audioMute", "where=" + where, "--dry-run"},
			{"do", "standup", "removeMember", "where=" + where, "--yes"},
			{"members", "standup", "--where", where},
		} {
			if code, out, said := gavel(t, s, args...); code != exitUsage || out != "" || said == "" {
				t.Errorf("gavel %q ends with %d, %q, %q", args, code, out, said)
			}
		}
	}
	for _, r := range s.Ledger() {
		if strings.HasPrefix(r.Method, "video.member.") {
			t.Errorf("%s reached the room", r.Method)
		}
	}
	for _, text := range []string{
		`protected = ""`, `protected = "  "`, `protected = "everybody"`, `quorums.a = {of = "", min = 1}`, `panel = ""`,
		`protected = "protected"`,
	} {
		if _, err := config.Parse("c.toml", []byte(text)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

// Wintty PR 1104, mimi 144: a reload changed what was running. Another list of protected people takes effect at the
// next start; the console learns nothing of it, so that tonight's protection stays as it is.
func TestPremortem_Mimi144_ReloadKeepsProtection(t *testing.T) {
	t.Parallel()
	a := withEnv(nil)
	a.given = func(string) bool { return false }
	was, err := config.Parse("c.toml", []byte(`protected = "meta.role=interpreter"`))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"another list": `protected = "meta.role=sign"`, "no list": "mouse = true", "another panel": `panel = "all"`,
	} {
		next, err := config.Parse("c.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		keys := config.Changed(&was.Values, &next.Values)
		if !slices.Contains(keys, "protected") {
			t.Errorf("%s: changed are %v", name, keys)
		}
		r := a.reload(was, config.Change{File: next, Keys: keys})
		if !strings.Contains(r.Said, "Takes effect at the next start of gavel: protected") {
			t.Errorf("%s: it says %q", name, r.Said)
		}
		r.Said = ""
		if r.Keys != nil || r.Look != nil || r.Mouse != nil || r.Sort != nil || r.ConfirmOver != nil || r.ConfirmAlso != nil {
			t.Errorf("%s: the console changes %+v", name, r)
		}
	}
}

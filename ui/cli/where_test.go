//go:build linux

package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"gavel/session/localrelay"
)

// A selector chooses members for a command, a list and a wait.
func TestSelectorsChooseMembers(t *testing.T) {
	t.Parallel()
	s, room := quietRoom(t, localrelay.Options{})
	mustRun(t, s, "do", "standup", "setInputVolume", "where=open & !name~zoe", "volume=-5")
	sent := map[string]bool{}
	for _, r := range s.Requests("video.member.set_input_volume") {
		var p struct {
			MemberID string `json:"member_id"`
		}
		if err := json.Unmarshal(r.Params, &p); err != nil {
			t.Fatal(err)
		}
		sent[p.MemberID] = true
	}
	if len(sent) != 3 || sent[bobID] || sent[zoeID] {
		t.Errorf("sent to %v", sent)
	}
	out := mustRun(t, s, "members", "standup", "--where", "muted | name~O'Malley")
	if strings.Count(out, "\n") != 3 || !strings.Contains(out, "Bob") || !strings.Contains(out, "O’Malley") {
		t.Errorf("members prints %s", out)
	}
	if out := mustRun(t, s, "members", "standup", "--where", "deaf", "--json"); out != "[]\n" {
		t.Errorf("nobody: %s", out)
	}
	dry := mustRun(t, s, "do", "standup", "removeMember", "where=all", "--dry-run")
	if strings.Count(dry, "video.member.remove") != 5 || len(s.Requests("video.member.remove")) > 0 {
		t.Errorf("dry run prints %s", dry)
	}
	after := s.Received()
	heard := start(t, s, "", "do", "standup", "audioMute", "where=talking", "--listen", "1s", "--dry-run")
	subscribed := func(r localrelay.Request) bool { return r.Method == "signalwire.subscribe" }
	if _, err := s.Await(t.Context(), after, subscribed); err != nil {
		t.Fatal(err)
	}
	if err := s.SetTalking(room, annID, true); err != nil {
		t.Fatal(err)
	}
	code, out, said := heard.end(t)
	if code != exitDone || !strings.Contains(out, annID) || strings.Count(out, "\n") != 1 {
		t.Errorf("who talks: exit %d, %s %s", code, out, said)
	}
}

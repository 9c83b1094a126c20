package cli

import (
	"strings"
	"testing"

	"gavel/session/localrelay"
)

// TestField_S18_DoneButNotWritten: a command that ran on a full disk has an exit code of its own, so that no script
// repeats it.
func TestField_S18_DoneButNotWritten(t *testing.T) {
	t.Parallel()
	s, err := localrelay.Start(localrelay.Options{Token: canary, Seed: 1, Quiet: true, Members: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	room := s.Rooms()[0].Name
	const full = "no space left on device"
	const unwritten = "done, but the result could not be written: " + full
	for line, want := range map[string]struct {
		code int
		said string
		sent string
	}{
		"do ROOM lock --json":                 {exitUnwritten, unwritten, "video.lock"},
		"do ROOM startRecording":              {exitUnwritten, unwritten, "video.recording.start"},
		"do ROOM getMembers":                  {exitFailed, full, "video.members.get"},
		"do ROOM unlock --json --dry-run":     {exitFailed, full, ""},
		"do ROOM audioMute memberId=x --json": {exitFailed, "x", ""},
		"members ROOM":                        {exitFailed, full, ""},
	} {
		var said strings.Builder
		a := &app{out: fullDisk{}, err: &said, getenv: func(name string) string {
			return map[string]string{
				"SIGNALWIRE_PROJECT_ID": s.Project(), "SIGNALWIRE_API_TOKEN": s.Token(), "SIGNALWIRE_RELAY_HOST": s.URL(),
			}[name]
		}}
		code := a.run(t.Context(), strings.Fields(strings.Replace(line, "ROOM", room, 1)))
		if code != want.code || !strings.Contains(said.String(), want.said) {
			t.Errorf("gavel %s ends with %d and says %q", line, code, said.String())
		}
		if want.sent != "" && len(s.Requests(want.sent)) == 0 {
			t.Errorf("gavel %s sent no %s", line, want.sent)
		}
	}
}

//go:build linux

package cli

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gavel/session/localrelay/director"
)

// directed runs gavel relay with lines on standard input. It returns the address from its first line, and its answers.
func directed(t *testing.T, input string, args ...string) (url string, answers *bufio.Reader) {
	t.Helper()
	cmd := program(t, nil, append([]string{"relay", "--quiet", "--members", "0", "--audience", "0"}, args...)...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers = bufio.NewReader(out)
	var first struct{ URL string }
	text, err := answers.ReadBytes('\n')
	if err != nil || json.Unmarshal(text, &first) != nil || first.URL == "" {
		t.Fatalf("the first line is %q, %v", text, err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		if code := exited(t, cmd); code != exitDone {
			t.Errorf("exit code %d, want %d", code, exitDone)
		}
	})
	return first.URL, answers
}

func wantAnswers(t *testing.T, answers *bufio.Reader, want ...string) {
	t.Helper()
	for _, w := range want {
		got, err := answers.ReadString('\n')
		if got = strings.TrimSuffix(got, "\n"); err != nil || got != w {
			t.Errorf("got  %q, %v\nwant %q", got, err, w)
		}
	}
}

func TestRelayRunsVerbsFromStandardInput(t *testing.T) {
	t.Parallel()
	_, answers := directed(t, "join 2 \"Guest %d\"\n\n# a comment\nhand \"Guest 1\"\nhand Gest\nwho\nhnad all\n")
	wantAnswers(t, answers, "ok", "ok", `there is no "Gest" in Weekly standup; did you mean Guest 1 or Guest 2?`,
		"2 in Weekly standup: Guest 1 (hand), Guest 2", `there is no verb "hnad"; did you mean hand?`)
}

func TestRelayPlaysScriptThenStandardInput(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "play.txt")
	write(t, file, "join Ann\ntalk Ann\n\nend recording\nwait 1ms\nhand Ann\n", 0o600)
	_, answers := directed(t, "who\n", "--script", file)
	wantAnswers(t, answers, "ok", "ok", file+":4: there is no recording in Weekly standup", "ok", "ok",
		"1 in Weekly standup: Ann (talking, hand)")
}

func TestScriptWithRoomStartsNoOther(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "play.txt")
	write(t, file, "start room \"Town hall\"\njoin Ann\ncurtain\nhand Ann\n", 0o600)
	url, answers := directed(t, "rooms\n", "--script", file)
	wantAnswers(t, answers, "ok", "ok")
	if url == "" {
		t.Error("no address")
	}
}

// TestEveryScenarioIsOffered reads the four scenarios that the help names.
func TestEveryScenarioIsOffered(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"raid", "questions", "panel", "trouble"} {
		if _, err := director.ReadScene(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDemoPlaysScenario(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil, "demo", "--scenario", "raid")
	s := onTerminal(t, cmd)
	s.until(t, "Open lecture")
	s.press(t, "q")
	if code := exited(t, cmd); code != exitDone {
		t.Errorf("exit code %d: %q", code, s)
	}
}

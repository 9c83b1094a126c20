// Package conformance_test tests the local relay with the official Node SDK. It drives two SDK versions through every
// method of the RoomSession reference, and they must find what they expect of the service. The package needs Node, npm,
// and the SDK's packages from the npm registry. It runs only if GAVEL_CONFORMANCE is 1.
package conformance_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// programTimeout is far longer than a run takes (10 s), so only a hanging run reaches it.
const programTimeout = 2 * time.Minute

// seed makes the rooms of all runs equal, so that a failure can be repeated.
const seed = 1

// quiet are the options of the room for the checks that send commands: nothing else happens in it.
var quiet = localrelay.Options{Quiet: true, Seed: seed, Members: 6, Audience: 3}

// lively are the options of the room that the checks only watch.
var lively = localrelay.Options{Seed: seed, Members: 30, Audience: 3, Rate: 200}

// empty has no room until the program requests one (see direct_test.go).
var empty = localrelay.Options{
	Quiet: true, Seed: seed, Rooms: -1,
	Deny:            map[string]string{"video.member.deaf": "403"},
	PlaybackLength:  1500 * time.Millisecond,
	PlaybackUpdates: 300 * time.Millisecond,
}

// summary is the last line of a run in which no check failed.
var summary = regexp.MustCompile(`^[1-9]\d* passed, 0 failed$`)

func TestOfficialSDK(t *testing.T) {
	needNode(t)
	tests := []struct {
		name    string
		options localrelay.Options
		args    []string
	}{
		{"raw", quiet, []string{"--sdk", "raw"}},
		{"v3", quiet, []string{"--sdk", "v3"}},
		{"v4", quiet, []string{"--sdk", "v4"}},
		{"v3 answers first", replyFirst(quiet), []string{"--sdk", "v3"}},
		{"v4 answers first", replyFirst(quiet), []string{"--sdk", "v4"}},
		{"v3 directed", empty, []string{"--sdk", "v3", "--directed"}},
		{"v4 directed", empty, []string{"--sdk", "v4", "--directed"}},
		{"v3 lively", lively, []string{"--sdk", "v3", "--life", "4"}},
		{"v4 lively", lively, []string{"--sdk", "v4", "--life", "4"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			relay, err := localrelay.Start(test.options)
			if err != nil {
				t.Fatalf("start the relay: %v", err)
			}
			t.Cleanup(func() {
				if err := relay.Close(); err != nil {
					t.Errorf("close the relay: %v", err)
				}
			})
			args := []string{"--url", relay.URL(), "--project", relay.Project(), "--token", relay.Token()}
			if last := node(t, relay, "conformance.mjs", append(args, test.args...)...); !summary.MatchString(last) {
				t.Errorf("the last line is %q, want no failed check", last)
			}
		})
	}
}

// TestRecordedRequests checks that testdata/wire/requests.json still equals what the SDK sends.
func TestRecordedRequests(t *testing.T) {
	needNode(t)
	node(t, nil, "record.mjs", "--check")
}

// TestEventFrames checks that the SDK understands the frames of testdata/wire/events.
func TestEventFrames(t *testing.T) {
	needNode(t)
	node(t, nil, "replay.mjs")
}

// replyFirst returns o with the other order of answers and events. The service promises no order.
func replyFirst(o localrelay.Options) localrelay.Options {
	o.ReplyFirst = true
	return o
}

// needNode skips the test unless GAVEL_CONFORMANCE is set. Otherwise it installs the packages, and fails if Node is
// missing.
func needNode(t *testing.T) {
	t.Helper()
	if os.Getenv("GAVEL_CONFORMANCE") != "1" {
		t.Skip("set GAVEL_CONFORMANCE=1; .ci/run does")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("GAVEL_CONFORMANCE=1 needs %s, which is not on the PATH: install Node 18 or later", tool)
		}
	}
	if _, err := os.Stat("node_modules"); err == nil {
		return
	}
	if output, err := exec.CommandContext(t.Context(), "npm", "ci").CombinedOutput(); err != nil {
		t.Fatalf("npm ci in session/localrelay/conformance: %v\n%s", err, output)
	}
}

// node runs a program of this folder and returns its last line. It logs the lines about failed checks. relay may be nil
// if the program makes no requests.
func node(t *testing.T, relay *localrelay.Server, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), programTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, "node", append([]string{program}, args...)...)
	var stderr strings.Builder
	command.Stderr = &stderr
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	lines, readErr := direct(relay, output, input)
	if err := errors.Join(readErr, command.Wait()); err != nil {
		t.Errorf("%s: %v\n%s", program, err, stderr.String())
	}
	for i, line := range lines {
		if strings.HasPrefix(line, "not ok ") {
			t.Log(line)
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  # ") {
				t.Log(lines[i+1])
			}
		}
	}
	if len(lines) == 0 {
		return ""
	}
	last := lines[len(lines)-1]
	t.Logf("%s: %s", program, last)
	return last
}

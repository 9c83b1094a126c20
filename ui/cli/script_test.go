//go:build linux

package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gavel/session/localrelay"
	"gavel/ui/keeper"
)

// atOnce is how many tests run at a time unless -parallel is given. They mostly wait for programs and clocks.
const atOnce = "24"

// impatient is the variable with which a console shows itself before its first room is open, as outside of tests. Without
// it, a busy machine would be enough, and the keys of a test would come before the room.
const impatient = "GAVEL_TEST_IMPATIENT"

func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", atOnce)
	testscript.Main(m, map[string]func(){
		"gavel": func() {
			sabotage()
			if os.Getenv(impatient) == "" {
				joinGrace = patience
			}
			os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
		// The race detector would delay its end by a second.
		keeper.Name: func() { syscall.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs gavel against one relay per script, with one quiet room, standup, of four people. The scripts have
// these commands besides those of testscript:
//
//	code N ARGS…      runs gavel and checks its exit code, and that it does not print the token
//	room NAME         starts one more room, without members, and sets $ROOM2
//	endroom           ends the first room
//	name ID NAME      renames a member; NAME may hold \u escapes
//	talk ID           makes a member talk
//	deny METHOD CODE  makes the relay refuse a wire method, with the token in its message
//	drop METHOD       makes the relay cut the connection instead of answering a wire method
//	cut               cuts all connections
//	sent METHOD N     checks that the relay got N requests of a wire method
//	await METHOD      waits until the relay got a request of a wire method
//	until FILE TEXT   waits until a file holds a text
//	ask STATUS METHOD PATH [BODY]
//	                  sends a request to the control port whose first line is in the file port, with its token unless
//	                  $BEARER is set, checks the status, and writes the answer to the file answer
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: startRelay,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": wantCode, "room": addRoom, "endroom": endRoom, "name": rename, "talk": talk,
			"deny": deny, "cut": func(ts *testscript.TestScript, _ bool, _ []string) { relayOf(ts).Drop() }, "drop": drop,
			"sent": wantSent, "await": await, "until": until, "ask": ask,
		},
	})
}

// raceExit lets programs with the race detector end at once instead of after a second.
const raceExit = "atexit_sleep_ms=0"

type relayKey struct{}

// startRelay starts a script's relay and sets the environment for it.
func startRelay(env *testscript.Env) error {
	s, err := localrelay.Start(localrelay.Options{Token: canary, Rooms: -1, Quiet: true, Seed: 1})
	if err != nil {
		return err
	}
	env.Defer(func() { _ = s.Close() })
	env.Values[relayKey{}] = s
	room, err := s.StartRoom(localrelay.RoomSpec{Name: "standup", DisplayName: "Weekly standup"})
	if err != nil {
		return err
	}
	contrib, err := filepath.Abs("contrib")
	if err != nil {
		return err
	}
	for _, m := range []localrelay.MemberSpec{
		{ID: annID, Name: "Ann Lee"},
		{ID: bobID, Name: "Bob", AudioMuted: true},
		{ID: "66666666-6666-4666-8666-666666666666", Name: "Sam"},
		{ID: "77777777-7777-4777-8777-777777777777", Name: "Sam"},
	} {
		if _, err := s.AddMember(room, m); err != nil {
			return err
		}
	}
	for name, value := range map[string]string{
		"SIGNALWIRE_PROJECT_ID": s.Project(), "SIGNALWIRE_API_TOKEN": canary, "SIGNALWIRE_RELAY_HOST": s.URL(),
		"ROOM": room, "ROOMID": s.Rooms()[0].RoomID, "ANN": annID, "BOB": bobID, "NOBODY": sessionID,
		"SAM1": "66666666-6666-4666-8666-666666666666", "SAM2": "77777777-7777-4777-8777-777777777777", "TERM": "xterm",
		"GORACE": raceExit, "TOKEN": canary, "URL": s.URL(), "ADDRESS": strings.TrimPrefix(s.URL(), "ws://"),
		"LANG": "C.UTF-8", "CONTRIB": contrib,
	} {
		env.Setenv(name, value)
	}
	return nil
}

func relayOf(ts *testscript.TestScript) *localrelay.Server {
	return ts.Value(relayKey{}).(*localrelay.Server)
}

func wantCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code N ARGS…")
	}
	err := ts.Exec("gavel", args[1:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("gavel %s: %v, want exit code %s", strings.Join(args[1:], " "), err, args[0])
	}
	for _, file := range []string{"stdout", "stderr"} {
		if strings.Contains(ts.ReadFile(file), canary) {
			ts.Fatalf("the token is in %s", file)
		}
	}
}

func addRoom(ts *testscript.TestScript, _ bool, args []string) {
	id, err := relayOf(ts).StartRoom(localrelay.RoomSpec{Name: args[0]})
	ts.Check(err)
	ts.Setenv("ROOM2", id)
}

func endRoom(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(relayOf(ts).EndRoom(ts.Getenv("ROOM")))
}

func rename(ts *testscript.TestScript, _ bool, args []string) {
	name, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(relayOf(ts).UpdateMember(ts.Getenv("ROOM"), args[0], map[string]any{"name": name}))
}

func talk(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(relayOf(ts).SetTalking(ts.Getenv("ROOM"), args[0], true))
}

func deny(ts *testscript.TestScript, _ bool, args []string) {
	relayOf(ts).SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if r.Method != args[0] {
			return localrelay.Verdict{}
		}
		return localrelay.Verdict{Action: localrelay.Refuse, Code: args[1], Message: "\x1b[31mno, " + canary}
	})
}

func drop(ts *testscript.TestScript, _ bool, args []string) {
	relayOf(ts).SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if r.Method != args[0] {
			return localrelay.Verdict{}
		}
		return localrelay.Verdict{Action: localrelay.RunThenDrop}
	})
}

func wantSent(ts *testscript.TestScript, _ bool, args []string) {
	if got := strconv.Itoa(len(relayOf(ts).Requests(args[0]))); got != args[1] {
		ts.Fatalf("the relay got %s requests %s, want %s", got, args[0], args[1])
	}
}

// await waits for a request of a background program.
func await(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(patience)
	for len(relayOf(ts).Requests(args[0])) == 0 {
		if time.Now().After(deadline) {
			ts.Fatalf("no %s was sent", args[0])
		}
		time.Sleep(time.Millisecond) // another process sends: there is nothing to wait on
	}
}

// until waits for the output of a background program.
func until(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.Now().Add(patience)
	for {
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && strings.Contains(string(data), args[1]) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s does not hold %q: %s", args[0], args[1], data)
		}
		time.Sleep(time.Millisecond) // another process writes: there is nothing to wait on
	}
}

// ask sends a request to the control port.
func ask(ts *testscript.TestScript, _ bool, args []string) {
	const status, method, path, body = 0, 1, 2, 3
	var port struct{ URL, Token string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("port")), &port))
	sent := ""
	if len(args) > body {
		sent = args[body]
	}
	r, err := http.NewRequestWithContext(context.Background(), args[method], port.URL+args[path], strings.NewReader(sent))
	ts.Check(err)
	r.Header.Set("Authorization", "Bearer "+cmp.Or(ts.Getenv("BEARER"), port.Token))
	if sent != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer"), answer, 0o600))
	if got := strconv.Itoa(res.StatusCode); got != args[status] {
		ts.Fatalf("%s %s answers %s, want %s: %s", args[method], args[path], got, args[status], answer)
	}
}

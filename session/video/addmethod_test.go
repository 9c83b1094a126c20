package video_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/internal/sdkcalls"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/cli"
	"gavel/ui/say"
)

// These tests show what adding a method takes, with the made-up video.foo: a row with its command (export_test.go), a
// typed method, a handler in the relay and the frame that the SDK sends. No other code knows the method.

// fooSession is a RoomSession with the typed method Foo.
type fooSession struct{ *session.RoomSession }

func (r fooSession) Foo(ctx context.Context, id video.MemberID, level float64) error {
	_, err := r.Do(ctx, video.Foo(level, id))
	return err
}

// fooRelay returns a relay with a handler for video.foo. The handler keeps the level in the metadata.
func fooRelay(t *testing.T) *localrelay.Server {
	t.Helper()
	relay, err := localrelay.Start(localrelay.Options{
		Quiet: true, Members: 3, Seed: 1,
		Extra: map[string]func(json.RawMessage) map[string]any{
			"video.foo": func(json.RawMessage) map[string]any { return nil },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		var p struct {
			Room   string  `json:"room_session_id"`
			Member string  `json:"member_id"`
			Level  float64 `json:"level"`
		}
		if q.Method == "video.foo" && json.Unmarshal(q.Params, &p) == nil {
			if err := relay.UpdateMember(p.Room, p.Member, map[string]any{"meta": map[string]any{"foo": p.Level}}); err != nil {
				t.Error(err)
			}
		}
		return localrelay.Verdict{}
	})
	return relay
}

// fooFrame is the frame of the SDK, and recordedFoo is the call that produced it.
const fooFrame = `{"method":"video.foo","params":{"room_session_id":"33333333-3333-4333-8333-333333333333",` +
	`"member_id":"44444444-4444-4444-8444-444444444444","level":7}}`

var recordedFoo = sdkcalls.Call{
	Call: "foo", Args: map[string]any{"memberId": "44444444-4444-4444-8444-444444444444", "level": 7.0},
	V3: json.RawMessage(fooFrame), V4: json.RawMessage(fooFrame),
}

func TestAddAMethod(t *testing.T) {
	t.Parallel()
	relay := fooRelay(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	client, err := session.Dial(ctx, session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	joined, err := session.Join(ctx, client, relay.Rooms()[0].RoomSessionID)
	if err != nil {
		t.Fatal(err)
	}
	defer joined.Close()
	room := fooSession{joined}
	ann := joined.Snapshot().Members[0]

	if err := room.Foo(ctx, ann.ID, 7); err != nil {
		t.Fatal(err)
	}
	until(t, joined, func(s *video.Snapshot) bool { return len(s.Log) > 0 && last(s).Outcome == video.OutcomeConfirmed })
	who := func(p video.Person) string { return p.Name }
	if got, want := say.Entry(last(joined.Snapshot()), who), "you set the foo of "+ann.Name+" to 7"; got != want {
		t.Errorf("the log says %q, want %q", got, want)
	}
	if plan := video.Foo(7, ann.ID).Plan(joined.Snapshot()); len(plan.Already) != 1 {
		t.Errorf("the room shows level 7, but the plan is %+v", plan)
	}
	if err := room.Foo(ctx, ann.ID, 11); err == nil || !strings.Contains(err.Error(), "allowed is a number from 0 to 10") {
		t.Errorf("out of range: %v", err)
	}
	if _, err := joined.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	until(t, joined, func(s *video.Snapshot) bool { return string(s.Member(ann.ID).Meta) == `{"foo":0}` })
}

func last(s *video.Snapshot) *video.Entry { return s.Log[len(s.Log)-1] }

func until(t *testing.T, r *session.RoomSession, ok func(*video.Snapshot) bool) {
	t.Helper()
	for !ok(r.Snapshot()) {
		select {
		case <-r.Changed():
		case <-time.After(5 * time.Second):
			t.Fatalf("the log is %+v", r.Snapshot().Log)
		}
	}
}

// TestAddAMethodToTheCommandLine is not parallel because it sets the environment.
func TestAddAMethodToTheCommandLine(t *testing.T) {
	relay := fooRelay(t)
	here := relay.Rooms()[0].RoomSessionID
	state, err := relay.RoomState(here)
	if err != nil {
		t.Fatal(err)
	}
	ann := state.Members[0]
	const rs, m = "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
	for _, tc := range []struct {
		name, args, out string
		code            int
	}{
		{"the SDK's frame", "do " + rs + " foo memberId=" + m + " level=7 --dry-run", fooFrame, 0},
		{"help", "help do", "foo                    foo level", 0},
		{"help of the parameter", "help do", "level  a number from 0 to 10", 0},
		{"out of range", "do " + rs + " foo memberId=" + m + " level=11", "level is 11; it must be a number from 0 to 10", 2},
		{"done", "do " + here + " foo memberId=" + ann.ID + " level=7", "you set the foo of " + ann.Name + " to 7", 0},
		{"as JSON", "do " + here + " foo memberId=" + ann.ID + " level=8 --json", `"method":"foo"`, 0},
		{"completed", "__complete do " + here + " fo", "foo\tfoo level", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv("SIGNALWIRE_RELAY_HOST", relay.URL())
			t.Setenv("SIGNALWIRE_PROJECT_ID", relay.Project())
			t.Setenv("SIGNALWIRE_API_TOKEN", relay.Token())
			file, err := os.Create(filepath.Join(t.TempDir(), "out"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			code := cli.Main(strings.Fields(tc.args), os.Stdin, file, file)
			out, err := os.ReadFile(file.Name())
			if err != nil {
				t.Fatal(err)
			}
			if code != tc.code || !strings.Contains(string(out), tc.out) {
				t.Errorf("exit %d, output %q; want %d and %q", code, out, tc.code, tc.out)
			}
		})
	}
}

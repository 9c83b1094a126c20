//go:build unix

package conformance_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"gavel/session/localrelay"
)

// TestTwoConsolesAndTheOfficialSDK runs two real consoles that share a floor, and the SDK as a third program. One
// console never mutes a person to whom the other has given the floor, no matter who opened the microphone. After each
// grant, a member speaks without the floor and is muted two seconds later. A mute of the guest would come before that.
func TestTwoConsolesAndTheOfficialSDK(t *testing.T) {
	needNode(t)
	gavel := build(t)
	for _, version := range []string{"v3", "v4"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, gavel)
			dana, kim := s.console("Dana"), s.console("Kim")
			dana.floor("mode", "queue", "hold")
			s.until(`"operator":"Dana"`)
			sdk := s.sdk(version)

			s.hand("ann")
			kim.until("ann")
			kim.floor("next")
			s.opened("ann", true)

			sdk.call("audioUnmute", "cy") // without the floor: the console with the lease closes it, after its 2 s
			s.closed("ann is the guest of Kim's console, cy is not", "cy by Dana")

			sdk.call("audioMute", "ann") // the guest, by another program, and open again
			sdk.call("audioUnmute", "ann")
			sdk.call("audioUnmute", "dee")
			s.closed("ann was muted and unmuted by the SDK, dee has no floor", "ann by SDK", "dee by Dana")

			kim.floor("grant", "ben") // no hand: ben opens the microphone, here with the SDK
			sdk.call("audioUnmute", "ben")
			sdk.call("audioUnmute", "eve")
			s.closed("ben has the floor from Kim's console, eve does not", "ann by Kim", "eve by Dana")

			dana.floor("grant", "dee")
			sdk.call("audioUnmute", "dee")
			s.closed("dee has the floor from Dana's console", "ben by Dana")
			sdk.call("audioUnmute", "ben")
			s.closed("dee has the floor, ben does not", "ben by Dana")

			want := fmt.Sprint(map[string][]bool{
				"ann": {false, true, false, true}, "ben": {false, true, false, true}, "cy": {false, true},
				"dee": {false, true, false}, "eve": {false, true},
			})
			s.eventually("the SDK sees "+want, func() bool { return fmt.Sprint(sdk.call("", "")) == want })
		})
	}
}

// build returns the path of the program.
func build(t *testing.T) string {
	t.Helper()
	gavel := filepath.Join(t.TempDir(), "gavel")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", gavel, "gavel").CombinedOutput(); err != nil {
		t.Fatalf("build gavel: %v\n%s", err, out)
	}
	return gavel
}

// stage is a room with five people, and the programs in it.
type stage struct {
	*testing.T
	relay *localrelay.Server
	room  string
	gavel string
	conns map[int]string // who has which connection
	seen  int            // requests that were checked
}

func newStage(t *testing.T, gavel string) *stage {
	t.Helper()
	relay, err := localrelay.Start(localrelay.Options{Quiet: true, Seed: seed, Rooms: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	s := &stage{T: t, relay: relay, gavel: gavel, conns: map[int]string{}}
	if s.room, err = relay.StartRoom(localrelay.RoomSpec{Name: "standup"}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"ann", "ben", "cy", "dee", "eve"} {
		if _, err := relay.AddMember(s.room, localrelay.MemberSpec{ID: id, Name: id, AudioMuted: true}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// program starts a program and gives its connection a name.
func (s *stage) program(name string, start func()) {
	s.Helper()
	from := len(s.relay.Ledger())
	start()
	s.eventually(name+" is connected", func() bool {
		for _, r := range s.relay.Ledger()[from:] {
			if s.conns[r.Conn] == "" {
				s.conns[r.Conn] = name
			}
			if s.conns[r.Conn] == name && r.Method == "signalwire.subscribe" {
				return true
			}
		}
		return false
	})
}

func (s *stage) eventually(what string, is func() bool) {
	s.Helper()
	for deadline := time.Now().Add(15 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("never: %s", what)
		}
	}
}

// until waits until a text is in the metadata of the room.
func (s *stage) until(text string) {
	s.Helper()
	s.eventually(text, func() bool {
		state, err := s.relay.RoomState(s.room)
		return err == nil && strings.Contains(string(state.Room.Meta["gavel"]), text)
	})
}

func (s *stage) hand(id string) {
	s.Helper()
	if err := s.relay.UpdateMember(s.room, id, map[string]any{"handraised": true}); err != nil {
		s.Fatal(err)
	}
}

// opened waits until a microphone is open, or not.
func (s *stage) opened(id string, open bool) {
	s.Helper()
	s.eventually(id+" open", func() bool {
		state, err := s.relay.RoomState(s.room)
		for _, m := range state.Members {
			if m.ID == id {
				return m.AudioMuted != open
			}
		}
		return err != nil
	})
}

// closed waits for a number of closed microphones, and checks which console has closed which since the last call. A
// superfluous mute makes a later check fail.
func (s *stage) closed(when string, want ...string) {
	s.Helper()
	var got []string
	read := 0
	s.eventually(when+": "+strings.Join(want, ", "), func() bool {
		got = nil
		all := s.relay.Ledger()
		for _, r := range all[s.seen:] {
			var p struct {
				MemberID string `json:"member_id"`
			}
			if r.Method == "video.member.audio_mute" && json.Unmarshal(r.Params, &p) == nil {
				got = append(got, p.MemberID+" by "+s.conns[r.Conn])
			}
		}
		read = len(all)
		return len(got) >= len(want)
	})
	if s.seen = read; !slices.Equal(got, want) {
		s.Errorf("%s: closed were %q, want %q", when, got, want)
	}
}

// console is a console on a terminal of its own.
type console struct {
	*stage
	address string
	token   string // of a port on TCP
	env     []string
}

// home returns a folder for sockets and state. The path of a socket is short.
func (s *stage) home() string {
	s.Helper()
	home, err := os.MkdirTemp("", "c")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = os.RemoveAll(home) })
	return home
}

// account returns the environment of a program.
func (s *stage) account(home string) []string {
	return append(os.Environ(),
		"TERM=xterm-256color", "LANG=C.UTF-8", "XDG_RUNTIME_DIR="+home, "XDG_STATE_HOME="+home, "TMPDIR="+home,
		"XDG_CONFIG_HOME="+home, "SIGNALWIRE_PROJECT_ID="+s.relay.Project(), "SIGNALWIRE_API_TOKEN="+s.relay.Token(),
		"SIGNALWIRE_RELAY_HOST="+s.relay.URL(),
	)
}

// console starts a console whose label is name.
func (s *stage) console(name string) *console {
	s.Helper()
	home := s.home()
	config := filepath.Join(home, "config.toml")
	if err := os.WriteFile(config, []byte("[floor]\nshare = true\noperator = \""+name+"\"\n"), 0o600); err != nil {
		s.Fatal(err)
	}
	c := &console{stage: s, env: s.account(home)}
	cmd := exec.Command(s.gavel, "standup", "--control", "--config", config)
	cmd.Env = c.env
	s.program(name, func() {
		file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 120})
		if err != nil {
			s.Fatal(err)
		}
		s.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			_ = file.Close()
		})
		go func() { _, _ = io.Copy(io.Discard, file) }()
	})
	c.address = fmt.Sprintf("unix:%s/gavel/%d.sock", home, cmd.Process.Pid)
	return c
}

// floor runs gavel floor with this console.
func (c *console) floor(args ...string) string {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.gavel, append([]string{"floor", "standup", "--control", c.address}, args...)...)
	cmd.Env = c.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.Fatalf("gavel floor %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// until waits until the floor of this console names a member.
func (c *console) until(name string) {
	c.Helper()
	c.eventually(name+" in the queue", func() bool { return strings.Contains(c.floor(), name) })
}

// sdk is the official SDK, as a program of its own.
type sdk struct {
	*stage
	in  io.Writer
	out *bufio.Scanner
}

func (s *stage) sdk(version string) *sdk {
	s.Helper()
	cmd := exec.CommandContext(s.Context(), "node", "floor.mjs", "--sdk", version,
		"--url", s.relay.URL(), "--project", s.relay.Project(), "--token", s.relay.Token())
	in, err := cmd.StdinPipe()
	if err != nil {
		s.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	p := &sdk{s, in, bufio.NewScanner(out)}
	s.program("SDK", func() {
		if err := cmd.Start(); err != nil {
			s.Fatal(err)
		}
		s.Cleanup(func() {
			_ = in.Close()
			_ = cmd.Wait()
		})
		if !p.out.Scan() || !strings.Contains(p.out.Text(), "ready") {
			s.Fatalf("the SDK does not start: %s", p.out.Text())
		}
	})
	return p
}

// call calls a method on a member, "" for none, and returns the states of the microphones that the SDK has seen.
func (p *sdk) call(method, member string) map[string][]bool {
	p.Helper()
	if err := json.NewEncoder(p.in).Encode(map[string]string{"method": method, "memberId": member}); err != nil {
		p.Fatal(err)
	}
	var answer struct {
		Seen  map[string][]bool
		Error string
	}
	if !p.out.Scan() || json.Unmarshal(p.out.Bytes(), &answer) != nil || answer.Error != "" {
		p.Fatalf("%s %s: %s", method, member, p.out.Text())
	}
	return answer.Seen
}

// TestClockPage runs the page for speakers against gavel serve: it shows the guest's clock, and the token is in no
// address.
func TestClockPage(t *testing.T) {
	needNode(t)
	gavel := build(t)
	s := newStage(t, gavel)
	c := s.server()
	c.floor("mode", "queue", "turn=3m")
	c.floor("grant", "dee")
	c.floor("queue", "chamber microphone")
	for name, want := range map[string]struct{ token, shows string }{
		"token":       {c.token, `{"who":"dee","time":"3:00","next":"Next: chamber microphone","says":"","requests":["/v1/rooms/standup/floor"],"clock":true}`},
		"wrong token": {"x", `{"who":"","time":"","next":"","says":"the bearer token is missing or wrong","requests":["/v1/rooms/standup/floor"],"clock":false}`},
	} {
		cmd := exec.CommandContext(t.Context(), "node", "clock.mjs", "--page", "../../../ui/control/clock.html",
			"--url", c.address, "--room", "standup", "--token", want.token)
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want.shows {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want.shows)
		}
	}
}

// server starts gavel serve.
func (s *stage) server() *console {
	s.Helper()
	home := s.home()
	c := &console{stage: s, env: s.account(home)}
	cmd := exec.CommandContext(s.Context(), s.gavel, "serve", "standup")
	cmd.Env = c.env
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	first := bufio.NewScanner(out)
	var port struct{ URL, Token string }
	if !first.Scan() || json.Unmarshal(first.Bytes(), &port) != nil {
		s.Fatalf("gavel serve printed %q", first.Text())
	}
	c.address, c.token = port.URL, port.Token
	c.env = append(c.env, "GAVEL_CONTROL_TOKEN="+port.Token)
	return c
}

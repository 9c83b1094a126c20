//go:build unix

package account

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"gavel/ui/config"
)

// canary is a token that must never be shown.
const canary = "PTcanary0123456789abcdef"

// configured returns sources with a configuration, in a file of that mode.
func configured(t *testing.T, toml string, mode os.FileMode) *Sources {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := errors.Join(os.WriteFile(path, []byte(toml), mode), os.Chmod(path, mode)); err != nil {
		t.Fatal(err)
	}
	file, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return &Sources{
		Project: "p1", Config: file, Getenv: func(string) string { return "" }, Limit: 50 * time.Millisecond,
		Read: func(_ context.Context, name, path string) (string, error) {
			return "", errors.New("read " + name + " " + path)
		},
	}
}

// mobilecli 407: a program that asks for a password must not hang a command, nor take its terminal.
func TestTokenCommand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, toml string
		mode       os.FileMode
		want       string // the token, or part of the error
	}{
		{"prints it", `token_cmd = ["echo", "` + canary + `"]`, 0o600, canary},
		{"group may read the file", `token_cmd = ["echo", "` + canary + `"]`, 0o644, canary},
		{"no shell expands anything", `token_cmd = ["printf", "%s", "$HOME;id|x*"]`, 0o600, "$HOME;id|x*"},
		{"no input", `token_cmd = ["sh", "-c", "cat; echo ` + canary + `"]`, 0o600, canary},
		{"no terminal", `token_cmd = ["sh", "-c", "if true </dev/tty; then echo tty; else echo ` + canary + `; fi 2>/dev/null"]`, 0o600, canary},
		{"no token in its environment", `token_cmd = ["sh", "-c", "echo ${SIGNALWIRE_API_TOKEN:-none}"]`, 0o600, "none"},
		{"leaves a child that keeps the output", `token_cmd = ["sh", "-c", "sleep 60 & echo ` + canary + `"]`, 0o600, canary},
		{"asks for ever", `token_cmd = ["sleep", "60"]`, 0o600, "token_cmd sleep did not end within 50ms; it has no terminal to ask on"},
		{"fails", `token_cmd = ["sh", "-c", "echo locked >&2; exit 3"]`, 0o600, "token_cmd sh failed: exit status 3: locked"},
		{"is not there", `token_cmd = ["nosuchprogram"]`, 0o600, `token_cmd nosuchprogram failed: exec: "nosuchprogram": executable file not found`},
		{"depends on the folder", `token_cmd = ["./pass"]`, 0o600, "depends on the current folder"},
		{"prints nothing", `token_cmd = ["true"]`, 0o600, "token_cmd true gave nothing"},
		{"prints more", `token_cmd = ["echo", "a b"]`, 0o600, "gave more than one word"},
		{"prints without end", `token_cmd = ["sh", "-c", "yes | head -c 1000000 | tr -d '\\n'"]`, 0o600, "gave too much"},
		{"others can write the file", `token_cmd = ["echo", "x"]`, 0o620, "has mode 0620, so others can change it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := configured(t, test.toml, test.mode)
			if test.name != "asks for ever" {
				a.Limit = 10 * time.Second // a busy machine takes a while to start a program
			}
			got, err := a.Token(t.Context())
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, test.want) || err == nil && got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err != nil && strings.Contains(err.Error(), canary) {
				t.Error("the token is in the error")
			}
		})
	}
}

// mobilecli 407: a locked keyring hung every command.
func TestKeyring(t *testing.T) {
	t.Parallel()
	locked := make(chan struct{})
	t.Cleanup(func() { close(locked) })
	tests := []struct {
		name string
		get  func(service, user string) (string, error)
		want string
	}{
		{"has it", func(service, user string) (string, error) {
			if service != "gavel" || user != "p1" {
				return "", errors.New("asked for " + service + " " + user)
			}
			return canary + "\n", nil
		}, canary},
		{"has none", func(string, string) (string, error) { return "", keyring.ErrNotFound }, "the keyring has no token of service gavel and user p1"},
		{"fails", func(string, string) (string, error) { return "", errors.New("no D-Bus") }, "the keyring cannot be read: no D-Bus"},
		{"panics", func(string, string) (string, error) { panic("oh") }, "the keyring cannot be read: oh"},
		{"is locked", func(string, string) (string, error) { <-locked; return "", nil }, "the keyring did not answer within 50ms"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := configured(t, "keyring = true", 0o600)
			a.Keyring = test.get
			if test.name != "is locked" {
				a.Limit = 10 * time.Second
			}
			got, err := a.Token(t.Context())
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	a := configured(t, "keyring = true", 0o600)
	a.Project = ""
	if _, err := a.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "there is no project id") {
		t.Errorf("without a project: %v", err)
	}
}

// The first place that has a token takes precedence, and slow places are asked only if necessary.
func TestTokenTiers(t *testing.T) {
	t.Parallel()
	a := configured(t, "keyring = true\ntoken_cmd = [\"echo\", \"PTcommand\"]", 0o600)
	a.Limit = 10 * time.Second
	a.Keyring = func(string, string) (string, error) { t.Error("the keyring was asked"); return "", nil }
	if got, err := a.Token(t.Context()); err != nil || got != "PTcommand" {
		t.Errorf("got %q, %v", got, err)
	}
	if got := a.Renewable(); got != "what token_cmd prints" {
		t.Errorf("renewable: %q", got)
	}
	a.Getenv = func(name string) string { return map[string]string{"SW_TOKEN": canary}[name] }
	in := a.Trace(t.Context(), func(string) {})
	var states []string
	for _, tier := range in.Places {
		states = append(states, tier.State)
	}
	if in.From != "SW_TOKEN" || strings.Join(states, ", ") != "used, not asked, not asked" {
		t.Errorf("got %+v", in)
	}
	if got := a.Renewable(); got != "" {
		t.Errorf("renewable: %q", got)
	}
}

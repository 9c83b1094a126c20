package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gavel/ui/private"
)

// canary is a token that must never be shown.
const canary = "PTcanary0123456789abcdef"

// withEnv returns an app whose environment is the map.
func withEnv(env map[string]string) *app {
	return &app{err: io.Discard, getenv: func(name string) string { return env[name] }}
}

func TestCredentialsComeFromTheFirstSource(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, canary+"\r\n", 0o600)
	full := map[string]string{
		"SIGNALWIRE_PROJECT_ID": "p1", "SIGNALWIRE_API_TOKEN": "t1", "SW_PROJECT": "p2", "SW_TOKEN": "t2",
		"SIGNALWIRE_RELAY_HOST": " example.com ",
	}
	for _, test := range []struct {
		name                string
		flags               globalFlags
		env                 map[string]string
		project, token, url string
	}{
		{"environment", globalFlags{}, full, "p1", "t1", "wss://example.com"},
		{
			"names of the Node SDK",
			globalFlags{},
			map[string]string{"SW_PROJECT": "p2", "SW_TOKEN": "t2"},
			"p2", "t2",
			"wss://relay.signalwire.com",
		},
		{
			"flags",
			globalFlags{project: "p0", tokenFile: file, host: "ws://127.0.0.1:1"},
			full, "p0", canary,
			"ws://127.0.0.1:1",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := withEnv(test.env)
			a.flags = test.flags
			c, err := a.credentials(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.project != test.project || string(c.token) != test.token || c.url != test.url {
				t.Errorf("got %s, a token of %d bytes, %s", c.project, len(c.token), c.url)
			}
		})
	}
}

func TestBadCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open, empty, two := filepath.Join(dir, "open"), filepath.Join(dir, "empty"), filepath.Join(dir, "two")
	write(t, open, canary, 0o644)
	write(t, empty, "\n", 0o600)
	write(t, two, canary+"\n"+canary, 0o600)
	for _, test := range []struct {
		name  string
		flags globalFlags
		env   map[string]string
		want  []string
	}{
		{"nothing", globalFlags{}, nil, []string{"SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_API_TOKEN", "gavel demo"}},
		{"no token", globalFlags{project: "p"}, nil, []string{"no API token", "--token-file", "gavel demo"}},
		{
			"no project",
			globalFlags{},
			map[string]string{"SW_TOKEN": canary},
			[]string{"no project", "--project", "gavel demo"},
		},
		{"readable file", globalFlags{tokenFile: open}, nil, []string{open, "0644", "chmod 600"}},
		{"empty file", globalFlags{tokenFile: empty}, nil, []string{empty, "empty"}},
		{"two tokens", globalFlags{tokenFile: two}, nil, []string{two, "nothing else"}},
		{"no file", globalFlags{tokenFile: filepath.Join(dir, "none")}, nil, []string{"none: no such file"}},
		{"directory", globalFlags{tokenFile: dir}, nil, []string{"not an ordinary file"}},
		{"plain host", globalFlags{host: "ws://example.com"}, nil, []string{"--host", "ws://", "wss://"}},
		{"scheme", globalFlags{}, map[string]string{"SIGNALWIRE_RELAY_HOST": "http://a"}, []string{"SIGNALWIRE_RELAY_HOST", `"http"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := withEnv(test.env)
			a.flags = test.flags
			_, err := a.credentials(t.Context())
			if err == nil {
				t.Fatal("accepted")
			}
			p := a.verdict(err)
			sentence, code := p.Error(), p.exit
			if code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			if strings.Contains(sentence, canary) {
				t.Errorf("token in %q", sentence)
			}
			for _, part := range test.want {
				if !strings.Contains(sentence, part) {
					t.Errorf("%q does not contain %q", sentence, part)
				}
			}
		})
	}
}

func TestLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "log")
	write(t, file, "", 0o666)
	a := &app{flags: globalFlags{log: file}}
	a.keepSecret(canary)
	logger, closeLog, err := a.logger()
	if err != nil {
		t.Fatal(err)
	}
	logger.Debug("frame "+canary, "token", "another", "Authorization", "third", "text", "x"+canary+"y")
	closeLog()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{canary, "another", "third"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%s in %s", secret, data)
		}
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != private.Mode {
		t.Errorf("mode %v", info.Mode())
	}
}

// write makes a file with exactly that mode, regardless of the umask.
func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

package cli

import (
	"io"
	"os"
	"slices"
	"strings"

	"gavel/ui/config"
)

// keepSecret keeps a token out of all messages and files.
func (a *app) keepSecret(token string) { a.secrets.Keep(token) }

// keepStreamKey keeps the key at the end of a stream address out of all messages and files. A room may quote it, and so
// may the error about an address that is not a valid one.
func (a *app) keepStreamKey(address string) {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(address)), "rtmp") {
		a.secrets.KeepAddress(address)
	}
}

// redact removes the secrets from text.
func (a *app) redact(s string) string { return a.secrets.Redact(s) }

// environment returns a look-up of the environment. It removes the tokens from the environment, so that no child
// process and no crash report gets them. The system still shows the environment that the process was started with.
func environment() func(string) string {
	taken := map[string]string{}
	for _, name := range config.TokenVariables {
		taken[name] = os.Getenv(name)
		_ = os.Unsetenv(name)
	}
	return func(name string) string {
		if slices.Contains(config.TokenVariables, name) {
			return taken[name]
		}
		return os.Getenv(name)
	}
}

// redactingWriter is a file that never gets a secret. Each record must come in one Write.
type redactingWriter struct {
	to io.Writer
	a  *app
}

// Write writes p without secrets and reports all of it as written.
func (w redactingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.a.redact(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

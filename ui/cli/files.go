package cli

import (
	"log/slog"
	"os"
	"slices"
	"strings"
)

// privateMode is the mode of the files that gavel writes.
const privateMode = 0o600

// secretNames are the fields whose values never reach the log, whatever they hold.
var secretNames = []string{
	"token", "password", "authorization", "authorization_state", "signature", "jti", "jwt", "jwt_token", "cookie",
	"protocol", "secret",
}

// openPrivate opens an ordinary file for appending, which only its owner can use, whatever the umask says.
func openPrivate(flag, path string) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, usagef("%s %s is not an ordinary file", flag, path)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, privateMode)
	if err == nil {
		if err = f.Chmod(privateMode); err == nil {
			return f, nil
		}
		_ = f.Close()
	}
	return nil, usagef("%s %s: %s", flag, path, reason(err))
}

// logger returns the logger for --log and a function that closes its file. Without the flag nothing is logged.
func (a *app) logger() (*slog.Logger, func(), error) {
	if a.flags.log == "" {
		return slog.New(slog.DiscardHandler), func() {}, nil
	}
	f, err := openPrivate("--log", a.flags.log)
	if err != nil {
		return nil, nil, err
	}
	handler := slog.NewJSONHandler(redactingWriter{f, a}, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			if slices.Contains(secretNames, strings.ToLower(attr.Key)) {
				return slog.String(attr.Key, "[redacted]")
			}
			return attr
		},
	})
	return slog.New(handler), func() { _ = f.Close() }, nil
}

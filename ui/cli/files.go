package cli

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"gavel/ui/private"
)

// secretNames are the fields whose values never reach the log.
var secretNames = []string{
	"token", "password", "authorization", "authorization_state", "signature", "jti", "jwt", "jwt_token", "cookie",
	"protocol", "secret",
}

// checkFiles refuses one file for both --log and --journal, because lines of the debug log would break the chain of the
// journal.
func (a *app) checkFiles() error {
	if a.flags.log == "" || a.flags.journal == "" {
		return nil
	}
	log, err := os.Stat(a.flags.log)
	journal, journalErr := os.Stat(a.flags.journal)
	same := errors.Join(err, journalErr) == nil && os.SameFile(log, journal)
	if same || filepath.Clean(a.flags.log) == filepath.Clean(a.flags.journal) {
		return usagef("--log and --journal name the same file, %s", a.flags.journal).hint("give two")
	}
	return nil
}

// stateDir returns the folder for crash reports and for the state of floors; "" if there is no home.
func (a *app) stateDir() string { return private.Folder(a.getenv, "XDG_STATE_HOME", ".local/state") }

// openPrivate opens an ordinary file for appending. The file must belong to this user, and gets mode 600, regardless of
// the umask.
func openPrivate(flag, path string) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, usagef("%s %s is not an ordinary file", flag, path)
	}
	// A link or pipe that replaced the file after the check is not followed, and does not block.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR|private.NoFollow|syscall.O_NONBLOCK, private.Mode)
	if err != nil {
		return nil, usagef("%s %s: %s", flag, path, private.Reason(err))
	}
	if err := private.Make(f); err != nil {
		_ = f.Close()
		return nil, usagef("%s %s %v", flag, path, err)
	}
	return f, nil
}

// logger returns the logger for --log and a function that closes its file. Without the flag, nothing is logged.
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

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// privateMode is the mode of the files that gavel writes.
const privateMode = 0o600

// ownDir returns gavel's folder in a base directory of the XDG specification: the one that the variable names, else
// byDefault in the home directory; "" if there is no home.
// Source: https://specifications.freedesktop.org/basedir-spec/latest/
func ownDir(getenv func(string) string, variable, byDefault string) string {
	if dir := getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gavel")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, byDefault, "gavel")
	}
	return ""
}

// secretNames are the fields whose values never reach the log.
var secretNames = []string{
	"token", "password", "authorization", "authorization_state", "signature", "jti", "jwt", "jwt_token", "cookie",
	"protocol", "secret",
}

// checkFiles refuses the same file for both, because lines of the debug log would break the chain of the journal.
func (a *app) checkFiles() error {
	if a.flags.log == "" || a.flags.journal == "" {
		return nil
	}
	log, err := os.Stat(a.flags.log)
	journal, journalErr := os.Stat(a.flags.journal)
	same := errors.Join(err, journalErr) == nil && os.SameFile(log, journal)
	if same || filepath.Clean(a.flags.log) == filepath.Clean(a.flags.journal) {
		return usagef("--journal %s is a file of --log", a.flags.journal).hint("it must be another one")
	}
	return nil
}

// openPrivate opens an ordinary file for appending. The file must belong to us, and only its owner can use it,
// regardless of the umask.
func openPrivate(flag, path string) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, usagef("%s %s is not an ordinary file", flag, path)
	}
	// A link or pipe that replaced the file after the check is not followed, and does not block.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR|noFollow|syscall.O_NONBLOCK, privateMode)
	if err != nil {
		return nil, usagef("%s %s: %s", flag, path, reason(err))
	}
	if err := makePrivate(f); err != nil {
		_ = f.Close()
		return nil, usagef("%s %s %v", flag, path, err)
	}
	return f, nil
}

// makePrivate checks that a file belongs to us and sets its mode. Its error completes "FILE …".
func makePrivate(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("cannot be used: %s", reason(err))
	}
	if !info.Mode().IsRegular() {
		return errors.New("is not an ordinary file")
	}
	if err := checkOwner(info); err != nil {
		return err
	}
	if err := f.Chmod(privateMode); err != nil {
		return fmt.Errorf("cannot be made private: %s", reason(err))
	}
	return nil
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

// reason returns why a file could not be used, without the path that the caller has already named.
func reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return err.Error()
}

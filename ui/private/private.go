// Package private checks and makes files that only their owner can use: the token file, logs, journals, crash reports.
// Errors complete a sentence that begins with the file, and do not repeat its path.
package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The modes of the files and folders that gavel makes.
const (
	Mode       fs.FileMode = 0o600
	FolderMode fs.FileMode = 0o700
)

// Make checks that a file is an ordinary file of this user, and sets its mode to [Mode], regardless of the umask. Its
// error completes "FILE …".
func Make(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("cannot be used: %s", Reason(err))
	}
	if !info.Mode().IsRegular() {
		return errors.New("is not an ordinary file")
	}
	if err := CheckOwner(info); err != nil {
		return err
	}
	if err := f.Chmod(Mode); err != nil {
		return fmt.Errorf("cannot be made private: %s", Reason(err))
	}
	return nil
}

// Folder returns gavel's folder in a base directory of the XDG specification: the one that the variable names, else
// byDefault in the home directory; "" if there is no home.
// Source: https://specifications.freedesktop.org/basedir-spec/latest/
func Folder(getenv func(string) string, variable, byDefault string) string {
	if dir := getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gavel")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, byDefault, "gavel")
	}
	return ""
}

// Reason returns why a file could not be used, without the path that the caller has already named.
func Reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return err.Error()
}

// SaveReport writes a report to a new file in the working directory, and returns the file's name. The report names
// people, so only its owner can read it.
func SaveReport(report string) (name string, err error) {
	name = "gavel-report-" + time.Now().Format("2006-01-02-150405") + ".txt"
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, Mode)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(report)
	return name, errors.Join(err, f.Close())
}

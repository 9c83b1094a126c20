package crash

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gavel/ui/keeper"
	"gavel/ui/private"
)

const (
	// keep is how many crash reports are kept; the oldest go first.
	keep   = 10
	prefix = "crash-"
)

// Folders are the folders for crash reports.
type Folders struct {
	State string `json:"state"` // "" when there is none
	Temp  string `json:"temp"`
}

// Note returns the folders as text, for a keeper to pass to [Obituary].
func (f Folders) Note() string {
	b, _ := json.Marshal(f) // strings only
	return string(b)
}

// Obituary returns the sentence about a console that ended without its own message; "" if there is nothing to report.
// After a crash it also writes the crash report.
func Obituary(end keeper.End) string {
	headline, body := reportOf(end.Said)
	if headline == "" {
		if end.Restored {
			return "the console ended without a message (killed, or out of memory); the terminal is restored"
		}
		return ""
	}
	var folders Folders
	_ = json.Unmarshal([]byte(end.Note), &folders) // without it, the report goes to the folder for temporary files
	headline = "internal error: " + headline
	path, err := write(folders, end.Console, body)
	if err != nil {
		return headline + "; there is no report: " + private.Reason(err)
	}
	return headline + "; the report is in " + path
}

// write writes a crash report to a new file that only its owner can read, and returns the file's path. If there is
// no writable state folder, it makes a private one in the folder for temporary files.
func write(f Folders, console int, body string) (path string, err error) {
	name := fmt.Sprintf("%s%s-%d.txt", prefix, time.Now().UTC().Format("20060102-150405"), console)
	if f.State != "" {
		if err = os.MkdirAll(f.State, private.FolderMode); err == nil {
			path, err = writeIn(f.State, name, body)
		}
		if err == nil {
			return path, nil
		}
	}
	dir, tempErr := os.MkdirTemp(f.Temp, "gavel-crash-") // created by us: the name was free
	if tempErr != nil {
		return "", errors.Join(err, tempErr)
	}
	return writeIn(dir, name, body)
}

// writeIn writes a new file into our folder, and removes the oldest crash reports there.
func writeIn(dir, name, body string) (path string, err error) {
	root, err := openPrivateDir(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|private.NoFollow, private.Mode)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := private.Make(f); err != nil {
		return "", err
	}
	if _, err := f.WriteString(body); err != nil {
		return "", errors.Join(err, root.Remove(name))
	}
	prune(root)
	return filepath.Join(dir, name), nil
}

// openPrivateDir opens a folder that belongs to us and is not a link, and removes the access of others.
func openPrivateDir(dir string) (*os.Root, error) {
	named, err := os.Lstat(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	opened, err := root.Stat(".")
	switch {
	case err != nil:
	case !named.IsDir() || !os.SameFile(named, opened):
		err = fmt.Errorf("%s is not a folder", dir)
	default:
		err = private.CheckOwner(opened)
	}
	if err == nil && opened.Mode().Perm() != private.FolderMode {
		err = root.Chmod(".", private.FolderMode)
	}
	if err != nil {
		_ = root.Close()
		return nil, err
	}
	return root, nil
}

// prune removes the oldest crash reports. It ignores errors.
func prune(root *os.Root) {
	entries, err := fs.ReadDir(root.FS(), ".") // sorted by name, which starts with the time
	if err != nil {
		return
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), prefix) })
	for _, e := range entries[:max(0, len(entries)-keep)] {
		_ = root.Remove(e.Name())
	}
}

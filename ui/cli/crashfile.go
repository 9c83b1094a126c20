package cli

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
)

const (
	// privateDir is the mode of the folders that gavel makes.
	privateDir = 0o700
	// crashFiles is how many crash reports are kept; the oldest go first.
	crashFiles  = 10
	crashPrefix = "crash-"
)

// crashFolders are the folders for crash reports.
type crashFolders struct {
	State string `json:"state"` // "" when there is none
	Temp  string `json:"temp"`
}

// note is what a keeper keeps of them.
func (f crashFolders) note() string {
	b, _ := json.Marshal(f) // strings only
	return string(b)
}

// obituary returns the sentence about a console that ended without its own message; "" if there is nothing to say. It
// writes the crash report.
func obituary(end keeper.End) string {
	headline, body := crashText(end.Said)
	if headline == "" {
		if end.Restored {
			return "ended without a word (killed, or out of memory); the terminal is restored"
		}
		return ""
	}
	var folders crashFolders
	_ = json.Unmarshal([]byte(end.Note), &folders) // without it, the report goes to the folder for temporary files
	headline = "internal error: " + headline
	path, err := writeCrash(folders, end.Console, body)
	if err != nil {
		return headline + "; there is no report: " + reason(err)
	}
	return headline + "; the report is in " + path
}

// stateDir returns the folder for crash reports and for the state of floors; "" if there is no home.
func stateDir(getenv func(string) string) string {
	return ownDir(getenv, "XDG_STATE_HOME", ".local/state")
}

// writeCrash writes a crash report to a new file that only its owner can read, and returns the file's path. If there is
// no writable state folder, it makes a private one in the folder for temporary files.
func writeCrash(f crashFolders, console int, body string) (path string, err error) {
	name := fmt.Sprintf("%s%s-%d.txt", crashPrefix, time.Now().UTC().Format("20060102-150405"), console)
	if f.State != "" {
		if err = os.MkdirAll(f.State, privateDir); err == nil {
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
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|noFollow, privateMode)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := makePrivate(f); err != nil {
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
		err = checkOwner(opened)
	}
	if err == nil && opened.Mode().Perm() != privateDir {
		err = root.Chmod(".", privateDir)
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
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), crashPrefix) })
	for _, e := range entries[:max(0, len(entries)-crashFiles)] {
		_ = root.Remove(e.Name())
	}
}

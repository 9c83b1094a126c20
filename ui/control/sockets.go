package control

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"gavel/ui/private"
)

// SocketDirs returns the folders for the sockets of programs, best first. runtime is XDG_RUNTIME_DIR, "" if it is not
// set, and temp the folder for temporary files.
func SocketDirs(runtime, temp string) []string {
	var dirs []string
	if filepath.IsAbs(runtime) {
		dirs = append(dirs, filepath.Join(runtime, "gavel"))
	}
	return append(dirs, filepath.Join(temp, "gavel-"+strconv.Itoa(os.Getuid())))
}

// ListenSocket opens the socket of this process, of mode 600, in the first of the folders in which that is possible. It
// also removes sockets of processes that have ended. The error joins those of all folders.
func ListenSocket(dirs []string) (l net.Listener, path string, err error) {
	var all []error
	for _, dir := range dirs {
		if err := ownFolder(dir); err != nil {
			all = append(all, err)
			continue
		}
		prune(dir)
		path = filepath.Join(dir, strconv.Itoa(os.Getpid())+socketSuffix)
		if l, err = listenUnix(path); err == nil {
			return l, path, nil
		}
		all = append(all, err)
	}
	return nil, "", errors.Join(all...)
}

const socketSuffix = ".sock"

// ownFolder creates a folder of mode 700 if its parent exists. It returns an error for one that others can change.
func ownFolder(dir string) error {
	if err := os.Mkdir(dir, private.FolderMode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return checkFolder(dir)
}

// checkFolder returns an error for a folder in which another user may have put a socket.
func checkFolder(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir() || info.Mode().Perm()&^private.FolderMode != 0 || private.CheckOwner(info) != nil:
		return fmt.Errorf("%s is not a folder of mode 700 that belongs to this user", dir)
	}
	return nil
}

// prune removes the sockets of processes that have ended. A refused connection does not prove that: a process that is
// just opening its socket refuses, too.
func prune(dir string) {
	for _, path := range socketsIn(dir) {
		pid, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(path), socketSuffix))
		if err == nil && refuses(path) && !isAlive(pid) {
			_ = os.Remove(path)
		}
	}
}

func refuses(path string) bool {
	c, err := net.DialTimeout("unix", path, headerTimeout)
	if err == nil {
		_ = c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func socketsIn(dir string) []string {
	paths, _ := filepath.Glob(filepath.Join(dir, "*"+socketSuffix)) // the pattern is valid
	return paths
}

// Sockets returns the addresses of the programs that listen in the folders, in the order of their paths. It connects to
// each socket, and waits up to 5 s for each.
func Sockets(dirs []string) []string {
	var found []string
	for _, dir := range dirs {
		if checkFolder(dir) != nil {
			continue
		}
		for _, path := range socketsIn(dir) {
			if c, err := net.DialTimeout("unix", path, headerTimeout); err == nil {
				_ = c.Close()
				found = append(found, unixPrefix+path)
			}
		}
	}
	slices.Sort(found)
	return found
}

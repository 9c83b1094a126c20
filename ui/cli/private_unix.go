//go:build unix

package cli

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// othersMask holds the permission bits of group and others.
const othersMask = 0o077

// noFollow makes opening a symbolic link fail.
const noFollow = syscall.O_NOFOLLOW

// checkOwner returns an error that completes "FILE …" if the file belongs to another user.
func checkOwner(info fs.FileInfo) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("belongs to another user; it must be yours")
	}
	return nil
}

// checkPrivate returns an error that completes "FILE …" if the file belongs to another user or others may use it.
func checkPrivate(info fs.FileInfo) error {
	if err := checkOwner(info); err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&othersMask != 0 {
		return fmt.Errorf("has mode %04o, so others can use it; run: chmod 600 %s", mode, info.Name())
	}
	return nil
}

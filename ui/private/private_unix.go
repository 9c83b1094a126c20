//go:build unix

package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// othersMask holds the permission bits of group and others, and changeMask those with which they could change a file.
const othersMask, changeMask = 0o077, 0o022

// NoFollow makes opening a symbolic link fail.
const NoFollow = syscall.O_NOFOLLOW

// CheckOwner returns an error that completes "FILE …" if the file belongs to another user.
func CheckOwner(info fs.FileInfo) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return errors.New("belongs to another user; it must be yours")
	}
	return nil
}

// Check returns an error that completes "FILE …" if the file belongs to another user or others may use it.
func Check(info fs.FileInfo) error {
	if err := CheckOwner(info); err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&othersMask != 0 {
		return fmt.Errorf("has mode %04o, so others can use it; run: chmod 600 %s", mode, info.Name())
	}
	return nil
}

// CheckUnchangeable returns an error that completes "FILE …" if another user could have written the file.
func CheckUnchangeable(info fs.FileInfo) error {
	if err := CheckOwner(info); err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&changeMask != 0 {
		return fmt.Errorf("has mode %04o, so others can change it (run: chmod go-w %s)", mode, info.Name())
	}
	return nil
}

//go:build !unix

package private

import "io/fs"

// NoFollow has no effect on this system.
const NoFollow = 0

// CheckOwner accepts every file, because there is no owner to compare.
func CheckOwner(fs.FileInfo) error { return nil }

// Check accepts every file, because owner and mode mean nothing here.
func Check(fs.FileInfo) error { return nil }

// CheckUnchangeable accepts every file, because owner and mode mean nothing here.
func CheckUnchangeable(fs.FileInfo) error { return nil }

//go:build !unix

package cli

import "io/fs"

// checkPrivate accepts every file: owner and mode say nothing here.
func checkPrivate(fs.FileInfo) error { return nil }

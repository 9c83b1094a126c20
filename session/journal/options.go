package journal

import (
	"os"
	"time"
)

const (
	// DefaultMaxBytes is the default size in bytes at which a file is rotated.
	DefaultMaxBytes = 64 << 20
	// DefaultKeep is the default number of older files that are kept.
	DefaultKeep = 8
)

// Options are the settings of a journal.
type Options struct {
	Path     string
	MaxBytes int64 // size in bytes at which a file is rotated; 0 means DefaultMaxBytes
	Keep     int   // number of older files that are kept; 0 means DefaultKeep
	// KeepFor is how long an older file is kept after the next one began; 0 means as long as Keep allows. With it, a run
	// begins a new file when the present one is older than a day. The present file is never deleted.
	KeepFor time.Duration
	// Pseudonyms writes pseudonyms instead of the ids, names and metadata of people. Their key is in FILE.key, which only
	// its owner can read.
	Pseudonyms bool
	// User and Project identify the writer in each file. Both may be empty.
	User, Project string
	// Redact removes secrets from a text before it is written. nil removes only the secrets in addresses, which are always
	// masked.
	Redact func(text string) string
	// OpenFile opens a file for reading and appending. It creates a missing file that only its owner can use. nil means
	// any file that the system lets this process open.
	OpenFile func(path string) (*os.File, error)
}

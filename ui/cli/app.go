package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"gavel/session/video"
)

// app is one run of the program: its files, environment and flags.
type app struct {
	stdin, stdout *os.File // for answers, and for what needs a terminal
	out, err      io.Writer
	getenv        func(string) string
	tty           *tty // nil in tests
	flags         globalFlags
	secrets       video.Redactor // kept out of all messages and files
	joinTimeout   time.Duration  // 0 is the default of the session; shorter in tests
	host          string         // the relay's address once known, for messages
}

// globalFlags are the flags that every command accepts.
type globalFlags struct {
	project, tokenFile, host, caFile string
	bulkRate                         float64
	log, journal                     string
	theme, bidi                      string
	ascii, readOnly, mouse           bool
}

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitCredentials = 3
	exitUnwritten   = 4
	exitInterrupted = 130
)

// problem is an error that is a sentence for the user already, with its exit code.
type problem struct {
	code     int
	sentence string
	cause    error // or nil
}

// Error returns the sentence.
func (p *problem) Error() string { return p.sentence }

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// usagef returns an error about a mistake in arguments or settings.
func usagef(format string, args ...any) error {
	return &problem{code: exitUsage, sentence: fmt.Sprintf(format, args...)}
}

// failf returns the error of a command that failed.
func failf(format string, args ...any) error {
	return &problem{code: exitFailed, sentence: fmt.Sprintf(format, args...)}
}

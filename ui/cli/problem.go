package cli

import "fmt"

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

package cli

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gavel/session/video"
	"gavel/ui/config"
)

// app is one run of the program: its files, environment and flags.
type app struct {
	stdin, stdout *os.File // for answers, and for checks of the terminal
	out, err      io.Writer
	getenv        func(string) string
	tty           *tty // nil in tests
	flags         globalFlags
	secrets       video.Redactor                   // kept out of all messages and files
	joinTimeout   time.Duration                    // 0 is the default of the session; shorter in tests
	host          string                           // the relay's address once known, for messages
	tokenWait     time.Duration                    // how long a pipe may take to deliver the token; 0: 10 s
	stdinBy       string                           // the argument that reads standard input; "": none yet
	json          bool                             // --json is given: errors are objects
	commands      []string                         // the names of the commands
	file          *config.File                     // the configuration; nil before it was read
	given         func(flag string) bool           // whether a flag was given
	flagValue     func(flag string) string         // of a flag, given or not
	warned        bool                             // about tokens that differ
	help          map[*cobra.Command]func() string // texts that are made when they are needed
	tap           slog.Handler                     // gets the debug log, too; nil: none
	traced        string                           // the token that gavel whoami or gavel doctor has found
}

// globalFlags are the flags that every command accepts.
type globalFlags struct {
	project, tokenFile, host, caFile string
	bulkRate                         float64
	log, journal, config             string
	theme, bidi                      string
	plain, ascii, readOnly, mouse    bool
	control                          bool // of the commands that show a console
}

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitCredentials = 3
	exitUnwritten   = 4
	exitTimeout     = 5
	exitInterrupted = 130
)

// problem is an error in the form of a sentence for the user, with its exit code.
type problem struct {
	exit     int
	outcome  string // as --json has it
	code     string // likewise: a word for scripts
	sentence string // what happened; "" if that was already printed
	advice   string // what to do, or ""
	caret    string // lines that point at the fault in an argument, or ""
	cause    error  // or nil
}

// Error returns the sentence, with the advice.
func (p *problem) Error() string {
	if p.advice == "" {
		return p.sentence
	}
	return p.sentence + "; " + p.advice
}

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// hint sets the advice, and returns p.
func (p *problem) hint(format string, args ...any) *problem {
	p.advice = fmt.Sprintf(format, args...)
	return p
}

// The outcomes of commands that fail without a verdict of the room.
const (
	outcomeFailed  = "failed" // of a command that only reads or waits
	outcomeNotSent = "not sent"
)

// The codes of errors, for scripts. A refusal has the code of the room instead.
const (
	codeUsage       = "usage"
	codeFailed      = "failed"
	codeNotFound    = "not-found"
	codeAmbiguous   = "ambiguous"
	codeCredentials = "credentials"
	codeUnreachable = "unreachable"
	codeOffline     = "offline"
	codeForbidden   = "forbidden"
	codeBusy        = "busy"
	codeEnded       = "ended"
	codeNoAnswer    = "no-answer"
	codeTimeout     = "timeout"
	codeUnconfirmed = "unconfirmed"
	codeUnrecorded  = "unrecorded"
	codeUnwritten   = "unwritten"
	codeInternal    = "internal"
)

// usagef returns an error about a mistake in arguments or settings. Nothing was sent.
func usagef(format string, args ...any) *problem {
	return &problem{
		exit: exitUsage, outcome: outcomeNotSent, code: codeUsage, sentence: fmt.Sprintf(format, args...),
	}
}

// failf returns the error of a command that failed before anything was sent. code is the word for scripts.
func failf(code, format string, args ...any) *problem {
	return &problem{exit: exitFailed, outcome: outcomeNotSent, code: code, sentence: fmt.Sprintf(format, args...)}
}

// conf returns the configuration in force.
func (a *app) conf() *config.File {
	if a.file == nil {
		return config.None()
	}
	return a.file
}

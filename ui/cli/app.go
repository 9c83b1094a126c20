package cli

import (
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

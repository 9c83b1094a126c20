package term

import (
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// Answers are the properties that a terminal has reported.
type Answers struct {
	Answered   bool        // the terminal answered in time
	Background *Background // nil if the terminal did not report it
	Wide       bool        // it draws characters of ambiguous width in two cells
	Kitty      bool        // it supports kitty's codes for keys
}

const (
	askKitty      = "\x1b[?u"
	askAttributes = "\x1b[c" // sent last: every terminal answers it, so its answer is the last
	maxAnswer     = 4096
)

var (
	cursorAnswer     = regexp.MustCompile(`\x1b\[\d+;(\d+)R`)
	backgroundAnswer = regexp.MustCompile(`\x1b\]11;([^\x07\x1b]*)`)
	kittyAnswer      = regexp.MustCompile(`\x1b\[\?\d+u`)
	attributesAnswer = regexp.MustCompile(`\x1b\[\?[\d;]*c`)
)

// Ask queries the terminal before a console starts, and returns within about wait, or once all answers are there.
// Without answers it returns the zero value of Answers and no error. It returns an error if the modes cannot be set or
// the queries cannot be sent. The cursor must be at the start of an empty line, which Ask clears.
func Ask(in, out *os.File, wait time.Duration) (Answers, error) {
	state, err := term.MakeRaw(in.Fd())
	if err != nil {
		return Answers{}, err
	}
	defer func() { _ = term.Restore(in.Fd(), state) }()
	if _, err := out.WriteString(ambiguous + "\x1b[6n\r\x1b[K" + askBackground + askKitty + askAttributes); err != nil {
		return Answers{}, err
	}
	stop, err := newStopper()
	if err != nil {
		return Answers{}, err
	}
	defer stop.close()
	var said []byte
	for end := time.Now().Add(wait); !attributesAnswer.Match(said) && len(said) < maxAnswer; {
		ready, err := stop.wait(in, max(0, time.Until(end)))
		if err != nil || time.Now().After(end) {
			break
		}
		if !ready {
			continue
		}
		piece := make([]byte, maxAnswer)
		n, err := in.Read(piece)
		if err != nil {
			break
		}
		said = append(said, piece[:n]...)
	}
	return answersIn(said), nil
}

// answersIn returns the answers found in the bytes that a terminal sent.
func answersIn(said []byte) Answers {
	a := Answers{Answered: attributesAnswer.Match(said), Kitty: kittyAnswer.Match(said)}
	if at := cursorAnswer.FindSubmatch(said); at != nil {
		column, _ := strconv.Atoi(string(at[1]))
		a.Wide = column > 2
	}
	if colour := backgroundAnswer.FindSubmatch(said); colour != nil {
		if c := ansi.XParseColor(string(colour[1])); c != nil {
			a.Background = &Background{c}
		}
	}
	return a
}

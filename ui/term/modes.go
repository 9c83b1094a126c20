package term

import (
	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

const (
	// cleanKeys resets modes that change the meaning of keys and that another program may have left on: application mode
	// of the keypad and the cursor keys, modifyOtherKeys, kitty's keys, reports of mouse and focus. It also ends an
	// unfinished string and synchronised output.
	cleanKeys = "\x1b\\" + syncEnd + "\x1b>\x1b[?1l\x1b[>4;0m" + kittyOff +
		"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l"
	// cleanCells resets modes that change how cells are drawn: insert mode, the scrolling region, margins, the
	// line-drawing character set. It also turns wrapping off, so that a character wider than expected cannot push other
	// cells. It comes after the switch to the alternate screen, because it moves the cursor, and the switch saves what it
	// changes.
	cleanCells = "\x1b[4l\x1b[?6l\x1b[?69l\x1b[r\x1b(B\x0f\x1b[m" + wrapOff

	kittyOff = "\x1b[=0u"

	altScreen, mainScreen = ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAltScreenSaveCursor
	clearScreen           = "\x1b[H\x1b[2J"
	pasteOn, pasteOff     = "\x1b[?2004h", "\x1b[?2004l"
	// These modes report clicks and the wheel with their positions, but no dragging.
	mouseOn, mouseOff = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"
	// BDSM. If reset, the program orders letters; if set, the default, the terminal does.
	bidiExplicit, bidiImplicit = "\x1b[8l", "\x1b[8h"
	titlePush, titlePop        = "\x1b[22;0t", "\x1b[23;0t"
	// modifyDefault resets modifyOtherKeys to the value that the terminal was started with.
	modifyDefault = "\x1b[>4m"
)

// enter returns the sequences that take the screen. again reports that the screen was not given back since the last
// time, so the saved title is kept.
func (o Options) enter(again bool) string {
	s := cleanKeys
	if !again {
		s += titlePush
	}
	if o.Title != "" {
		s += titleOf(o.Title)
	}
	s += altScreen + kittyOff + cleanCells // the alternate screen has its own kitty flags
	if o.Bidi {
		s += bidiExplicit // before clearing: VTE stores the mode with each row that it clears
	}
	s += clearScreen + hideCursor + pasteOn
	if o.Mouse {
		s += mouseOn
	}
	return s
}

// titleOf returns the sequence that sets the title of the window.
func titleOf(title string) string { return "\x1b]2;" + text.Clean(title) + "\a" }

// RestoreBytes restores a terminal that gavel has taken, whatever Options were used. A process that can do nothing else
// may write it; writing it twice does no harm. Its start ends an unfinished sequence. It clears the screen before
// leaving it, because mosh and screen show the old content otherwise.
const RestoreBytes = "\x1b\\" + syncEnd + pasteOff + "\x1b[?1003l\x1b[?1002l" + mouseOff + "\x1b[m" + bidiImplicit +
	kittyOff + clearScreen + mainScreen + wrapOn + "\x1b[?1l\x1b>" + modifyDefault + "\x1b[m" + titlePop +
	showCursor + "\r"

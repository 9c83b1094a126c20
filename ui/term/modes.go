package term

import (
	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

const (
	// cleanKeys takes back what another program may have left that makes keys mean something else: keypad and cursor keys
	// in application mode, modifyOtherKeys, kitty's keys, reports of mouse and focus. It also ends a string that was cut
	// off, and a paint.
	cleanKeys = "\x1b\\" + syncEnd + "\x1b>\x1b[?1l\x1b[>4;0m" + kittyOff +
		"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l"
	// cleanCells takes back what makes cells mean something else: insert mode, a region that scrolls, margins, the
	// alphabet of lines. It makes a row not wrap: a letter that the terminal takes for wider than it is must not push what
	// is ours. It comes after the alternate screen was entered: it moves the cursor, and what it changes was saved by
	// then.
	cleanCells = "\x1b[4l\x1b[?6l\x1b[?69l\x1b[r\x1b(B\x0f\x1b[m" + wrapOff

	kittyOff = "\x1b[=0u"

	altScreen, mainScreen = ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAltScreenSaveCursor
	clearScreen           = "\x1b[H\x1b[2J"
	pasteOn, pasteOff     = "\x1b[?2004h", "\x1b[?2004l"
	// Clicks and the wheel, and where they were. Nothing is dragged.
	mouseOn, mouseOff = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"
	// BDSM. Reset, the program says where each letter goes; set, as it is from the beginning, the terminal does.
	bidiExplicit, bidiImplicit = "\x1b[8l", "\x1b[8h"
	titlePush, titlePop        = "\x1b[22;0t", "\x1b[23;0t"
	// modifyDefault gives modifyOtherKeys the value back that the terminal was started with.
	modifyDefault = "\x1b[>4m"
)

// enter returns what takes the screen. again says that it was not given back in between: the title that it had is kept.
func (o Options) enter(again bool) string {
	s := cleanKeys
	if !again {
		s += titlePush
	}
	if o.Title != "" {
		s += titleOf(o.Title)
	}
	s += altScreen + kittyOff + cleanCells // the alternate screen has kitty's flags of its own
	if o.Bidi {
		s += bidiExplicit // VTE gives the mode to rows when it clears them, and a row keeps it
	}
	s += clearScreen + hideCursor + pasteOn
	if o.Mouse {
		s += mouseOn
	}
	return s
}

// titleOf returns what sets the title of the window.
func titleOf(title string) string { return "\x1b]2;" + text.Clean(title) + "\a" }

// RestoreBytes restore a terminal that gavel has taken, whatever it had switched on. A process that can do nothing else
// may write them; to write them twice does no harm. Their beginning ends a sequence that was cut off. The screen is
// cleared before it is left: mosh and screen show it afterwards.
const RestoreBytes = "\x1b\\" + syncEnd + pasteOff + "\x1b[?1003l\x1b[?1002l" + mouseOff + "\x1b[m" + bidiImplicit +
	kittyOff + clearScreen + mainScreen + wrapOn + "\x1b[?1l\x1b>" + modifyDefault + "\x1b[m" + titlePop +
	showCursor + "\r"

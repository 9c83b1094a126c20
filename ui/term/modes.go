package term

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

const (
	// cleanUp takes back what another program may have left: keypad and cursor keys in application mode, modifyOtherKeys,
	// kitty's keys, mouse and focus reports, a paint that was not ended, insert mode, a region that scrolls, margins, and the
	// alphabet of lines. Each of them makes keys or cells mean something else. It also makes a line not wrap: a letter that
	// the terminal takes for wider than it is must not push the rest of the screen.
	cleanUp = "\x1b\\" + syncEnd + "\x1b>\x1b[?1l\x1b[>4;0m" + kittyOff +
		"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1005l\x1b[?1006l\x1b[?1015l" +
		"\x1b[4l\x1b[?6l\x1b[?69l\x1b[r\x1b(B\x0f\x1b[m\x1b[?7l"
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

// Options say what a terminal is opened with. The zero value is fine.
type Options struct {
	Title string             // of the window; "" leaves it as it is
	Mouse bool               // report clicks and the wheel
	Alt   func(tea.Key) bool // see Decoder.Alt
	// Bidi says that the frames have their letters in the order in which they are shown: the terminal must not reorder.
	Bidi bool
	// Screen is called before the alternate screen is entered, and when it was left. It must not wait.
	Screen func(on bool)
	// Lost is called once when the input ends or the terminal is gone, with the error or nil, in a goroutine of its own.
	Lost func(error)
	// Crashed is called when a goroutine of the terminal panics.
	Crashed func(value any, stack []byte)
}

// enter returns what takes the screen.
func (o Options) enter() string {
	s := cleanUp
	if o.Title != "" {
		s += titlePush + "\x1b]2;" + text.Clean(o.Title) + "\a"
	}
	s += altScreen + kittyOff + clearScreen + hideCursor + pasteOn // the alternate screen has kitty's flags of its own
	if o.Mouse {
		s += mouseOn
	}
	if o.Bidi {
		s += bidiExplicit
	}
	return s
}

// leave returns what gives the screen back. Its beginning ends a sequence that was cut off.
func (o Options) leave() string {
	s := RestoreBytes
	if o.Title != "" {
		s += titlePop
	}
	return s
}

// RestoreBytes restore a terminal that gavel has taken, whatever it had switched on. A process that can do nothing else may
// write them; to write them twice does no harm. The screen is cleared before it is left: mosh and screen show it afterwards.
const RestoreBytes = "\x1b\\" + syncEnd + pasteOff + "\x1b[?1003l\x1b[?1002l" + mouseOff + "\x1b[m" + bidiImplicit + "\x1b[?7h" +
	kittyOff + clearScreen + mainScreen + "\x1b[?1l\x1b>" + modifyDefault + showCursor + "\r"

package term

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// OtherKey is the name of a key that Bubble Tea does not have, such as shift+delete, or of a key with Alt that is not
// bound. It never runs a command; it lets the console tell the user that the key does nothing.
type OtherKey string

// mods are the modifiers of a key: the number that xterm and kitty send, minus one.
type mods int

const (
	shift mods = 1 << iota
	alt
	ctrl
	super
	hyper
	meta
	capsLock
	numLock
)

// String returns the modifiers as the prefix that Bubble Tea puts before the name of a key.
func (m mods) String() string {
	var b strings.Builder
	for _, named := range []struct {
		bit  mods
		name string
	}{{meta, "meta+"}, {hyper, "hyper+"}, {super, "super+"}, {alt, "alt+"}, {ctrl, "ctrl+"}, {shift, "shift+"}} {
		if m&named.bit != 0 {
			b.WriteString(named.name)
		}
	}
	return b.String()
}

// letterKeys maps the final letter of a sequence to its key, as in CSI A, CSI 1;5A and SS3 A. Other letters in terminfo
// differ between terminals and are ignored.
var letterKeys = map[byte]tea.KeyType{
	'A': tea.KeyUp, 'B': tea.KeyDown, 'C': tea.KeyRight, 'D': tea.KeyLeft, 'F': tea.KeyEnd, 'H': tea.KeyHome,
	'P': tea.KeyF1, 'Q': tea.KeyF2, 'R': tea.KeyF3, 'S': tea.KeyF4,
}

// numberKeys maps the first number of a sequence that ends with ~, or in rxvt with $, ^ or @, to its key.
var numberKeys = map[int]tea.KeyType{
	1: tea.KeyHome, 2: tea.KeyInsert, 3: tea.KeyDelete, 4: tea.KeyEnd, 5: tea.KeyPgUp, 6: tea.KeyPgDown,
	7: tea.KeyHome, 8: tea.KeyEnd,
	11: tea.KeyF1, 12: tea.KeyF2, 13: tea.KeyF3, 14: tea.KeyF4, 15: tea.KeyF5,
	17: tea.KeyF6, 18: tea.KeyF7, 19: tea.KeyF8, 20: tea.KeyF9, 21: tea.KeyF10, 23: tea.KeyF11, 24: tea.KeyF12,
	25: tea.KeyF13, 26: tea.KeyF14, 28: tea.KeyF15, 29: tea.KeyF16,
	31: tea.KeyF17, 32: tea.KeyF18, 33: tea.KeyF19, 34: tea.KeyF20,
}

// consoleKeys are the function keys of the Linux console: CSI [ A.
var consoleKeys = map[byte]tea.KeyType{
	'A': tea.KeyF1, 'B': tea.KeyF2, 'C': tea.KeyF3, 'D': tea.KeyF4, 'E': tea.KeyF5,
}

// keypadRunes maps the final letter of a keypad key in application mode to its character: SS3 j to SS3 y, and two more.
var keypadRunes = map[byte]rune{
	'j': '*', 'k': '+', 'l': ',', 'm': '-', 'n': '.', 'o': '/', 'p': '0', 'q': '1', 'r': '2', 's': '3', 't': '4',
	'u': '5', 'v': '6', 'w': '7', 'x': '8', 'y': '9', 'X': '=', ' ': ' ',
}

// rxvtArrows are the arrows of rxvt with Shift (CSI a) or Ctrl (SS3 a).
var rxvtArrows = map[byte]tea.KeyType{'a': tea.KeyUp, 'b': tea.KeyDown, 'c': tea.KeyRight, 'd': tea.KeyLeft}

// modified maps modifiers and a key to Bubble Tea's key for both.
var modified = map[mods]map[tea.KeyType]tea.KeyType{
	shift: {
		tea.KeyUp: tea.KeyShiftUp, tea.KeyDown: tea.KeyShiftDown, tea.KeyRight: tea.KeyShiftRight,
		tea.KeyLeft: tea.KeyShiftLeft, tea.KeyHome: tea.KeyShiftHome, tea.KeyEnd: tea.KeyShiftEnd,
		tea.KeyTab: tea.KeyShiftTab, tea.KeyEscape: tea.KeyEscape, tea.KeyBackspace: tea.KeyBackspace,
		tea.KeyF1: tea.KeyF13, tea.KeyF2: tea.KeyF14, tea.KeyF3: tea.KeyF15, tea.KeyF4: tea.KeyF16,
		tea.KeyF5: tea.KeyF17, tea.KeyF6: tea.KeyF18, tea.KeyF7: tea.KeyF19, tea.KeyF8: tea.KeyF20,
	},
	ctrl: {
		tea.KeyUp: tea.KeyCtrlUp, tea.KeyDown: tea.KeyCtrlDown, tea.KeyRight: tea.KeyCtrlRight,
		tea.KeyLeft: tea.KeyCtrlLeft, tea.KeyHome: tea.KeyCtrlHome, tea.KeyEnd: tea.KeyCtrlEnd,
		tea.KeyPgUp: tea.KeyCtrlPgUp, tea.KeyPgDown: tea.KeyCtrlPgDown,
	},
	ctrl | shift: {
		tea.KeyUp: tea.KeyCtrlShiftUp, tea.KeyDown: tea.KeyCtrlShiftDown, tea.KeyRight: tea.KeyCtrlShiftRight,
		tea.KeyLeft: tea.KeyCtrlShiftLeft, tea.KeyHome: tea.KeyCtrlShiftHome, tea.KeyEnd: tea.KeyCtrlShiftEnd,
	},
}

// modKey adds a key with modifiers.
func (d *decoder) modKey(k tea.KeyType, m mods) {
	m &^= capsLock | numLock
	plain := m &^ alt
	is, ok := k, plain == 0
	if !ok {
		is, ok = modified[plain][k]
	}
	switch {
	case !ok:
		d.out = append(d.out, OtherKey(m.String()+k.String()))
	case m&alt == 0:
		d.key(is)
	default:
		d.altKey(tea.Key{Type: is})
	}
}

// altKey adds a key whose code includes Alt, so it cannot be Escape and a key.
func (d *decoder) altKey(k tea.Key) {
	if d.alt == nil || !d.alt(k) {
		d.out = append(d.out, OtherKey("alt+"+k.String()))
		return
	}
	k.Alt = true
	d.out = append(d.out, tea.KeyMsg(k))
}

// sequence adds the message of a whole sequence. An unknown sequence adds none.
func (d *decoder) sequence(introducer byte, b []byte) {
	switch introducer {
	case '[':
		d.control(b)
	case 'O':
		d.single(b)
	case ']':
		d.answer(b)
	}
}

// single adds the key of a sequence that starts with SS3.
func (d *decoder) single(b []byte) {
	final := b[len(b)-1]
	params := numbers(b[:len(b)-1])
	m := mods(0)
	if n := len(params); n > 0 { // SS3 5 A, and SS3 1;5 A
		m = modsOf(params[n-1])
	}
	switch {
	case letterKeys[final] != 0:
		d.modKey(letterKeys[final], m)
	case final == 'M':
		d.modKey(tea.KeyEnter, m)
	case final == 'I':
		d.modKey(tea.KeyTab, m)
	case rxvtArrows[final] != 0:
		d.modKey(rxvtArrows[final], ctrl)
	case keypadRunes[final] != 0 && m == 0:
		d.rune(keypadRunes[final])
	}
}

// control adds the key, the mouse event or the cursor position of a control sequence, or opens a paste. Other answers
// of the terminal, such as device attributes and the state of a mode, add nothing. A cursor position in the first line
// has the form of F3 with a modifier, and counts as a position.
func (d *decoder) control(b []byte) {
	final := b[len(b)-1]
	switch {
	case len(b) == 2 && b[0] == '[' && consoleKeys[final] != 0:
		d.key(consoleKeys[final])
		return
	case len(b) == 2 && b[0] == 'O': // CSI O P
		d.single(b[1:])
		return
	case b[0] == 'M' && len(b) == 1+x10Bytes:
		d.x10(b[1:])
		return
	case b[0] == '<':
		d.mouse(b[1:])
		return
	}
	body := b[:len(b)-1]
	if final >= 'A' && final <= 'D' { // xterm with modifyCursorKeys at 3
		body = bytes.TrimPrefix(body, []byte(">"))
	}
	if len(bytes.Trim(body, "0123456789;:")) > 0 {
		return
	}
	d.parameters(body, final)
}

// parameters adds the key of a control sequence without prefix.
func (d *decoder) parameters(body []byte, final byte) {
	params := numbers(body)
	switch {
	case released(body):
	case final == 'u':
		d.unicode(body)
	case final == 'Z':
		d.modKey(tea.KeyTab, shift)
	case final == 'R' && len(params) == 2:
		d.out = append(d.out, cursorAt{params[1], params[0]})
	case final == 'R' && len(params) > 0: // an answer of another kind
	case letterKeys[final] != 0 && len(params) <= 2:
		m := mods(0)
		if n := len(params); n > 0 { // CSI 5 A, and CSI 1;5 A
			m = modsOf(params[n-1])
		}
		d.modKey(letterKeys[final], m)
	case rxvtArrows[final] != 0 && len(params) == 0:
		d.modKey(rxvtArrows[final], shift)
	case len(params) > 0:
		d.numbered(params, final)
	}
}

// numbered adds the key of a control sequence that starts with a number, or opens a paste.
func (d *decoder) numbered(params []int, final byte) {
	k := numberKeys[params[0]]
	switch {
	case final == '~' && params[0] == 200:
		d.paste.open = true
	case final == '~' && params[0] == 27 && len(params) == 3:
		d.coded(rune(params[2]), rune(params[2]), 0, modsOf(params[1])) // the code already includes Shift
	case k == 0 || len(params) > 2:
	case final == '~':
		m := mods(0)
		if len(params) > 1 {
			m = modsOf(params[1])
		}
		d.modKey(k, m)
	case len(params) > 1:
	case final == '$':
		d.modKey(k, shift)
	case final == '^':
		d.modKey(k, ctrl)
	case final == '@':
		d.modKey(k, ctrl|shift)
	}
}

// modsOf returns the modifiers in a parameter, which counts from 1.
func modsOf(param int) mods { return mods(max(param, 1) - 1) }

// released reports whether the second parameter marks the release of a key, as 5:3 does.
func released(body []byte) bool {
	_, rest, _ := bytes.Cut(body, []byte(";"))
	second, _, _ := bytes.Cut(rest, []byte(";"))
	_, event, _ := bytes.Cut(second, []byte(":"))
	return string(event) == "3"
}

// unicode adds the key of a sequence that ends with u, in the form of fixterms or kitty. The first parameter holds the
// code of the key, its code with Shift, and the code of the same key on a Latin keyboard. The second holds the
// modifiers and whether the key was released. The third, the text of the key, is ignored.
func (d *decoder) unicode(body []byte) {
	params := numbers(body)
	if len(params) == 0 {
		return
	}
	m := mods(0)
	if len(params) > 1 {
		m = modsOf(params[1])
	}
	first, _, _ := bytes.Cut(body, []byte(";"))
	codes := bytes.Split(first, []byte(":"))
	part := func(i int) rune {
		if i >= len(codes) {
			return 0
		}
		n, _ := strconv.Atoi(string(codes[i]))
		return rune(n)
	}
	d.coded(part(0), part(1), part(2), m)
}

// codedKeys maps codes to keys without a character, in the form of fixterms and kitty.
var codedKeys = map[rune]tea.KeyType{
	8: tea.KeyBackspace, 9: tea.KeyTab, 13: tea.KeyEnter, 27: tea.KeyEscape, 127: tea.KeyBackspace,
	57414: tea.KeyEnter, 57417: tea.KeyLeft, 57418: tea.KeyRight, 57419: tea.KeyUp, 57420: tea.KeyDown,
	57421: tea.KeyPgUp, 57422: tea.KeyPgDown, 57423: tea.KeyHome, 57424: tea.KeyEnd, 57425: tea.KeyInsert,
	57426: tea.KeyDelete,
	57376: tea.KeyF13, 57377: tea.KeyF14, 57378: tea.KeyF15, 57379: tea.KeyF16, 57380: tea.KeyF17, 57381: tea.KeyF18,
	57382: tea.KeyF19, 57383: tea.KeyF20,
}

// kittyKeypad holds the characters of kitty's keypad in the order of their codes, of which kittyKeypadFirst is the
// first.
const kittyKeypad, kittyKeypadFirst = "0123456789./*-+\x00=,", 57399

// privateFirst and privateLast bound the codes of kitty's keys without a character. Codes in no table, such as those of
// modifiers, locks and media keys, are ignored.
const privateFirst, privateLast = 57344, 63743

// coded adds a key that was sent as a code. shifted is its code with Shift and base that of the same key on a Latin
// keyboard; each is 0 if the terminal did not send it.
func (d *decoder) coded(code, shifted, base rune, m mods) {
	if k, ok := codedKeys[code]; ok {
		d.modKey(k, m)
		return
	}
	if i := code - kittyKeypadFirst; i >= 0 && int(i) < len(kittyKeypad) {
		code = rune(kittyKeypad[i])
		m &^= shift // Shift does not change the keypad
	}
	if code < ' ' || code >= privateFirst && code <= privateLast || code > unicode.MaxRune {
		return
	}
	switch plain := m &^ (shift | capsLock | numLock); {
	case plain == 0:
		d.letter(code, shifted, m)
	case plain == alt && m&shift == 0:
		d.altKey(tea.Key{Type: tea.KeyRunes, Runes: []rune{code}})
	case plain == ctrl && m&shift == 0 && withCtrl(code, base) >= 0:
		d.key(withCtrl(code, base))
	default:
		d.out = append(d.out, OtherKey((m&^(capsLock|numLock)).String()+string(code)))
	}
}

// letter adds a character that was sent as a code, with or without Shift. The effect of Shift on a digit or a sign
// depends on the keyboard: if the terminal does not send it, the key becomes an OtherKey.
func (d *decoder) letter(code, shifted rune, m mods) {
	shifts := m&shift != 0
	caps := m&capsLock != 0 && unicode.IsLetter(code)
	hasCase := unicode.ToUpper(code) != unicode.ToLower(code)
	switch {
	case hasCase && shifts != caps:
		d.rune(unicode.ToUpper(code))
	case !shifts, hasCase, code == ' ':
		d.rune(code)
	case shifted > ' ':
		d.rune(shifted)
	case code > unicode.MaxASCII:
		d.rune(code) // a script without capitals
	default:
		d.out = append(d.out, OtherKey("shift+"+string(code)))
	}
}

// withCtrl returns the key for code with Ctrl, or -1 if there is none. For a code beyond ASCII it uses base, the key in
// the same place of a Latin keyboard.
func withCtrl(code, base rune) tea.KeyType {
	if code > unicode.MaxASCII && base != 0 {
		code = base
	}
	switch {
	case code >= 'a' && code <= 'z':
		return tea.KeyType(code - 'a' + 1)
	case code >= 'A' && code <= 'Z':
		return tea.KeyType(code - 'A' + 1)
	case code >= '[' && code <= '_':
		return tea.KeyType(code - c1)
	case code == ' ', code == '@':
		return tea.KeyCtrlAt
	}
	return -1
}

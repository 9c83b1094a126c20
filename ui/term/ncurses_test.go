package term

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write testdata/*.txt from the terminfo entries of this machine (ncurses-term)")

const ncursesFile, inUseFile = "testdata/ncurses.txt", "testdata/inuse.txt"

// vector is a string that a terminal sends for a key, as terminfo has it.
type vector struct {
	keys      string // the bytes sent
	caps      []string
	terminals []string // some of them
	means     string   // the expected messages, reviewed by eye
}

// excluded returns the reason why a string need not decode to one key or nothing: a person types the same bytes. It
// returns "" for all others.
func excluded(s string) string {
	switch {
	case s[0] != esc && s[0] != '\x9b' && s[0] != '\x8f':
		return "begins with a control key or a letter, as a person types it: Wyse, ADDS and others from before ANSI"
	case s[0] == esc && len(s) == 2:
		return "Escape and one key, as a person types it"
	case s[0] == esc && s[1] == esc:
		return "Escape, and then a key: Alt is not bound"
	case s[0] == esc && !strings.ContainsRune("[O_", rune(s[1])):
		return "Escape and several keys: VT52, HP, Wyse, IBM 3151 and others from before ANSI"
	case strings.HasPrefix(s, "\x1bOP") && len(s) == 4:
		return "F1 and a digit, as Minitel sends F11 to F20"
	case s == "\x1bO\x1be":
		return "two sequences"
	}
	return ""
}

func TestNcursesStrings(t *testing.T) {
	t.Parallel()
	if *update {
		writeVectors(t)
	}
	vectors, reasons, single := readVectors(t), map[string]int{}, 0
	for _, v := range vectors {
		if reason := excluded(v.keys); reason != "" {
			reasons[reason]++
			continue
		}
		single++
		checkVector(t, v)
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%4d excluded: %s", reasons[reason], reason)
	}
	t.Logf("%4d are one key or nothing", single)
	if single < 900 || len(vectors) < 1800 {
		t.Errorf("there are only %d strings, %d of them to be checked", len(vectors), single)
	}
}

// checkVector decodes a string whole, split at each byte with several pauses, and byte by byte.
func checkVector(t *testing.T, v vector) {
	t.Helper()
	if got := describe(feed(v.keys)); strings.Join(got, " ") != v.means {
		t.Errorf("%q (%v of %v) is %v, want %s", v.keys, v.caps, v.terminals, got, v.means)
	}
	for _, pause := range []time.Duration{0, ms, 60 * ms, 400 * ms, time.Second} {
		for i := 1; i < len(v.keys); i++ {
			checkPieces(t, v, pause, v.keys[:i], v.keys[i:])
		}
		checkPieces(t, v, pause, strings.Split(v.keys, "")...)
	}
}

// checkPieces decodes a string in pieces. The only additional message allowed is an Escape for a lone ESC.
func checkPieces(t *testing.T, v vector, pause time.Duration, pieces ...string) {
	t.Helper()
	want := v.means
	if pieces[0] == "\x1b" {
		want = strings.TrimSpace("esc " + want)
	}
	d, now := decoder{}, start
	var got []string
	for _, piece := range pieces {
		got = append(got, describe(d.feed(now, []byte(piece)))...)
		now = now.Add(pause)
	}
	got = append(got, describe(d.silence(now.Add(time.Minute)))...)
	if strings.Join(got, " ") != want {
		t.Errorf("%q in pieces %q, %v apart, is %v, want %s", v.keys, pieces, pause, got, want)
	}
}

// terminalsInUse are the terminals whose keys must decode to the right keys.
var terminalsInUse = []string{
	"xterm", "xterm-256color", "rxvt", "rxvt-unicode", "linux", "konsole", "vte", "gnome", "screen", "tmux", "alacritty",
	"kitty", "foot", "putty", "mintty", "st", "iterm2", "Eterm", "wezterm", "contour", "mlterm", "terminator", "cygwin",
}

// keysInUse are the capabilities of keys that gavel may bind, with the keys that they must decode to.
var keysInUse = map[string]string{
	"kcuu1": "up", "kcud1": "down", "kcuf1": "right", "kcub1": "left", "khome": "home", "kend": "end",
	"kpp": "pgup", "knp": "pgdown", "kich1": "insert", "kdch1": "delete", "kcbt": "shift+tab", "kent": "enter",
	"kUP5": "ctrl+up", "kDN5": "ctrl+down", "kRIT5": "ctrl+right", "kLFT5": "ctrl+left",
	"kRIT": "shift+right", "kLFT": "shift+left",
	"kf1": "f1", "kf2": "f2", "kf3": "f3", "kf4": "f4", "kf5": "f5", "kf6": "f6", "kf7": "f7", "kf8": "f8", "kf9": "f9",
	"kf10": "f10", "kf11": "f11", "kf12": "f12",
}

// unlike are keys that are ignored in a terminal, and the reason.
var unlike = map[string]string{
	"linux kcbt":  "ESC and Tab, as a person types them",
	"cygwin kcbt": "ESC and Tab, as a person types them",
}

func TestKeysOfTerminalsInUse(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(inUseFile)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		keys, err := strconv.Unquote(fields[len(fields)-1])
		if err != nil || len(fields) != 3 {
			t.Fatalf("%q: %v", line, err)
		}
		n++
		got := strings.Join(describe(feed(keys)), " ")
		if want := keysInUse[fields[1]]; got != want && unlike[fields[0]+" "+fields[1]] == "" {
			t.Errorf("%s of %s, %q, is %s, want %s", fields[1], fields[0], keys, got, want)
		}
	}
	if n < 400 {
		t.Errorf("only %d keys were checked", n)
	}
}

// readVectors reads the data file. A line holds a quoted string, its capabilities, some of its terminals, and its
// messages.
func readVectors(t *testing.T) []vector {
	t.Helper()
	b, err := os.ReadFile(ncursesFile)
	if err != nil {
		t.Fatal(err)
	}
	var out []vector
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		keys, err := strconv.Unquote(fields[0])
		if err != nil || len(fields) != 4 {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(out, vector{keys, strings.Fields(fields[1]), strings.Fields(fields[2]), fields[3]})
	}
	return out
}

// writeVectors rewrites the data file with the k* capabilities of all entries.
func writeVectors(t *testing.T) {
	t.Helper()
	caps, terminals, inUse := map[string]map[string]bool{}, map[string][]string{}, ""
	for _, name := range terminfoNames(t) {
		out, err := exec.Command("infocmp", "-x", "-1", name).Output()
		if err != nil {
			t.Fatalf("infocmp %s: %v", name, err)
		}
		lines := bufio.NewScanner(bytes.NewReader(out))
		for lines.Scan() {
			c, value, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(lines.Text()), ","), "=")
			if keys := unescape(value); ok && strings.HasPrefix(c, "k") && keys != "" {
				if caps[keys] == nil {
					caps[keys] = map[string]bool{}
				}
				caps[keys][c] = true
				if keysInUse[c] != "" && slices.Contains(terminalsInUse, name) {
					inUse += name + "\t" + c + "\t" + strconv.QuoteToASCII(keys) + "\n"
				}
				if !slices.Contains(terminals[keys], name) {
					terminals[keys] = append(terminals[keys], name)
				}
			}
		}
	}
	var b strings.Builder
	b.WriteString("# Key strings of ncurses-term and ncurses-base: string, capabilities, some terminals, meaning here.\n")
	b.WriteString("# Written by go test ./ui/term -run TestNcursesStrings -update\n")
	for _, keys := range slices.Sorted(maps.Keys(caps)) {
		means := strings.Join(describe(feed(keys)), " ")
		if excluded(keys) != "" {
			means = "excluded"
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", strconv.QuoteToASCII(keys),
			strings.Join(slices.Sorted(maps.Keys(caps[keys])), " "), strings.Join(some(terminals[keys]), " "), means)
	}
	if err := os.WriteFile(inUseFile, []byte(inUse), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ncursesFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// some returns the terminals with the shortest names: the general and the common ones.
func some(names []string) []string {
	const most = 4
	slices.SortStableFunc(names, func(a, b string) int { return len(a) - len(b) })
	return names[:min(len(names), most)]
}

func terminfoNames(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, dir := range []string{"/lib/terminfo", "/usr/share/terminfo"} {
		found, err := filepath.Glob(dir + "/?/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			out = append(out, filepath.Base(path))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unescape reads a string as infocmp writes it.
func unescape(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '^' && i+1 < len(s):
			i++
			out = append(out, map[bool]byte{true: del, false: s[i] & 0x1f}[s[i] == '?'])
		case s[i] == '\\' && i+3 < len(s) && isNumber([]byte(s[i+1:i+4])):
			n, _ := strconv.ParseUint(s[i+1:i+4], 8, 8)
			out = append(out, map[bool]byte{true: 0, false: byte(n)}[n == 0o200]) // terminfo's way to write NUL
			i += 3
		case s[i] == '\\' && i+1 < len(s):
			i++
			named := map[byte]byte{
				'E': esc, 'e': esc, 'n': '\n', 'l': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', 's': ' ', '0': 0,
			}
			c, ok := named[s[i]]
			if !ok {
				c = s[i]
			}
			out = append(out, c)
		default:
			out = append(out, s[i])
		}
	}
	return string(out)
}

func TestVectorsAreStrings(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors(t) {
		if v.keys == "" || !utf8.ValidString(v.means) {
			t.Errorf("%+v", v)
		}
	}
}

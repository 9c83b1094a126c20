package e2e_test

import (
	"encoding/xml"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"gavel/ui/text"
)

var update = flag.Bool("update", false, "renew the README's pictures and its table of modules")

// demoRoom is the room of the pictures. Its seed makes every run the same.
var demoRoom = []string{"demo", "--seed", "11", "--rate", "12"}

// pictures are the screens that the README shows: the command, the keys, and the size of the terminal.
var pictures = []struct {
	file string
	w, h int
	args []string
	keys []string
}{
	{"console.svg", 120, 36, demoRoom, []string{"wait", "r", "long", "j", "j", "j", "m", "wait"}},
	{"remove.svg", 120, 36, demoRoom, []string{"wait", "j", "j", "x", "wait"}},
	{
		"floor.svg", 120, 36,
		[]string{"demo", "--scenario", "council"},
		[]string{"!", "Q", "wait", "!", "d", "3", "m", "Enter", "wait", "n", "wait", "wait"},
	},
	{"palette.svg", 80, 24, demoRoom, []string{"wait", ":", "v", "o", "l", "wait"}},
}

// TestPictures takes the pictures with -update. Without it, it checks that they exist and are complete.
func TestPictures(t *testing.T) {
	for _, p := range pictures {
		path := filepath.Join("..", "pictures", p.file)
		if *update {
			if err := os.WriteFile(path, takePicture(t, p.w, p.h, p.args, p.keys), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		drawn, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(drawn, new(struct{})); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		readme, err := os.ReadFile("../../README.md")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(readme), "ui/pictures/"+p.file) {
			t.Errorf("the README does not show %s", path)
		}
	}
}

func takePicture(t *testing.T, w, h int, args, keys []string) []byte {
	t.Helper()
	s := run(t, w, h, args...)
	s.want("People")
	for _, key := range keys {
		switch key {
		case "wait":
			time.Sleep(4 * time.Second)
		case "long": // until talk lines have something to show
			time.Sleep(100 * time.Second)
		default:
			s.keys(key)
		}
	}
	return svg(s.tmux("capture-pane", "-p", "-e"), w, h)
}

// Size of a cell in pixels, and the colours of a picture.
const (
	cellW, cellH = 8.4, 18
	back, fore   = "#14141a", "#d4d7de"
)

// pen is the current style.
type pen struct {
	fg, bg                   string
	bold, dim, under, revers bool
}

// svg draws a screen that tmux has captured with its colours.
func svg(screen string, w, h int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">`,
		float64(w)*cellW+16, h*cellH+16)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`, back)
	p := pen{}
	for y, line := range strings.Split(strings.TrimRight(screen, "\n"), "\n") {
		drawLine(&b, line, y, &p)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// drawLine joins ASCII letters of one style. Every other letter gets its own position, as in a terminal.
func drawLine(b *strings.Builder, line string, y int, p *pen) {
	x, from := 0, 0
	var state byte
	run := ""
	flush := func() {
		drawRun(b, run, from, y, x-from, *p)
		run, from = "", x
	}
	for len(line) > 0 {
		seq, width, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		switch {
		case width == 0:
			flush()
			p.sgr(seq)
		case seq[0] < 0x80 || width == 1 && strings.ContainsAny(seq, "─│╭╮╰╯┌┐└┘├┤┬┴┼"):
			run += seq
			x += width
		default:
			flush()
			x += text.Width(seq)
			drawRun(b, seq, from, y, x-from, *p)
			from = x
		}
	}
	flush()
}

func drawRun(b *strings.Builder, run string, x, y, cells int, p pen) {
	fg, bg := p.fg, p.bg
	if fg == "" {
		fg = fore
	}
	if p.revers {
		if bg == "" {
			bg = back
		}
		fg, bg = bg, fg
	}
	left, top := 8+float64(x)*cellW, 8+y*cellH
	if cells == 0 {
		return
	}
	if bg != "" {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, left, top, float64(cells)*cellW, cellH, bg)
	}
	if strings.TrimSpace(run) == "" {
		return
	}
	style := ""
	if p.bold {
		style += ` font-weight="bold"`
	}
	if p.dim {
		style += ` opacity="0.6"`
	}
	if p.under {
		style += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" xml:space="preserve" fill="%s"%s>%s</text>`,
		left, top+14, float64(cells)*cellW, fg, style, html.EscapeString(run))
}

// sgr applies a colour sequence and ignores any other.
func (p *pen) sgr(seq string) {
	body := strings.TrimPrefix(seq, "\x1b[")
	body, ok := strings.CutSuffix(body, "m")
	if !ok {
		return
	}
	var codes []int
	for part := range strings.SplitSeq(strings.ReplaceAll(body, ":", ";"), ";") {
		n, _ := strconv.Atoi(part)
		codes = append(codes, n)
	}
	for i := 0; i < len(codes); i++ {
		i += p.code(codes[i:])
	}
}

// code applies the first of the codes and returns how many more it used.
func (p *pen) code(codes []int) int {
	switch c := codes[0]; {
	case c == 0:
		*p = pen{}
	case c == 1:
		p.bold = true
	case c == 2:
		p.dim = true
	case c == 4:
		p.under = true
	case c == 7:
		p.revers = true
	case c == 22:
		p.bold, p.dim = false, false
	case c == 24:
		p.under = false
	case c == 27:
		p.revers = false
	case c == 39:
		p.fg = ""
	case c == 49:
		p.bg = ""
	case (c == 38 || c == 48) && len(codes) >= 5 && codes[1] == 2:
		colour := fmt.Sprintf("#%02x%02x%02x", codes[2]&255, codes[3]&255, codes[4]&255)
		if c == 38 {
			p.fg = colour
		} else {
			p.bg = colour
		}
		return 4
	}
	return 0
}

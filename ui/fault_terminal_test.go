package ui

import (
	"flag"
	"math/rand"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/uitest"
)

var sizesTried = flag.Int("sizes", 10_000, "sizes of the resize test")

// T1: any size, including none, in any order, with anything open: no panic, every line fits the screen, and q quits if
// the screen is too small.
func TestFault_T1_Sizes(t *testing.T) {
	if testing.Short() {
		*sizesTried = min(*sizesTried, 300)
	}
	r := rand.New(rand.NewSource(1))
	keys := strings.Fields("x esc l esc : esc ? esc 1 2 3 4 5 6 a space s esc e esc r esc b esc % esc / esc j G k esc")
	s := newScreen(t, 120, 36)
	edge := []int{-1, 0, 1, 2, 3, 59, 60, 61, 109, 110, 499, 500, 501, 10_000}
	for i := range *sizesTried {
		w, h := r.Intn(260), r.Intn(90)
		if r.Intn(4) == 0 {
			w = edge[r.Intn(len(edge))]
		}
		if r.Intn(4) == 0 {
			h = edge[r.Intn(len(edge))]
		}
		s.send(tea.WindowSizeMsg{Width: w, Height: h})
		if i%7 == 0 {
			s.press(keys[r.Intn(len(keys))])
		}
		w, h = max(0, min(w, maxWidth)), max(0, min(h, maxHeight))
		frame := s.m.View()
		if w == 0 || h == 0 {
			if frame != "" {
				t.Fatalf("%d×%d: something was drawn", w, h)
			}
			continue
		}
		if uitest.CheckFrame(t, frame, w, h); t.Failed() {
			return
		}
	}
	s.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	for range 4 {
		s.press("esc")
		s.pass(time.Second)
	}
	s.send(tea.WindowSizeMsg{Width: 59, Height: 14})
	s.quit = false
	s.press("x m y enter") // on a screen that shows no member, no command is sent
	sent := len(s.room.sent)
	s.press("m M x y")
	if len(s.room.sent) != sent {
		t.Error("a command was sent from a screen that shows no member")
	}
	s.press("q")
	if !s.quit {
		t.Error("q does not quit on a screen that is too small")
	}
}

// T2: without a UTF-8 locale, only ASCII is drawn. Other letters appear as code points, and no cell moves.
func TestFault_T2_ASCII(t *testing.T) {
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {60, 15}, {200, 60}, {40, 10}} {
		s := newScreenWith(t, size[0], size[1], uitest.SmallRoom(), th.WithASCII())
		for key := range strings.FieldsSeq("1 2 3 4 5 6 1 x esc l esc ? esc : esc o esc r esc e esc s esc a m esc") {
			s.press(key)
			checkBytes(t, s.m.View(), size[0], size[1], true)
		}
		if size[0] >= 80 {
			s.pass(time.Second)
			s.press("esc esc esc 1")
			s.wantText("name#m5") // 田中 花子
			s.edit("m1", func(m *video.Member) { m.Name = "花子" })
			s.press("esc g")
			s.edit("m2", func(m *video.Member) { m.Name = "花子" }) // two have the same name
			if list := s.m.View(); !strings.Contains(list, "name#m1") || strings.Contains(list, "!#m1") {
				t.Errorf("%v: a row says an id twice, or not at all:\n%s", size, list)
			}
			s.press("x")
			if asked := s.m.View(); strings.Contains(asked, "name#m1 #m1") || !strings.Contains(asked, "Remove name#m1?") {
				t.Errorf("%v: the question says an id twice, or not at all:\n%s", size, asked)
			}
		}
	}
}

// T10: answers of a terminal, and sequences that no key sends, run nothing.
func TestFault_T10_TerminalAnswers(t *testing.T) {
	r := rand.New(rand.NewSource(10))
	s := newScreen(t, 120, 36)
	s.press("j")
	answers := 5_000
	if testing.Short() {
		answers = 800
	}
	for range answers {
		s.now = s.now.Add(time.Duration(100+r.Intn(200)) * time.Millisecond)
		var msg tea.Msg
		switch r.Intn(6) {
		case 0: // unknown sequences come as a type of their own, which is not a key
			msg = struct{ unknown []byte }{[]byte("\x1b]11;rgb:0000/0000/0000\x1b\\")}
		case 1:
			msg = tea.KeyMsg{Type: tea.KeyType(-100 + r.Intn(300))}
		case 2:
			msg = tea.MouseMsg{
				X: r.Intn(300) - 20, Y: r.Intn(100) - 20, Button: tea.MouseButton(r.Intn(12)),
				Action: tea.MouseAction(r.Intn(3)),
			}
		case 3:
			msg = tea.KeyMsg{Type: tea.KeyRunes, Alt: true, Runes: []rune{rune('a' + r.Intn(26))}}
		case 4:
			msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{rune(0x80 + r.Intn(0x3000))}}
		default:
			msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: nil}
		}
		if k, ok := msg.(tea.KeyMsg); ok &&
			(k.Type == tea.KeyCtrlC || k.Type == tea.KeyCtrlO || k.Type == tea.KeyTab || k.Type == tea.KeySpace) {
			continue // keys of the table
		}
		s.send(msg)
		uitest.CheckFrame(t, s.m.View(), 120, 36)
		if len(s.room.sent) > 0 || s.quit || t.Failed() {
			t.Fatalf("%#v: sent %v, quit %v", msg, s.room.sent, s.quit)
		}
	}
}

// C11: a bracketed paste runs nothing. Fields keep 4 KiB of it, and 4 MiB take less than two seconds and 128 MiB.
func TestFault_C11_PasteBomb(t *testing.T) {
	size := 4 << 20
	if testing.Short() {
		size /= 4
	}
	bomb := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.Repeat("mMxyq\nd", size/7)), Paste: true}
	for name, open := range map[string]string{
		"people": "", "filter": "/", "palette": ":", "question": "x",
		"room's name": "a x", "metadata": "e", "number": "%",
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			s.press(open)
			s.pass(time.Second)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			s.send(bomb)
			s.m.View()
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("the paste took %v", took)
			}
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 128<<20 {
				t.Errorf("the heap has grown by %d MiB", grown>>20)
			}
			for _, c := range s.room.sent {
				if row, _ := c.Action.Info(); row.Done != "" {
					t.Errorf("%s was sent", c.Action)
				}
			}
			if s.quit {
				t.Error("the paste quit the program")
			}
			uitest.CheckFrame(t, s.m.View(), 120, 36)
			if n := len(s.m.people.Input.Text()); n > 4<<10 {
				t.Errorf("the field holds %d bytes", n)
			}
		})
	}
}

// C12: text pasted without brackets runs nothing, in reads of any size. Keys work again after a pause.
func TestFault_C12_PasteWithoutBrackets(t *testing.T) {
	line := strings.Repeat("mMdDcCxyhH+-", 512<<10/12)
	for _, read := range []int{9, 16, 64, 256, 4096} {
		s := newScreen(t, 120, 36)
		s.press("j")
		for from := 0; from+read <= min(len(line), 400*read); from += read {
			s.now = s.now.Add(time.Millisecond)
			s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(line[from : from+read])})
		}
		if len(s.room.sent) > 0 {
			t.Errorf("reads of %d: %v were sent", read, s.sentActions())
		}
		s.wantText("Too many keys at once.")
		s.pass(300 * time.Millisecond)
		s.wantNoText("Too many keys at once.")
		s.press("c")
		s.wantCommands(1)
	}
}

package ui

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/uitest"
)

var hostileFrames = flag.Int("hostile", 300, "frames of the hostile-text test")

// hostileBits are parts of hostile names.
var hostileBits = []string{
	"\x1b]52;c;aGk=\a", "\x1b[2J\x1b[H", "\x1b]0;title\x1b\\", "\x1bP+q544e\x1b\\", "\u009b31m", "\u009d8;;http://x\u009c",
	"\x9b31m",
	"\r", "\n", "\t", "\b\b\b", "\x00", "\x07", "\x7f", "\x0e", "\x1b", "\x1b[", "\x1b]8;;http://evil\x1b\\x", "\u0085",
	"\u2028", "\u2029",
	"\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\u200d", "\ufeff", "\u00ad", "\U000e0041",
	"\u034f", "\u3164",
	"\ufe0f", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🇯🇵", "🇹", "กำ", "ที่", "क्षि", "田中", "ﷺ", "مرحبا", "שלום",
	"a\u0301\u0302\u0303\u0304\u0305\u0306",
	"\u0301", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\ue000", "\ufdd0", "\u2800", "𝕬", "Ａ", "…", "│", "╭", "▎", "✓", "●",
	"normal", " ", "   ",
	"https://u:p@h/x?token=secret", "rtmp://a/b/key", "%s%n", "\\x1b", "{\"a\":\"\\u001b[2J\"}", "\x1b[?1049l", "\x1bc",
	"\x1b[6n", "\x1b[>c",
	"\U0001f3fb", "꧁꧂", "𒐫", "﷽", "\u0600", "\u180e", "\u115f", "\uffa0", "\u2065", "\ufff9", "\u17b4",
}

func hostile(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.Intn(6) {
		switch r.Intn(8) {
		case 0:
			b.WriteRune(rune(r.Intn(0x110000)))
		case 1:
			b.WriteByte(byte(r.Intn(256)))
		default:
			b.WriteString(hostileBits[r.Intn(len(hostileBits))])
		}
	}
	if r.Intn(40) == 0 {
		return strings.Repeat(b.String(), 400)
	}
	return b.String()
}

// foreignRoom returns a room with hostile text in every untrusted field.
func foreignRoom(r *rand.Rand, n int) *video.Snapshot {
	h := func() string { return hostile(r) }
	raw := func() json.RawMessage {
		b, _ := json.Marshal(map[string]any{h(): h(), h(): []string{h(), h()}, "n": map[string]string{h(): h()}})
		return b
	}
	s := uitest.SmallRoom()
	s.Room.Name, s.Room.DisplayName, s.Room.LayoutName, s.Room.PreviewURL, s.Room.Meta = h(), h(), h(), h(), raw()
	for i := range n {
		m := uitest.Member(20+i, h())
		m.CurrentPosition, m.RequestedPosition, m.Meta = video.Position(h()), video.Position(h()), raw()
		m.InputVolume, m.HandRaised, m.Talking = r.NormFloat64()*100, r.Intn(3) == 0, r.Intn(3) == 0
		switch r.Intn(8) {
		case 0:
			m.ID = video.MemberID(h() + fmt.Sprint(i))
		case 1:
			m.ParentID, m.Type = s.Members[0].ID, video.TypeScreen
		case 2:
			m.Type = h()
		}
		s.Members = append(s.Members, m)
	}
	s.Layout.Name, s.Layouts = h(), []string{h(), h(), "3x3"}
	layers := append([]video.Layer(nil), s.Layout.Layers...)
	for i := range layers {
		layers[i].Position = video.Position(h())
		layers[i].MemberID = s.Members[r.Intn(len(s.Members))].ID
	}
	s.Layout.Layers = layers
	s.Recordings = append(s.Recordings,
		&video.Recording{ID: h(), State: h(), StartedAt: uitest.Epoch, SeenAt: uitest.Epoch})
	s.Playbacks = []*video.Playback{
		{ID: h(), State: h(), URL: h(), Volume: 3, SeenAt: uitest.Epoch},
		{ID: "p2", State: "playing", URL: "https://x/" + h()},
	}
	s.Streams = []*video.Stream{{ID: h(), State: video.StateStreaming, URL: "rtmp://x/" + h()}}
	who := []video.Person{{ID: video.MemberID(h()), Name: h()}, {ID: "m1", Name: h()}}
	layout, mute := video.SetLayout(h(), nil), video.AudioMute("m1")
	s.Log = append(s.Log,
		&video.Entry{
			N: 10, At: uitest.Epoch, Kind: video.EntryCommand, Command: &layout, Outcome: video.OutcomeRefused,
			Err: h(),
		},
		&video.Entry{
			N: 11, At: uitest.Epoch, Kind: video.EntryCommand, Command: &mute, Who: who,
			Outcome: video.OutcomeUnknown, Err: h(),
		},
		&video.Entry{N: 12, At: uitest.Epoch, Kind: video.EntryWarning, Note: video.Note(h()), Who: who, Err: h()},
		&video.Entry{N: 13, At: uitest.Epoch, Kind: video.EntryLeft, Who: who[:1]},
		&video.Entry{N: 14, At: uitest.Epoch, Kind: video.EntryRecording, Note: video.Note(h())})
	s.Denied = map[video.Action]string{video.ActLock: h()}
	s.Link.Err = fmt.Errorf("closed: %s", h())
	return s
}

var sgrSequence = regexp.MustCompile(`^\x1b\[[0-9;]*m`)

// checkBytes parses a frame: only text and gavel's colours, and no line wider than the screen.
func checkBytes(t testing.TB, frame string, w, h int, ascii bool) {
	t.Helper()
	if !utf8.ValidString(frame) {
		t.Fatalf("the frame is not valid UTF-8: %q", frame)
	}
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines, want %d", len(lines), h)
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got > w {
			t.Fatalf("line %d has %d cells of %d: %q", i, got, w, line)
		}
		for rest := line; rest != ""; {
			if rest[0] == 0x1b {
				seq := sgrSequence.FindString(rest)
				if seq == "" {
					t.Fatalf("line %d holds an untrusted sequence: %q", i, line)
				}
				rest = rest[len(seq):]
				continue
			}
			r, size := utf8.DecodeRuneInString(rest)
			bad := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
			if bad && r != '\u200d' && r != '\u200c' {
				t.Fatalf("line %d holds %U: %q", i, r, line)
			}
			if ascii && r > '~' {
				t.Fatalf("line %d holds %U without a UTF-8 locale: %q", i, r, line)
			}
			rest = rest[size:]
		}
	}
}

// T11: no name of the room, its members or its media acts on the terminal or moves a cell.
func TestFault_T11_HostileText(t *testing.T) {
	r := rand.New(rand.NewSource(11))
	keys := strings.Fields(`1 2 3 4 5 6 i esc x esc P esc l esc o esc : esc ? esc R esc r esc b esc T esc e esc E esc s esc j a m esc space
		y u h n M d % esc G k tab f f f f f f f / ctrl+l K w`)
	if testing.Short() {
		*hostileFrames /= 4
	}
	frames := 0
	for frames < *hostileFrames {
		size := [][2]int{{80, 24}, {120, 36}, {200, 60}, {60, 15}, {60 + r.Intn(160), 15 + r.Intn(50)}}[r.Intn(5)]
		name, ascii := []string{"dark", "light", "mono"}[r.Intn(3)], r.Intn(3) == 0
		th, err := theme.ByName(name, theme.TrueColor)
		if err != nil {
			t.Fatal(err)
		}
		if ascii {
			th = th.WithASCII()
		}
		s := newScreenWith(t, size[0], size[1], foreignRoom(r, 12), th)
		s.room.answer = func(c video.Command) (video.Result, error) {
			err := &video.RPCError{Code: "403", Message: hostile(r)}
			return video.Result{Command: c, Value: json.RawMessage(`{"x":"\u001b[2J\u202e"}`)}, err
		}
		for range 40 {
			if r.Intn(4) == 0 {
				s.publish(foreignRoom(r, 12))
			}
			s.press(keys[r.Intn(len(keys))])
			if r.Intn(6) == 0 {
				s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(hostile(r)), Paste: true})
			}
			checkBytes(t, s.m.View(), size[0], size[1], ascii)
			if frames++; t.Failed() {
				return
			}
		}
		s.pass(time.Second)
	}
	t.Logf("%d frames", frames)
}

// A list of rooms is untrusted text, too.
func TestHostileRoomsInThePicker(t *testing.T) {
	r := rand.New(rand.NewSource(12))
	for range 50 {
		s, rooms := newRooms(t, "A", "B", "C")
		for i := range rooms.list {
			rooms.list[i].DisplayName, rooms.list[i].LayoutName, rooms.list[i].ID = hostile(r), hostile(r), hostile(r)
		}
		s.press("esc R")
		checkBytes(t, s.m.View(), 80, 24, false)
		s.press("enter")
		checkBytes(t, s.m.View(), 80, 24, false)
	}
}

func FuzzHostileName(f *testing.F) {
	for _, bit := range hostileBits {
		f.Add(bit)
	}
	th, _ := theme.ByName("dark", theme.TrueColor)
	s := newScreenWith(f, 120, 36, uitest.SmallRoom(), th)
	f.Fuzz(func(t *testing.T, name string) {
		s.t = t
		snap := uitest.SmallRoom()
		snap.Room.DisplayName, snap.Room.LayoutName = name, name
		snap.Members = append(snap.Members, uitest.Member(20, name))
		snap.Log = append(snap.Log,
			&video.Entry{N: 10, At: uitest.Epoch, Kind: video.EntryLeft, Who: []video.Person{{ID: "m20", Name: name}}})
		snap.Layout.Layers[0].MemberID = "m20"
		s.publish(snap)
		for _, key := range []string{"6", "x", "n", "1"} {
			s.pass(300 * time.Millisecond)
			s.send(uitest.KeyOf(key))
			checkBytes(t, s.m.View(), 120, 36, false)
		}
	})
}

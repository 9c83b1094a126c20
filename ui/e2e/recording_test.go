package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// recordings are the plays that the README shows as asciicasts, with the keys that a moderator presses in them.
var recordings = []struct {
	scene string
	keys  []timedKey
	lasts time.Duration
}{
	{"raid", []timedKey{{29 * time.Second, "K"}, {31 * time.Second, ";"}, {33 * time.Second, "m"}}, 36 * time.Second},
	{"questions", []timedKey{{14 * time.Second, "n"}, {24 * time.Second, "n"}}, 34 * time.Second},
	{"panel", []timedKey{{8 * time.Second, ";"}, {11 * time.Second, ";"}, {14 * time.Second, "2"}, {18 * time.Second, "1"}}, 24 * time.Second},
	{"trouble", []timedKey{{16 * time.Second, "0"}, {20 * time.Second, "\x1b"}}, 30 * time.Second},
}

// timedKey is a key and when it is pressed.
type timedKey struct {
	at  time.Duration
	key string
}

// Size of the recordings.
const castW, castH = 100, 30

// castHeader is the first line of an asciicast. It holds no command, title, time or environment.
type castHeader struct {
	Version int `json:"version"`
	Width   int `json:"width"`
	Height  int `json:"height"`
}

// TestRecordings makes the recordings with -update. Without it, it checks that they exist and give nothing away.
func TestRecordings(t *testing.T) {
	for _, r := range recordings {
		path := filepath.Join("..", "pictures", r.scene+".cast")
		if *update {
			if err := os.WriteFile(path, record(t, r.scene, r.keys, r.lasts), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		checkCast(t, file)
		_ = file.Close()
	}
}

// checkCast checks the form of a recording, and that nothing of this machine is in it.
func checkCast(t *testing.T, file io.Reader) {
	t.Helper()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	host, _ := os.Hostname()
	for n := 0; lines.Scan(); n++ {
		line := lines.Bytes()
		if n == 0 {
			head := json.NewDecoder(bytes.NewReader(line))
			head.DisallowUnknownFields()
			if err := head.Decode(new(castHeader)); err != nil {
				t.Errorf("the header is %s: %v", line, err)
			}
			continue
		}
		var event []any
		if err := json.Unmarshal(line, &event); err != nil || len(event) != 3 || event[1] != "o" {
			t.Fatalf("line %d is no output: %.100s", n+1, line)
		}
		text, _ := event[2].(string)
		if hidden.MatchString(text) {
			t.Errorf("line %d holds more than a picture: %.100q", n+1, hidden.FindString(text))
		}
		if host != "" && len(host) > 4 && strings.Contains(text, host) {
			t.Errorf("line %d names this machine", n+1)
		}
	}
}

// hidden matches the strings that a recording must not hold: titles and other strings for the terminal, and its modes.
// Only the mode that holds back half a frame is part of the picture.
var hidden = regexp.MustCompile(`\x1b[\]P_^X]|\x1b\[\?(?:[013-9]|2[^0]|20[^2])[\d;]*[hl]`)

// record runs a play and returns its recording.
func record(t *testing.T, scene string, keys []timedKey, lasts time.Duration) []byte {
	t.Helper()
	cmd := exec.Command("sh", "-c", "exec "+gavel(t, "env -u NO_COLOR TERM=xterm-256color COLORTERM=truecolor", "demo", "--scenario", scene))
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: castH, Cols: castW})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	start := time.Now()
	for _, k := range keys {
		time.AfterFunc(k.at, func() { _, _ = terminal.WriteString(k.key) })
	}
	time.AfterFunc(lasts, func() { _, _ = terminal.WriteString("\x03") }) // what it writes at the end is not recorded
	var out bytes.Buffer
	head, _ := json.Marshal(castHeader{2, castW, castH})
	out.Write(append(head, '\n'))
	buf, rest := make([]byte, 1<<16), ""
	for {
		n, err := terminal.Read(buf)
		if n > 0 && time.Since(start) < lasts {
			var text string
			if text, rest = picture(rest + string(buf[:n])); text != "" {
				quoted, _ := json.Marshal(text)
				fmt.Fprintf(&out, "[%.3f,\"o\",%s]\n", time.Since(start).Seconds(), quoted)
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Log(err) // the end of the program
			}
			break
		}
	}
	_ = cmd.Wait()
	return out.Bytes()
}

// picture returns the part of the output that belongs to the picture, and the beginning of an incomplete sequence.
func picture(output string) (text, rest string) {
	var b strings.Builder
	var state byte
	for len(output) > 0 {
		seq, width, n, next := ansi.DecodeSequence(output, state, nil)
		if next != ansi.NormalState && n == len(output) {
			return b.String(), output
		}
		if width > 0 || len(seq) > 0 && seq[0] != 0x1b || strings.HasPrefix(seq, "\x1b[") && !hidden.MatchString(seq) && strings.ContainsAny(seq[len(seq)-1:], "mHJKCABDGdXhl") {
			b.WriteString(seq)
		}
		output, state = output[n:], next
	}
	return b.String(), ""
}

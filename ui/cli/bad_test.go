//go:build linux

package cli

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"gavel/session/localrelay"
)

// fewestBad is how many bad inputs the table has at least.
const fewestBad = 200

// TestBadInputs runs each line of testdata/bad.txt: one sentence on stderr, nothing on stdout, the exit code, and no
// request to the relay.
func TestBadInputs(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("testdata/bad.txt")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := quietRoom(t, localrelay.Options{})
	tried := 0
	for line := range strings.Lines(string(table)) {
		line = strings.TrimSpace(line)
		input, want, ok := strings.Cut(line, " ## ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := quotedWords(input)
		exit, err := strconv.Atoi(words[0])
		if !ok || err != nil {
			t.Fatalf("not a line of the table: %s", line)
		}
		tried++
		code, out, said := gavel(t, s, words[1:]...)
		if code != exit || out != "" {
			t.Errorf("%s\n\texit code %d, want %d; on stdout %q", input, code, exit, out)
		}
		sentence, caret, _ := strings.Cut(said, "\n")
		if !strings.HasPrefix(sentence, "gavel: ") || !strings.Contains(sentence, want) || !isCaret(caret) {
			t.Errorf("%s\n\tsays %q, want %q", input, said, want)
		}
		if n := len(s.Ledger()); n > 0 {
			t.Fatalf("%s\n\tsent %d requests: %v", input, n, s.Ledger())
		}
	}
	if tried < fewestBad {
		t.Errorf("%d bad inputs, want %d", tried, fewestBad)
	}
}

// isCaret reports whether the rest of a message is nothing, or two lines that point at a fault.
func isCaret(rest string) bool {
	if rest == "" {
		return true
	}
	text, marks, _ := strings.Cut(rest, "\n")
	return strings.HasPrefix(text, "  ") && strings.Trim(marks, " ^\n") == "" && strings.Contains(marks, "^")
}

// quotedWords splits a line at spaces, except inside '…'.
func quotedWords(line string) []string {
	var words []string
	var word strings.Builder
	quoted, inWord := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, inWord = !quoted, true
		case r == ' ' && !quoted:
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}

// badInRoom are inputs that only the room can judge.
var badInRoom = []struct {
	line, code, want string
}{
	{"members nosuch", codeNotFound, "in progress: standup"},
	{"watch nosuch", codeNotFound, "in progress: standup"},
	{"wait nosuch member.joined", codeNotFound, `"nosuch" not found`},
	{"do nosuch lock", codeNotFound, "in progress: standup"},
	{"do nosuch subscribe --dry-run", codeNotFound, "in progress: standup"},
	{"do standup audioMute memberId=Xaver", codeNotFound, "there are: "},
	{"do standup audioMute memberId=Xaver --dry-run", codeNotFound, "there are: "},
	{"do standup audioMute memberId=" + sessionID, codeNotFound, sessionID},
	{"do standup audioMute memberId=Ann memberId=Xaver", codeNotFound, `"Ann"`},
	{"do standup audioMute memberId=quinn", codeNotFound, "did you mean"},
	{"do standup removeMember memberId=Xaver --yes", codeNotFound, `"Xaver"`},
	{"do standup promote memberId=Xaver", codeNotFound, "the audience by id"},
	{`do standup setPositions positions={"Xaver":"auto"}`, codeNotFound, `"Xaver"`},
	{`do standup setLayout name=3x3 positions={"Xaver":"auto"}`, codeNotFound, `"Xaver"`},
	{"do standup audioMute where=deaf", codeNotFound, "nobody in Weekly standup matches deaf"},
	{"do standup removeMember where=screen --yes", codeNotFound, "matches screen"},
	{"do standup audioMute where=talking --listen 0s", codeNotFound, "matches talking"},
	{"do standup audioMute where=!talking --listen 0s", codeNotFound, "matches !talking"},
}

// TestBadInputsOfTheRoom: an input that only the room can reject ends with one sentence, and nothing is changed.
func TestBadInputsOfTheRoom(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	for _, test := range badInRoom {
		code, out, said := gavel(t, s, quotedWords(test.line)...)
		if code != exitFailed || out != "" || strings.Count(said, "\n") != 1 || !strings.Contains(said, test.want) {
			t.Errorf("%s\n\texit code %d, %q %q, want %q", test.line, code, out, said, test.want)
		}
		code, _, said = gavel(t, s, append(quotedWords(test.line), "--json")...)
		if code != exitFailed || !strings.Contains(said, `"code":"`+test.code+`"`) {
			t.Errorf("%s --json\n\texit code %d, %q", test.line, code, said)
		}
	}
	for _, r := range s.Ledger() {
		if !strings.HasSuffix(r.Method, ".get") && !strings.HasSuffix(r.Method, ".list") &&
			!strings.HasPrefix(r.Method, "signalwire.") && r.Method != "video.list_available_layouts" {
			t.Errorf("sent %s %s", r.Method, r.Params)
		}
	}
}

package crash

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// leftOut replaces untrusted text.
const leftOut = "[text left out]"

// traceForms are the lines that a crash report may hold.
type traceForms struct {
	own, head, killed, signal, limit    *regexp.Regexp // before the trace
	state, call, place, elided, runtime *regexp.Regexp // in it
}

// forms are compiled on first use, which takes longer than most commands run.
var forms = sync.OnceValue(func() *traceForms {
	return &traceForms{
		own:    regexp.MustCompile(`^(panic|fatal error): (` + strings.Join(ownWords, "|") + `)`),
		head:   regexp.MustCompile(`^(panic|fatal error): `),
		killed: regexp.MustCompile(`^SIG[A-Z]+: [a-z /]{1,40}$`),
		signal: regexp.MustCompile(`^\[signal SIG[A-Z]+`),
		limit: regexp.MustCompile(`^runtime: (goroutine stack exceeds \d+-byte limit|` +
			`out of memory: cannot allocate \d+-byte block \(\d+ in use\))`),
		state: regexp.MustCompile(`^goroutine \d+ (gp=0x[0-9a-f]+ m=\S+ (mp=0x[0-9a-f]+ )?)?` +
			`\[[A-Za-z .()]{1,40}(, \d+ minutes)?(, locked to thread)?\]:$`),
		// The parentheses of a call hold the words of its arguments: mostly pointers, but a small array of bytes appears in
		// clear.
		call:    regexp.MustCompile(`^((created by )?[\pL\pN_./%~@*()\[\]{}·…-]+?)(\([^()]*\)|( in goroutine \d+))$`),
		place:   regexp.MustCompile(`^(\t[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*\.(go|s):\d+)( \+0x[0-9a-f]+)?( fp=.*)?$`),
		elided:  regexp.MustCompile(`^\.\.\.(additional|\d+) frames elided\.\.\.$`),
		runtime: regexp.MustCompile(`^runtime stack:$`),
	}
})

// ownWords are the Go runtime's own sentences about a panic or a fatal error, which hold nothing from outside. The
// values of other panics may quote a token, a stream key or a name in any encoding, so they are left out.
var ownWords = []string{
	`runtime error: index out of range( \[-?\d+\])?( with (length|capacity) \d+)?`,
	`runtime error: slice bounds out of range( \[[\d:?-]*\])?( with (length|capacity) \d+)?`,
	`runtime error: (invalid memory address or nil pointer dereference|integer divide by zero|negative shift amount)`,
	`runtime error: (makeslice: len|makeslice: cap|makechan: size|growslice: len) out of range`,
	`(runtime error: )?(hash of unhashable type|comparing uncomparable type|interface conversion)`,
	`send on closed channel`, `close of (closed|nil) channel`, `assignment to entry in nil map`,
	`all goroutines are asleep - deadlock!`, `concurrent map (writes|iteration and map write|read and map write)`,
	`sync: (R?Unlock of unlocked RWMutex|unlock of unlocked mutex|negative WaitGroup counter)`,
	`stack overflow`, `(runtime: )?(cannot allocate memory|out of memory)`, `unexpected signal during runtime execution`,
	`concurrent write to websocket connection`, `repeated read on failed websocket connection`,
}

// reportOf turns what the runtime wrote when it ended the program into a readable report. It keeps only known words,
// so that it need not know the secrets to leave them out. headline names the cause; "" means that the runtime did not
// end the program.
func reportOf(raw string) (headline, body string) {
	var b strings.Builder
	missing, inTrace := 0, false
	for line := range strings.Lines(raw) {
		line = strings.TrimRight(line, "\n")
		inTrace = inTrace || forms().state.MatchString(line) || forms().runtime.MatchString(line)
		known := headLine(line)
		if inTrace {
			known = traceLine(line)
		}
		if known == "" && strings.TrimSpace(line) != "" {
			missing++
			continue
		}
		if headline == "" && (forms().head.MatchString(known) || forms().killed.MatchString(known)) {
			headline = known
		}
		b.WriteString(known + "\n")
	}
	if missing > 0 {
		fmt.Fprintf(&b, "[%d lines left out: they may quote names or secrets]\n", missing)
	}
	return headline, b.String()
}

// headLine returns the part of a line before the trace that may be kept, or "". The runtime indents a value of several
// lines, so that none can pass for a line of the runtime.
func headLine(line string) string {
	if own := forms().own.FindString(line); own != "" {
		return own
	}
	if head := forms().head.FindString(line); head != "" {
		return head + leftOut
	}
	for _, form := range []*regexp.Regexp{forms().killed, forms().signal, forms().limit} {
		if own := form.FindString(line); own != "" {
			return strings.TrimPrefix(own, "[")
		}
	}
	return ""
}

// traceLine returns the part of a line of the trace that may be kept, or "". The runtime writes the trace; it holds no
// untrusted text.
func traceLine(line string) string {
	if m := forms().place.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	if m := forms().call.FindStringSubmatch(line); m != nil {
		return m[1] + cmp.Or(m[4], "(...)")
	}
	for _, form := range []*regexp.Regexp{forms().state, forms().elided, forms().runtime} {
		if form.MatchString(line) {
			return line
		}
	}
	return ""
}

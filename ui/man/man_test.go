package man

import (
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	t.Parallel()
	p := Page{
		Name: "gavel-do", Version: "v1.2.3", Date: "2026-11-26", Summary: "call a method", Synopsis: `gavel do "ROOM"`,
		Text:    "Calls\n.a method.\n\n'Second' paragraph: \\n, é, ~.\n  gavel do x\n  .y\nAfter.\n\n  more\n\n  and more",
		Options: []Option{{"--yes", "do not ask"}}, Global: []Option{{"--host ADDRESS", "of the relay"}},
		SeeAlso: []string{"gavel", "gavel-watch"},
	}
	const want = `.TH "GAVEL\-DO" 1 "2026-11-26" "gavel v1.2.3" "gavel"
.SH NAME
gavel\-do \- call a method
.SH SYNOPSIS
.B "gavel do \(dqROOM\(dq"
.SH DESCRIPTION
Calls
\&.a method.
.PP
\&'Second\(aq paragraph: \en, \[u00E9], \(ti.
.PP
.nf
  gavel do x
  .y
.fi
.PP
After.
.PP
.nf
  more
.PP
  and more
.fi
.SH "OPTIONS"
.TP
.B "\-\-yes"
do not ask
.SH "GLOBAL OPTIONS"
.TP
.B "\-\-host ADDRESS"
of the relay
.SH SEE ALSO
.BR gavel (1) ,
.BR gavel\-watch (1)
`
	if got := p.Roff(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if p.File() != "gavel-do.1" {
		t.Errorf("the file is %s", p.File())
	}
}

// FuzzEscaped checks that no text becomes a request, or begins an escape that is not ours.
func FuzzEscaped(f *testing.F) {
	f.Add(".so /etc/passwd")
	f.Add("a\\*(xx\n.x")
	f.Fuzz(func(t *testing.T, text string) {
		for line := range strings.Lines(body(text)) {
			if strings.HasPrefix(line, ".") && line != ".PP\n" && line != ".nf\n" && line != ".fi\n" ||
				strings.HasPrefix(line, "'") {
				t.Errorf("%q became the request %q", text, line)
			}
		}
	})
}

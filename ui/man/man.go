// Package man writes man pages: one page per command, in the macros of man(7), for man, groff and mandoc.
//
// The text of a page is the text of --help. Lines that begin with two spaces are examples or tables and keep their
// form.
package man

import (
	"fmt"
	"strings"
)

// Page is the man page of one command.
type Page struct {
	Name     string // "gavel-watch"
	Version  string // of the program
	Date     string // of the version, such as 2026-11-26; may be empty
	Summary  string // one line
	Synopsis string // how the command is called
	Text     string // what it does, as --help says it
	Options  []Option
	Global   []Option // accepted by every command; named on the page of the program alone
	SeeAlso  []string // names of other pages
}

// Option is one flag.
type Option struct {
	Name  string // with its dashes, and its value: "--type EVENT"
	About string
}

// File returns the name of the file of the page.
func (p Page) File() string { return p.Name + ".1" }

// Roff returns the page.
func (p Page) Roff() string {
	var b strings.Builder
	// The date stays as it is: mandoc reads none whose hyphens are escaped.
	fmt.Fprintf(&b, ".TH %s 1 %q %s %s\n", quoted(strings.ToUpper(p.Name)), p.Date, quoted("gavel "+p.Version),
		quoted("gavel"))
	b.WriteString(".SH NAME\n" + escaped(p.Name) + ` \- ` + escaped(p.Summary) + "\n")
	b.WriteString(".SH SYNOPSIS\n.B " + quoted(p.Synopsis) + "\n")
	b.WriteString(".SH DESCRIPTION\n" + body(p.Text))
	writeOptions(&b, "OPTIONS", p.Options)
	writeOptions(&b, "GLOBAL OPTIONS", p.Global)
	if len(p.SeeAlso) > 0 {
		names := make([]string, len(p.SeeAlso))
		for i, name := range p.SeeAlso {
			names[i] = ".BR " + escaped(name) + " (1)"
		}
		b.WriteString(".SH SEE ALSO\n" + strings.Join(names, " ,\n") + "\n")
	}
	return b.String()
}

func writeOptions(b *strings.Builder, head string, options []Option) {
	if len(options) == 0 {
		return
	}
	b.WriteString(".SH " + quoted(head) + "\n")
	for _, o := range options {
		b.WriteString(".TP\n.B " + quoted(o.Name) + "\n" + escaped(o.About) + "\n")
	}
}

// body returns text in paragraphs. An indented line, and those that follow it, are printed as they are.
func body(text string) string {
	var b strings.Builder
	inPlain, inText := false, false
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		line = strings.TrimRight(line, " \n")
		isPlain := strings.HasPrefix(line, "  ")
		switch {
		case line == "":
			inText = false
			continue
		case isPlain && !inPlain:
			b.WriteString(".PP\n.nf\n")
		case !isPlain && inPlain:
			b.WriteString(".fi\n.PP\n")
		case isPlain && !inText, !isPlain && !inText && b.Len() > 0: // after an empty line
			b.WriteString(".PP\n")
		}
		inPlain, inText = isPlain, true
		b.WriteString(escaped(line) + "\n")
	}
	if inPlain {
		b.WriteString(".fi\n")
	}
	return b.String()
}

// quoted returns the text as one argument of a macro.
func quoted(s string) string { return `"` + strings.ReplaceAll(escaped(s), `"`, `\(dq`) + `"` }

// escaped returns text that no formatter takes for a request. A hyphen stays one that can be copied.
func escaped(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case i == 0 && (r == '.' || r == '\''):
			b.WriteString(`\&` + string(r))
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

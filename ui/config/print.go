package config

import (
	"fmt"
	"strings"
)

// InForce is a setting as it is in force.
type InForce struct {
	Setting
	Text   string   // the value as TOML
	Lines  []string // the entries of a table as TOML, "NAME = VALUE"
	Source string   // where it comes from: default, the file with its line, a variable or a flag
	Note   string   // why the value has no effect, or ""
}

// Print returns the settings in force as a configuration file with short comments. Read as a file, it has the same
// effect, except for what [Values.Masked] has masked.
func Print(about []string, all []InForce) string {
	var b strings.Builder
	for _, line := range append(about, liveOrRestart) {
		b.WriteString("# " + escaped(strings.Join(strings.Fields(line), " ")) + "\n")
	}
	for _, s := range all {
		b.WriteString("\n" + comment(sentence(s.Doc)+" "+s.describe(), lineWidth))
		source := s.Source
		if s.Note != "" {
			source += "; " + s.Note
		}
		source = " # " + escaped(source) + "\n"
		if len(s.Lines) == 0 {
			b.WriteString(s.Key + " = " + s.Text + source)
		}
		for _, line := range s.Lines {
			b.WriteString(s.Key + "." + line + source)
		}
	}
	return b.String()
}

// liveOrRestart explains the last word about each setting.
const liveOrRestart = "Live: a change takes effect while the console runs. Restart: at the next start."

// lineWidth is the width of comments, in bytes.
const lineWidth = 100

// describe returns which values are allowed, and when a change takes effect.
func (s Setting) describe() string {
	when := "Restart."
	if s.Live {
		when = "Live."
	}
	switch s.kind.(type) {
	case scalar[float64], scalar[int]:
		return "Allowed: " + s.Type() + ". " + when
	}
	if strings.Contains(s.Type(), ", ") {
		return "Allowed: " + s.Type() + ". " + when
	}
	return when
}

// sentence makes a sentence of a phrase.
func sentence(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] + "." }

// comment returns text as lines of a comment.
func comment(text string, width int) string {
	var b strings.Builder
	line := "#"
	for word := range strings.FieldsSeq(escaped(text)) {
		if len(line)+1+len(word) > width && line != "#" {
			b.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}

// Help returns the table for a help text.
func Help() string {
	d := Defaults()
	var b strings.Builder
	b.WriteString(liveOrRestart + "\n\n")
	for i, s := range Settings() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "  %s = %s\n", s.Key, s.Text(&d))
		for line := range strings.Lines(comment(sentence(s.Doc)+" "+s.More+" "+s.describe(), lineWidth-len("      "))) {
			b.WriteString("      " + strings.TrimPrefix(line, "# "))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// Markdown returns the table in Markdown.
func Markdown() string {
	d := Defaults()
	var b strings.Builder
	b.WriteString("| setting | default | does | |\n|---|---|---|---|\n")
	for _, s := range Settings() {
		when := "restart"
		if s.Live {
			when = "live"
		}
		doc := s.Doc
		plain := s.Type() == "string" || s.Type() == "path" || s.Type() == "true or false"
		if !plain && !strings.HasPrefix(s.Type(), "table") {
			doc += " (" + s.Type() + ")"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.Key, s.Text(&d), doc, when)
	}
	return b.String()
}

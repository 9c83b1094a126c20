package dialog

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// report shows a report. It can be written to a file.
type report struct {
	reader
	text  string
	lines []string                     // of the text
	save  func(string) (string, error) // nil: it cannot be saved
}

// NewReport shows a report of several lines. save writes it to a file and returns its path; nil means that it cannot be
// saved.
func NewReport(d Desk, title, report string, save func(string) (string, error)) widget.Dialog {
	return newReport(d, title, report, save)
}

func newReport(d Desk, title, body string, save func(string) (string, error)) *report {
	lines := strings.Split(strings.TrimRight(text.Sanitise(body), "\n"), "\n")
	r := &report{reader: reader{d: d, name: title, body: lines, h: 1, wide: true}, text: body, lines: lines, save: save}
	if save != nil {
		r.more = []key.Binding{keyWrite}
	}
	return r
}

// Lines breaks sentences that are too long. Rows of a table, which are indented, are cut.
func (r *report) Lines(maxW, maxH int) []string {
	r.body = r.body[:0:0]
	for _, line := range r.lines {
		if strings.HasPrefix(line, " ") || line == "" {
			r.body = append(r.body, line)
			continue
		}
		r.body = append(r.body, draw.Wrap(line, maxW)...)
	}
	return r.reader.Lines(maxW, maxH)
}

// keyWrite writes the report to a file.
var keyWrite = key.NewBinding(key.WithKeys("w"), key.WithHelp("w", "write to a file"))

// Hint returns the keys of the report for the footer.
func (r *report) Hint() []key.Binding { return r.more }

// Key writes the report, scrolls or closes.
func (r *report) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	if r.save == nil || !key.Matches(k, keyWrite) {
		return r.reader.Key(k)
	}
	path, err := r.save(r.text)
	if err != nil {
		r.d.Say("Not written: "+text.Clean(err.Error())+".", draw.Bad)
		return false, nil
	}
	r.d.Say("The report is in "+text.Clean(path)+".", draw.Good)
	return false, nil
}

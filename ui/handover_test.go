package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"gavel/session/video"
)

func TestHandOverWithoutAJournal(t *testing.T) {
	s := newScreen(t, 120, 36)
	s.press("O")
	s.wantText("Tonight so far")
	s.wantText("No journal records this night")
	s.wantText("Mark Oduya")
	s.press("w")
	s.wantNoText("The report is in")
	s.press("esc")
	s.wantNoText("Tonight so far")
}

// The sentences of a report break where the screen ends; they are not cut.
func TestHandOverBreaksSentences(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("O")
	s.wantText("entries of its log")
}

func TestHandOverFromTheJournal(t *testing.T) {
	tests := []struct {
		name string
		err  error
		save error
		want string
	}{
		{"written", nil, nil, "The report is in report.txt."},
		{"a full disk", nil, errors.New("no space left on device"), "Not written: no space left on device."},
		{"no journal", errors.New("the file is gone"), nil, "There is no report: the file is gone."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newScreen(t, 80, 24)
			var saved string
			s.m.o.HandOver = HandOver{
				Report: func(context.Context, *video.Snapshot) (string, error) {
					return strings.Repeat("one line\n", 50) + "the last\x1b[31m line\n", test.err
				},
				Save: func(text string) (string, error) {
					saved = text
					return "report.txt", test.save
				},
			}
			s.press("O")
			if test.err == nil {
				s.wantText("w write to a file")
				s.press("G")
				s.wantText("the last")
				s.press("w")
				if len(saved) < 400 {
					t.Errorf("saved %q", saved)
				}
			}
			s.wantText(test.want)
		})
	}
}

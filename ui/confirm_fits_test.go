package ui

import (
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/widget"
)

// A question that does not fit hides its answers: what must be typed, and how to leave.
func TestQuestionsFitTheSmallestScreen(t *testing.T) {
	for name, open := range map[string]func(s *screenTest, all []video.MemberID) widget.Dialog{
		"typed": func(s *screenTest, all []video.MemberID) widget.Dialog {
			c := video.RemoveMember(all...)
			plan := video.Plan{Act: all[:6], Gone: all[6:]}
			return newConfirm(s.m.desk, c, nil).plan(plan).note("Another note.").requireTyped()
		},
		"plan": func(s *screenTest, all []video.MemberID) widget.Dialog {
			return newConfirm(s.m.desk, video.Deaf(all...), nil).plan(video.Plan{Act: all[:7], Already: all[7:]})
		},
		"unrecorded": func(s *screenTest, all []video.MemberID) widget.Dialog {
			return newUnrecorded(s.m.desk, video.RemoveMember(all...), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, minWidth, minHeight)
			s.change(func(c *video.Snapshot) { c.AuditErr = strings.Repeat("no space left on device ", 20) })
			var all []video.MemberID
			for _, m := range s.m.snap.Members {
				all = append(all, m.ID)
			}
			const margin = 4
			d := open(s, all)
			got := d.Lines(minWidth-2*margin, minHeight-margin)
			if len(got) > minHeight-margin {
				t.Errorf("%d lines for %d:\n%s", len(got), minHeight-margin, strings.Join(got, "\n"))
			}
			s.m.Open(d)
			s.wantText("Mark Oduya")
			s.wantText("more")
		})
	}
}

// The footer names the keys of the second question: y is none of them.
func TestUnrecordedNamesItsKeys(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.change(func(c *video.Snapshot) { c.AuditErr = "no space left on device" })
	s.m.Open(newUnrecorded(s.m.desk, video.RemoveMember("m2"), s.m.commander.send))
	s.wantFooter("W no record")
	if strings.Contains(s.footer(), "y yes") {
		t.Errorf("the footer says %q", s.footer())
	}
}

package ui

import (
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
)

// reviewOf opens the review of a command that was not sent to anybody.
func reviewOf(s *screenTest, c video.Command) *review {
	s.t.Helper()
	e := video.Entry{Kind: video.EntryCommand, Command: &c, Outcome: video.OutcomeNotSent}
	for _, id := range c.Targets {
		e.Who = append(e.Who, video.Person{ID: id, Name: s.m.snap.Member(id).Name})
		e.Targets = append(e.Targets, video.TargetResult{Member: id, Outcome: video.OutcomeNotSent})
	}
	d := newReview(s.m.commander, e)
	s.m.Open(d)
	return d
}

var reviewSizes = [][2]int{{minWidth, minHeight}, {80, 24}, {200, 60}}

// The answers are on the screen, whatever people are called.
func TestReviewOfLongNamesKeepsItsAnswers(t *testing.T) {
	for _, size := range reviewSizes {
		for _, n := range []int{2, 3, 8} {
			s := newScreen(t, size[0], size[1])
			var ids []video.MemberID
			for _, m := range s.m.snap.Members[:n] {
				ids = append(ids, m.ID)
				s.edit(m.ID, func(c *video.Member) { c.Name = strings.Repeat("a very long name ", 6) })
			}
			reviewOf(s, video.RemoveMember(ids...))
			s.wantText(" y yes, " + verbOf(video.RemoveMember()) + "     n  no ")
			s.wantText("This cannot be undone.")
			s.wantText(" not sent")
		}
	}
}

func TestReviewWarnsOfNames(t *testing.T) {
	s := newScreen(t, 80, 24)
	reviewOf(s, video.RemoveMember("m2", "m7"))
	s.wantText("⚠ Jonas Weber #m7 looks like another name: compare the id")
	s.wantNoText("renamed")
	s.edit("m2", func(m *video.Member) { m.Name = "Somebody Else" })
	s.wantText("⚠ Somebody Else renamed from David Kern")
	s.change(func(c *video.Snapshot) { c.AuditErr = "no space left on device" })
	s.wantText(notRecorded)
}

// What can be undone does not say otherwise.
func TestReviewOfACalmCommandHasNoNote(t *testing.T) {
	s := newScreen(t, 80, 24)
	reviewOf(s, video.VideoMute("m1", "m2"))
	s.wantText(" y yes, camera off     n  no ")
	s.wantNoText("cannot be undone")
}

func TestReviewFits(t *testing.T) {
	s := newScreen(t, minWidth, minHeight)
	s.change(func(c *video.Snapshot) { c.AuditErr = "no space left on device" })
	d := reviewOf(s, video.RemoveMember("m1", "m2", "m7", "m8"))
	for h := 2; h < 20; h++ {
		for _, w := range []int{40, 52, 96} {
			uitest.CheckDialog(t, d, w, h)
		}
	}
}

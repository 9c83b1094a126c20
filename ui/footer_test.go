package ui

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/uitest"
)

// The dialog names the keys of the present page: in the text, Enter starts a new line.
func TestMetadataEditorNamesItsKeys(t *testing.T) {
	s := newScreen(t, arrange.MinWidth, arrange.MinHeight)
	s.change(func(c *video.Snapshot) { c.Room.Meta = []byte(`{"a":1}`) })
	s.room.answer = func(video.Command) (video.Result, error) { return video.Result{Value: []byte(`{}`)}, nil }
	s.run(s.m.commander.openRoomMeta())
	s.m.dirty = true
	s.wantText("Enter new line")
	s.wantText("Esc leave")
	s.press("tab")
	s.wantText("Enter choose")
	s.wantText("Esc edit on")
}

// TestField_D14_OneFooter: the last line shows only keys that do something now, and nothing while a dialog names its
// keys itself.
func TestField_D14_OneFooter(t *testing.T) {
	lost := func(c *video.Snapshot) { c.Link.State, c.Stale = video.LinkWaiting, true }
	for name, c := range map[string]struct {
		do         func(s *screenTest)
		with, lack []string
	}{
		"open microphone":  {func(*screenTest) {}, []string{"m mute", "; talker", "n next turn"}, []string{"M unmute", "u undo"}},
		"muted":            {func(s *screenTest) { s.press("j") }, []string{"M unmute"}, []string{"m mute"}},
		"marked":           {func(s *screenTest) { s.press("space") }, []string{"m mute", "M unmute"}, nil},
		"watch only":       {func(s *screenTest) { s.press("ctrl+o") }, []string{"/ filter", "? help"}, []string{"m mute", "l layout"}},
		"offline":          {func(s *screenTest) { s.change(lost) }, []string{"/ filter", "? help", "q quit"}, []string{"m mute", ": command"}},
		"no hands":         {func(s *screenTest) { s.change(lowerAll); s.press("3") }, []string{"? help"}, []string{"n next turn", "m mute", "h lower"}},
		"dialog":           {func(s *screenTest) { s.press("l") }, nil, []string{"m mute", "? help", "esc"}},
		"question":         {func(s *screenTest) { s.press("x") }, []string{"y remove", "Esc cancel"}, []string{"m mute"}},
		"not allowed":      {func(s *screenTest) { s.change(deny) }, []string{"? help"}, []string{"m mute", "M unmute"}},
		"nothing is muted": {func(s *screenTest) { s.press("2") }, []string{"Enter place"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t, 120, 36)
			c.do(s)
			s.pass(10 * time.Second)
			for _, want := range c.with {
				s.wantFooter(want)
			}
			for _, no := range c.lack {
				if strings.Contains(s.footer(), no) {
					t.Errorf("the footer says %q, which holds %q", s.footer(), no)
				}
			}
		})
	}
}

// The second hand makes another key of the pane do something.
func TestFooterFollowsTheRoom(t *testing.T) {
	s := newScreen(t, 200, 36)
	s.change(func(c *video.Snapshot) {
		lowerAll(c)
		uitest.EditMember(c, "m1", func(m *video.Member) { m.HandRaised = true })
	})
	s.press("3")
	if s.pass(10 * time.Second); strings.Contains(s.footer(), "mark all") {
		t.Errorf("the footer says %q for one hand", s.footer())
	}
	s.change(func(c *video.Snapshot) {
		uitest.EditMember(c, "m2", func(m *video.Member) { m.HandRaised = true })
	})
	s.wantFooter("mark all")
}

func lowerAll(c *video.Snapshot) {
	for _, m := range c.Members {
		uitest.EditMember(c, m.ID, func(m *video.Member) { m.HandRaised = false })
	}
}

func deny(c *video.Snapshot) {
	c.Denied = map[video.Action]string{video.ActAudioMute: "no", video.ActAudioUnmute: "no"}
}

package ui

import (
	"testing"

	"gavel/session/video"
)

// The footer names the keys of the present page: in the text, Enter starts a new line.
func TestMetadataEditorNamesItsKeys(t *testing.T) {
	s := newScreen(t, minWidth, minHeight)
	s.change(func(c *video.Snapshot) { c.Room.Meta = []byte(`{"a":1}`) })
	s.room.answer = func(video.Command) (video.Result, error) { return video.Result{Value: []byte(`{}`)}, nil }
	s.run(s.m.commander.openRoomMeta())
	s.m.dirty = true
	s.wantFooter("enter new line")
	s.wantFooter("esc leave")
	s.press("tab")
	s.wantFooter("enter choose")
	s.wantFooter("esc edit on")
}

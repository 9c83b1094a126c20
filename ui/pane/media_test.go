package pane

import (
	"testing"

	"gavel/ui/uitest"
)

// TestField_D10_EnterOpensTheObject presses Enter on a recording: its details open, not those of a member.
func TestField_D10_EnterOpensTheObject(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.MediaRoom())
	p := NewMedia(d)
	p.Resize(100, 20)
	p.Lines(true)
	if _, used := p.Key(uitest.KeyOf("enter")); !used {
		t.Fatal("the pane leaves the key to others")
	}
	d.WantShown("State")
	d.WantShown("recording")
	d.WantShown("Id")
	d.Press("esc")
	if d.Top() != nil {
		t.Error("it stays open")
	}
}

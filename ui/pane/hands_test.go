package pane

import (
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/uitest"
)

// TestHandsShowTheQueue: the pane shows the queue of the floor in the order of calling, with lanes and lines of text.
func TestHandsShowTheQueue(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	m, low := d.Snap.Members[0], d.Snap.Members[1]
	d.FloorView = &floor.View{
		Mode: floor.Queue.Mode(), Closed: true,
		Queue: []floor.Entry{
			{ID: m.ID, Name: m.Name, Lane: floor.Points, Since: d.Clock.Add(-5 * time.Second), Callable: true},
			{ID: low.ID, Name: low.Name, Since: d.Clock.Add(-70 * time.Second), ByHand: true, DownAt: d.Clock},
			{ID: "~1", Name: "Brandt, chamber microphone", Since: d.Clock.Add(-65 * time.Second), Callable: true},
			{ID: "gone", Name: "Elif", Since: d.Clock.Add(-2 * time.Minute), Away: d.Clock},
		},
	}
	p := NewHands(d)
	p.Resize(60, 5)
	p.Update()
	if p.Title() != "Queue (closed) · 2" {
		t.Errorf("title %q: it counts who can be called, as the header does", p.Title())
	}
	lines := p.Lines(true)
	for i, want := range []struct{ number, name, waited string }{
		{"1", "point of order: " + m.Name, "0:05"},
		{" ", low.Name, "lowered"},
		{"2", "Brandt, chamber microphone", "1:05"},
		{" ", "Elif", "away"},
	} {
		line := strings.TrimRight(draw.Strip(lines[i]), " ")
		if !strings.Contains(line, want.number+" "+want.name) || !strings.HasSuffix(line, " "+want.waited) {
			t.Errorf("line %d: %q, want %+v", i, line, want)
		}
	}
	if target := p.(Targeter).Target(); target != m.ID {
		t.Errorf("keys act on %s", target)
	}
	talked := draw.Clock(m.Talked(d.Clock))
	if line := draw.Strip(lines[0]); !strings.Contains(line, "spoke "+talked) {
		t.Errorf("two times without a word: %q", line)
	}
	d.FloorView = nil
	p.Update()
	if p.Title() != "Hands · 2" {
		t.Errorf("without a floor the title is %q", p.Title())
	}
}

// TestTurnsTakeThePlaceOfTheTalkLine: at 80 columns and with a mode on, the row shows how often and how long a person
// has had the floor.
func TestTurnsTakeThePlaceOfTheTalkLine(t *testing.T) {
	d := uitest.NewFakeDesk(t, uitest.SmallRoom())
	m := d.Snap.Members[0]
	p := NewMembers(d)
	p.Resize(78, 8)
	p.Update()
	shows := func(w int, heads, row string) {
		t.Helper()
		p.Resize(w, 8)
		lines := p.Lines(true)
		if head := draw.Strip(lines[0]); !strings.Contains(head, heads) {
			t.Errorf("%d columns: the heads are %q, want %q", w, head, heads)
		}
		if got := draw.Strip(lines[1]); strings.Contains(got, "2× 5:40") != (row != "") {
			t.Errorf("%d columns: %q", w, got)
		}
		for i, line := range lines {
			if draw.Width(line) != w {
				t.Errorf("line %d has %d cells", i, draw.Width(line))
			}
		}
	}
	shows(78, "last 5 min", "")
	d.FloorView = &floor.View{
		Mode:   floor.Queue.Mode(),
		Totals: map[video.MemberID]floor.Total{m.ID: {Turns: 2, Used: 5*time.Minute + 40*time.Second}},
	}
	shows(78, "turns", "2× 5:40")
	shows(140, "last 5 min", "")
	shows(78, "turns", "2× 5:40")
	d.FloorView = nil
	shows(78, "last 5 min", "")
}

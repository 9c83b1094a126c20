package pane

import (
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/uitest"
)

// timelineDesk is a desk whose roster lasts, so that it remembers who talked.
type timelineDesk struct {
	*uitest.Desk
	roster *people.Roster
}

func (d *timelineDesk) Roster() *people.Roster { return d.roster }

// spoken returns a desk on which Mark and Ana have talked, and David is talking.
func spoken(t *testing.T) *timelineDesk {
	t.Helper()
	s := uitest.SmallRoom()
	d := &timelineDesk{uitest.NewFakeDesk(t, s), people.New(false)}
	take := func(edit func(c *video.Snapshot)) {
		c := *d.Snap
		c.Members = append([]*video.Member(nil), c.Members...)
		edit(&c)
		d.Snap = &c
		d.roster.Take(&c, d.Clock)
		d.roster.Air.Hear(d.Clock)
	}
	talk := func(id video.MemberID, from, to time.Duration) {
		take(func(c *video.Snapshot) {
			uitest.EditMember(c, id, func(m *video.Member) { m.Talking, m.TalkStart = true, uitest.Epoch.Add(-from) })
		})
		if to == 0 {
			return
		}
		take(func(c *video.Snapshot) {
			uitest.EditMember(c, id, func(m *video.Member) {
				m.Talking, m.TalkEnd, m.TalkTotal = false, uitest.Epoch.Add(-to), m.TalkTotal+from-to
			})
		})
	}
	take(func(*video.Snapshot) {})
	talk("m1", 10*time.Minute, 9*time.Minute)
	talk("m3", 5*time.Minute, 2*time.Minute)
	talk("m2", 30*time.Second, 0)
	return d
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	d := spoken(t)
	p := NewTimeline(d)
	p.Resize(100, 8)
	lines := p.Lines(false)
	if len(lines) != 8 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, want := range []string{"-15 min", "joins", "Ana Silva", "Mark Oduya", "David Kern"} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %q, want %q in it", i, lines[i], want)
		}
	}
	for i, want := range map[int]string{2: "3:00", 3: "1:00", 4: "0:30"} {
		if !strings.HasSuffix(strings.TrimRight(lines[i], " "), want) {
			t.Errorf("line %d is %q, want %s at its end", i, lines[i], want)
		}
	}
	if !strings.Contains(lines[2], "⚑") || !strings.Contains(lines[1], "⚑") || !strings.Contains(lines[1], "●") {
		t.Errorf("marks are missing:\n%s", strings.Join(lines, "\n"))
	}
	// the marks of a hand and of the end of the axis are where their time is
	now := strings.Index(lines[0], "now") + len("now")
	if last := len([]rune(strings.TrimRight(lines[4][:strings.LastIndex(lines[4], "0:30")], " "))); last != now-1 { // the newest cell has only just started
		t.Errorf("the line of somebody who talks ends at %d, the axis at %d", last, now)
	}
}

// The first target of a composite may be the room.
func TestTimelineMarksMemberOfAComposite(t *testing.T) {
	t.Parallel()
	c := video.Composite("quieten", "quietened", []video.MemberID{"m3"}, video.Lock(), video.AudioMute("m3"))
	e := &video.Entry{Kind: video.EntryCommand, Command: &c, Who: []video.Person{{}, {ID: "m3"}}}
	if whose(map[video.MemberID]map[int]mark{"m3": {}}, e) == nil {
		t.Error("the member has no mark")
	}
}

// Sizes down to nothing give blocks of that size, and the cursor of the people is shown.
func TestTimelineFits(t *testing.T) {
	t.Parallel()
	d := spoken(t)
	p := NewTimeline(d)
	for w, h := range uitest.Sizes(200) {
		p.Resize(w, h)
		uitest.CheckBlock(t, "timeline", p.Lines(false), w, h)
	}
	p.Resize(100, 8)
	d.At = "m1"
	if line := p.Lines(false)[3]; !strings.HasPrefix(line, "▎ Mark Oduya") {
		t.Errorf("the line is %q", line)
	}
	p.Click(30, 2)
	if d.At != "m3" {
		t.Errorf("a click chose %q", d.At)
	}
}

// While no one has a line, the pane shows how it is filled. In its first seconds, people may already be talking.
func TestEmptyTimelineShowsHowItIsFilled(t *testing.T) {
	t.Parallel()
	s := uitest.SmallRoom()
	for _, m := range s.Members {
		m.Talking = false
	}
	p := NewTimeline(uitest.NewFakeDesk(t, s))
	p.Resize(100, 8)
	if all := strings.Join(p.Lines(false), "\n"); !strings.Contains(all, "Everybody who talks gets a line here.") {
		t.Errorf("got\n%s", all)
	}
}

func TestTimelineNeedsClock(t *testing.T) {
	t.Parallel()
	d := spoken(t)
	p := NewTimeline(d)
	p.Resize(100, 8)
	p.Lines(false)
	if at := p.NeedsClock(d.Clock); !at.After(d.Clock) || at.Sub(d.Clock) > 5*time.Second {
		t.Errorf("the next cell begins at %v, now is %v", at, d.Clock)
	}
	p.rows, p.room = nil, make([]mark, p.n)
	if at := p.NeedsClock(d.Clock); !at.IsZero() {
		t.Errorf("without lines and marks it wants to be drawn at %v", at)
	}
}

package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/uitest"
)

// This file reads frames for the judge of TestFault_C6_RightPerson, and changes its room.

// chosen reports whether a list of people in a dialog shows the member under its cursor, or marked.
func (j *judge) chosen(frame string, id video.MemberID) bool {
	who := j.s.m.snap.Member(id)
	for line := range strings.SplitSeq(frame, "\n") {
		at := strings.LastIndex(line, "│ ▎")
		if at < 0 {
			at = strings.LastIndex(line, "✓")
		}
		if at < 0 || who == nil || !listsPeople(frame) {
			continue
		}
		row := line[at:]
		if tag := tagged.FindStringSubmatch(row); tag != nil {
			if tag[1] == string(id) {
				return true
			}
		} else if strings.Contains(row, who.Name+" ") {
			return true
		}
	}
	return false
}

// listsPeople reports whether a dialog in the frame lists people to choose from.
func listsPeople(frame string) bool {
	return slices.ContainsFunc([]string{"· who ─", ": who ─", "· places by member ─"}, func(title string) bool {
		return strings.Contains(frame, title)
	})
}

// placedIn reads off the line below the stage whom Enter places; "" if it names nobody.
func placedIn(frame string) string {
	_, name, _ := strings.Cut(draw.Strip(frame), " Enter places ")
	name, _, _ = strings.Cut(name, "\n")
	name, _, _ = strings.Cut(name, "│")
	name, _, _ = strings.Cut(name, "  ")
	return name
}

// named returns the member with a name as the line below the stage shows it; "" if there is none.
func (s *screenTest) named(name string) video.MemberID {
	if tag := tagged.FindStringSubmatch(name); tag != nil {
		return video.MemberID(tag[1])
	}
	name, cut := strings.CutSuffix(strings.Trim(name, ` "`), "…")
	for _, who := range s.m.snap.Members {
		if label := s.m.Name(who.ID); name != "" && (label == name || cut && strings.HasPrefix(label, name)) {
			return who.ID
		}
	}
	return ""
}

var tagged = regexp.MustCompile(`#(m\d+)`)

// seen reads the highlighted member off the text of the present frame. It fails the test if the model would act on
// another member.
func (j *judge) seen() sight {
	m := j.s.m
	j.s.paint()
	frame := m.screen.frame
	s := sight{frame: frame, focus: m.focus, painted: m.painted, placing: j.s.placing, marks: slices.Clone(m.people.Marks.IDs)}
	if m.focus != arrange.SlotPeople || len(m.dialogs.list) > 0 || m.banner.kind != bannerNone || m.snap.Room.ID == "" ||
		m.screen.plan.TooSmall {
		return s
	}
	j.read++
	var lit []video.MemberID
	p, _ := m.screen.plan.Of(arrange.SlotPeople)
	in := p.Inside()
	for y, line := range strings.Split(frame, "\n") {
		row := draw.Crop(draw.Strip(line), in.X, in.X+in.W)
		if y < in.Y || y >= in.Y+in.H || !strings.HasPrefix(row, "▎") {
			continue
		}
		lit = append(lit, j.nameOn(row))
	}
	want := []video.MemberID{m.painted}
	if m.painted == "" {
		want = nil
		lit = slices.DeleteFunc(lit, func(id video.MemberID) bool { return id == "" })
	}
	if !slices.Equal(lit, want) {
		j.t.Fatalf("seed %d, key press %d: the frame highlights %q, keys act on %q\nkeys: %q\n%s", *personSeed, j.pressed,
			lit, m.painted, j.history, frame)
	}
	if n := len(s.marks); n > 0 && !strings.Contains(frame, fmt.Sprint("→ ", n, " marked")) && m.commander.offer == nil {
		j.t.Fatalf("seed %d, key press %d: %d marks are not in the footer:\n%s", *personSeed, j.pressed, n, frame)
	}
	return s
}

// nameOn returns the member of a row: by the id on it, else by the name, which must then be unique.
func (j *judge) nameOn(row string) video.MemberID {
	if strings.HasSuffix(strings.TrimRight(row, " │"), " left") {
		return "" // has left
	}
	if tag := tagged.FindStringSubmatch(row); tag != nil {
		return video.MemberID(tag[1])
	}
	name := strings.TrimPrefix(string([]rune(row)[pane.RowPrefix:]), "└ ")
	name, _, _ = strings.Cut(name, "  ")
	if whole, _, cut := strings.Cut(name, "… "); cut {
		name = whole + "…"
	}
	var found []video.MemberID
	longest := 0
	for _, m := range j.s.m.snap.Members {
		n := 1 // only the start of a cut name is there
		switch {
		case name == m.Name || strings.HasPrefix(name, m.Name+" "): // the column is full: the state follows after one blank
			n = len(m.Name)
		case strings.HasSuffix(name, "…") && strings.HasPrefix(m.Name, strings.TrimSuffix(name, "…")):
		default:
			continue
		}
		if n > longest {
			longest, found = n, nil
		}
		if n == longest {
			found = append(found, m.ID)
		}
	}
	if len(found) != 1 {
		j.t.Fatalf("seed %d, key press %d: %q may be any of %q", *personSeed, j.pressed, row, found)
	}
	return found[0]
}

// storm changes the room in one of the ways that disturb lists.
func (j *judge) storm() {
	s := j.s
	who := func(c *video.Snapshot) video.MemberID {
		if len(c.Members) == 0 {
			return ""
		}
		return c.Members[j.rnd.Intn(len(c.Members))].ID
	}
	s.change(func(c *video.Snapshot) {
		c.Link.Heard = s.now
		for range 1 + j.rnd.Intn(3) {
			j.event(c, who(c))
		}
	})
	j.views = nil
	s.pass(0)
	s.room.sent = nil
	if len(s.m.dialogs.list) == 0 {
		clear(j.meant)
	}
	j.seen()
}

func (j *judge) event(c *video.Snapshot, id video.MemberID) {
	s := j.s
	what := j.rnd.Intn(16)
	if len(c.Members) < 5 {
		what = 0
	}
	switch what {
	case 0, 1, 2:
		j.next++
		m := uitest.Member(j.next, fmt.Sprint("Guest ", j.next%5))
		m.JoinedAt = s.now
		if id != "" && j.rnd.Intn(5) == 0 {
			m.ParentID, m.Type = id, video.TypeScreen
		}
		c.Members = append(c.Members, m)
	case 3, 4:
		uitest.RemoveMember(c, id)
	case 5:
		j.next++
		uitest.EditMember(c, id, func(m *video.Member) { m.Name = fmt.Sprint("Renamed ", j.next%7) })
	case 6, 7:
		uitest.EditMember(c, id, func(m *video.Member) { m.HandRaised, m.HandAt = !m.HandRaised, s.now })
	case 8, 9:
		uitest.EditMember(c, id, func(m *video.Member) { m.Talking, m.TalkStart = !m.Talking, s.now })
	case 10:
		uitest.EditMember(c, id, func(m *video.Member) { m.AudioMuted, m.Deaf = !m.AudioMuted, !m.Deaf })
	case 11:
		for _, m := range slices.Clone(c.Members[:len(c.Members)/2]) {
			uitest.RemoveMember(c, m.ID)
		}
	case 12: // the connection is lost or restored
		c.Stale = !c.Stale
		c.Link.State = video.LinkLive
		if c.Stale {
			c.Link.State = video.LinkWaiting
		}
	case 13: // another session of the room
		if j.rnd.Intn(4) == 0 {
			j.next++
			c.Room.ID = fmt.Sprint("rs-", j.next)
			clear(j.offered)
		}
	case 14: // the order of the members themselves
		c.Members = slices.Clone(c.Members)
		j.rnd.Shuffle(len(c.Members), func(a, b int) { c.Members[a], c.Members[b] = c.Members[b], c.Members[a] })
	case 15:
		c.Recordings = nil
		c.Room.Recording = video.No
	}
}

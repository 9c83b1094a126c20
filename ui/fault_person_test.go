package ui

import (
	"flag"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/uitest"
)

var (
	personKeys = flag.Int("keys", 0, "key presses of the right-person test; 0: 6,000, or 2,000 with -short")
	personSeed = flag.Int64("keys-seed", 1, "seed of the right-person test")
)

// C6: a command goes to the target that the last frame of View showed, or nothing is sent. The judge reads the text of
// the frame. Of the model it knows only which pane has the focus.
func TestFault_C6_RightPerson(t *testing.T) {
	j := &judge{t: t, rnd: rand.New(rand.NewSource(*personSeed))}
	keys := *personKeys
	switch {
	case keys > 0:
	case testing.Short():
		keys = 1_000
	default:
		keys = 6_000
	}
	for j.pressed < keys {
		j.run(400)
	}
	t.Logf("%d key presses, %d commands judged, %d by the marks, %d from dialogs, %d frames read",
		j.pressed, j.judged, j.byMarks, j.byDialog, j.read)
	if j.judged*100 < j.pressed {
		t.Errorf("only %d commands were sent by %d keys: the test proves nothing", j.judged, j.pressed)
	}
}

// judge simulates a room and a keyboard, and compares the commands sent with the frames shown.
type judge struct {
	t    *testing.T
	rnd  *rand.Rand
	s    *screenTest
	next int

	meant   map[video.MemberID]bool // members that the open dialogs were opened for
	turned  map[video.MemberID]bool // members whose volume was changed lately
	offered map[video.MemberID]bool // members whose command may be offered again
	views   []sight                 // the frame at each read of the clock during this message

	history []string // the last keys, for messages

	pressed, judged, byMarks, byDialog, read int
}

// sight is the content of a frame.
type sight struct {
	frame   string
	focus   arrange.Slot
	painted video.MemberID // checked against the frame's text if it can be read
	marks   []video.MemberID
	placing video.MemberID // whom Enter places, by the line below the stage
}

// judgeKeys are the keys of the table, and some for dialogs and text.
var judgeKeys = strings.Fields(`j k j k j k G g down up s S f Z space v a U esc enter enter tab shift+tab 1 1 1 2 3 4 5 6
	m m M M c C d D h H x x y y n o P p + - < > % K l r b T e E u . i w q ctrl+d ctrl+u ctrl+l ctrl+o / : { } R
	left right backspace pgdown 7 t`)

func (j *judge) run(steps int) {
	size := [][2]int{{80, 24}, {120, 36}, {110, 30}, {60, 15}, {200, 60}}[j.rnd.Intn(5)]
	j.s = newScreen(j.t, size[0], size[1])
	j.next = 20
	j.meant, j.turned, j.offered = map[video.MemberID]bool{}, map[video.MemberID]bool{}, map[video.MemberID]bool{}
	j.s.m.o.Now = func() time.Time {
		j.look()
		return j.s.now
	}
	j.s.room.now = j.s.m.o.Now // the frame at the time of submitting counts
	j.s.room.answer = j.answer
	for range steps {
		j.s.now = j.s.now.Add(time.Duration(j.rnd.Intn(900)) * time.Millisecond)
		switch j.rnd.Intn(9) {
		case 0:
			j.storm()
		case 1:
			j.views = nil
			j.look()
			j.s.pass(time.Duration(j.rnd.Intn(3000)) * time.Millisecond)
			j.judge("time")
		default:
			j.key()
		}
	}
}

func (j *judge) answer(c video.Command) (video.Result, error) {
	outcome, err := video.OutcomeConfirmed, error(nil)
	switch j.rnd.Intn(20) {
	case 0:
		outcome, err = video.OutcomeNotSent, video.ErrOffline
	case 1:
		outcome, err = video.OutcomeUnknown, video.ErrUnknown
	}
	res := video.Result{Command: c, Took: time.Millisecond}
	for _, step := range c.List() {
		for _, id := range step.Targets {
			res.Targets = append(res.Targets, video.TargetResult{Member: id, Outcome: outcome, Err: err})
			if outcome == video.OutcomeNotSent {
				j.offered[id] = true
			}
		}
		if len(step.Targets) == 0 {
			res.Targets = append(res.Targets, video.TargetResult{Outcome: outcome, Err: err})
		}
	}
	return res, err
}

func (j *judge) look() {
	m := j.s.m
	j.views = append(j.views, sight{
		frame: m.screen.frame, focus: m.focus, painted: m.painted, placing: j.s.placing, marks: slices.Clone(m.people.Marks.IDs),
	})
}

// key presses a key, a burst of them, or pastes.
func (j *judge) key() {
	m := j.s.m
	j.views = nil
	before := len(m.dialogs.list)
	k := j.likely()
	msg := uitest.KeyOf(k)
	switch j.rnd.Intn(24) {
	case 0: // several in one read
		k = strings.Join([]string{j.letter(), j.letter(), j.letter(), j.letter()}[:2+j.rnd.Intn(3)], "")
		msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
	case 1:
		msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("mMxydDcCjk"), Paste: true}
		k = "paste"
	case 2: // pasted without brackets
		k = strings.Repeat(j.letter()+j.letter()+j.letter(), 10)
		msg = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
	}
	if strings.ContainsAny(k, "q{}") && before == 0 { // would quit, or change the room: tested elsewhere
		return
	}
	j.pressed++
	open := ""
	if top := m.dialogs.top(); top != nil {
		open = " in " + top.Title()
	}
	if j.history = append(j.history, k+open); len(j.history) > 20 {
		j.history = j.history[1:]
	}
	shown := j.seen()
	turn := func() {
		if strings.ContainsAny(k, "+-<>") {
			for _, id := range append(slices.Clone(m.people.Marks.IDs), m.painted) {
				j.turned[id] = true
			}
		}
	}
	turn()
	j.s.send(msg)
	turn() // "3<" in one read: the first key went to another pane
	if len(m.dialogs.list) > before {
		if before == 0 {
			clear(j.meant)
		}
		for _, s := range append(j.views, shown) {
			for id := range s.targets() {
				j.meant[id] = true
			}
			if k == "enter" || strings.Contains(k, "o") {
				j.meant[s.placing] = true
			}
		}
	}
	if before > 0 && len(m.dialogs.list) > 0 && k == "enter" { // from a list of people to a question about them
		for _, who := range m.snap.Members {
			if shown.saysAll() || j.chosen(shown.frame, who.ID) {
				j.meant[who.ID] = true
			}
		}
	}
	j.judge(k)
	if len(m.dialogs.list) == 0 {
		clear(j.meant)
	}
}

// likely returns a useful key: it answers dialogs, ends watch-only mode and leaves lists.
func (j *judge) likely() string {
	m := j.s.m
	switch chance := j.rnd.Intn(10); {
	case len(m.dialogs.list) > 0 && chance < 3:
		return "y"
	case len(m.dialogs.list) > 0 && chance < 5, m.people.Editing && chance < 5:
		return "esc"
	case len(m.dialogs.list) > 0 && chance < 7:
		return "enter"
	case m.watch && chance < 5:
		return "ctrl+o"
	case m.snap.Stale && chance < 3:
		j.s.change(func(c *video.Snapshot) { c.Stale, c.Link.State = false, video.LinkLive })
	case len(m.dialogs.list) == 0 && m.focus > arrange.SlotHands && chance < 4:
		return "1"
	}
	return judgeKeys[j.rnd.Intn(len(judgeKeys))]
}

func (j *judge) letter() string {
	for {
		if k := judgeKeys[j.rnd.Intn(len(judgeKeys))]; len(k) == 1 && !strings.Contains("q{}:/", k) {
			return k
		}
	}
}

// swapPlaces is the verb of the command that places a member in a taken box.
const swapPlaces = "swap the places of"

// saysAll reports whether the choice under the palette's cursor shows that its command is for everybody.
func (s sight) saysAll() bool {
	for _, verb := range []string{"mute everybody", "turn all cameras off", "lower all hands"} {
		if strings.Contains(s.frame, "│ ▎"+verb) {
			return true
		}
	}
	return false
}

// targets returns the members on which a command acts, according to the frame.
func (s sight) targets() map[video.MemberID]bool {
	ids := map[video.MemberID]bool{}
	for _, id := range s.marks {
		ids[id] = true
	}
	if len(ids) == 0 && s.painted != "" {
		ids[s.painted] = true
	}
	return ids
}

// judge compares the commands sent since the last call with the frames shown.
func (j *judge) judge(k string) {
	sent := j.s.room.sent
	j.s.room.sent = nil
	if len(j.views) > 0 && j.rnd.Intn(3) == 0 {
		j.seen()
	}
	for _, c := range sent {
		ids := slices.Clone(c.Targets)
		for _, step := range c.Steps {
			ids = append(ids, step.Targets...)
		}
		if placed, ok := c.Args["positions"].(map[video.MemberID]video.Position); ok {
			for id := range placed {
				ids = append(ids, id)
			}
		}
		for _, id := range ids {
			j.judged++
			if !j.allowed(c, id) {
				j.t.Fatalf("seed %d, key press %d, %q: sent %s to %s\nkeys: %q\nmeant for dialogs: %v\nseen: %+v\nlast frame:\n%s",
					*personSeed, j.pressed, k, c.Action, id, j.history, j.meant, j.targetsSeen(), j.views[0].frame)
			}
		}
	}
}

func (j *judge) targetsSeen() (all []map[video.MemberID]bool) {
	for _, s := range j.views {
		all = append(all, s.targets())
	}
	return all
}

func (j *judge) allowed(c video.Command, id video.MemberID) bool {
	for _, s := range j.views {
		if s.targets()[id] {
			if len(s.marks) > 0 {
				j.byMarks++
			}
			return true
		}
		if strings.Contains(s.frame, "Press Enter to do it now") && j.offered[id] {
			return true
		}
	}
	placing := func(s sight) bool { return s.placing == id }
	if c.Action == video.ActSetMemberPosition && slices.ContainsFunc(j.views, placing) {
		return true
	}
	if c.Verb == swapPlaces && slices.ContainsFunc(j.views, func(s sight) bool {
		return s.targets()[c.Targets[0]] || s.placing == c.Targets[0]
	}) {
		return true // the member in the box gets the place of the member placed there
	}
	if slices.ContainsFunc(j.views, sight.saysAll) {
		return true
	}
	if c.Action == video.ActPromote && j.s.m.snap.Member(id) == nil {
		return true // an id that was typed
	}
	for _, s := range j.views {
		if j.chosen(s.frame, id) {
			j.byDialog++
			return true
		}
	}
	if c.Action == video.ActSetInputVolume || c.Action == video.ActSetOutputVolume {
		return j.turned[id]
	}
	if j.meant[id] {
		j.byDialog++
		return true
	}
	return false
}

package session_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

var (
	undoRuns = flag.Int("undo.runs", 0, "sequences of TestUndoRestoresTheNewestCommandOnly; 0: 300, or 50 with -short")
	undoSeed = flag.Uint64("undo.seed", 1, "seed of its first sequence")
)

// undoSteps is how many commands, changes by others, cuts and undos one sequence has.
const undoSteps = 25

// TestUndoRestoresTheNewestCommandOnly runs commands, another moderator, cuts and undos in any order. An undo restores
// the part of the newest command that nobody has changed since, names the rest, and changes nothing else. The test
// reads the relay's own state.
func TestUndoRestoresTheNewestCommandOnly(t *testing.T) {
	for n := range howMany(*undoRuns, 300) {
		seed := *undoSeed + uint64(n)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newUndoRun(t, seed).run() })
		})
	}
}

// facts is the state of the relay's room: the value of each property of the room, the members and the objects.
type facts map[string]string

// action is a command of the tested session that was done, or may have been.
type action struct {
	entry         uint64
	cmd           video.Command
	before, after facts
	touched       map[string]bool // changed since by someone else
	doubt         bool
	named         bool // an earlier undo of it has named what it skipped
}

// undoRun is one sequence.
type undoRun struct {
	*testing.T
	r     *rand.Rand
	relay *localrelay.Server
	room  *session.RoomSession
	other *session.RoomSession
	last  facts
	stack []*action
	story []string
}

func newUndoRun(t *testing.T, seed uint64) *undoRun {
	relay, room, _ := joinCrowd(t, 6)
	other, err := session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name)
	must(t, err)
	t.Cleanup(func() { _ = other.Close() })
	u := &undoRun{T: t, r: rand.New(rand.NewPCG(seed, 7)), relay: relay, room: room, other: other}
	u.last = u.facts()
	return u
}

func (u *undoRun) run() {
	for range undoSteps {
		if len(u.room.Snapshot().Members) < 2 {
			return
		}
		switch n := u.r.IntN(20); {
		case n < 9:
			u.command(n == 0)
		case n < 13:
			u.touch()
		case n < 14:
			u.relay.Drop()
			time.Sleep(30 * time.Second)
		default:
			u.undo()
		}
		if u.Failed() {
			u.Logf("steps:\n%s", strings.Join(u.story, "\n"))
			return
		}
	}
}

func (u *undoRun) tell(format string, args ...any) {
	u.story = append(u.story, fmt.Sprintf(format, args...))
}

// settle waits until no outcome is open.
func (u *undoRun) settle() {
	time.Sleep(20 * time.Second)
	for _, job := range u.room.Snapshot().Pending {
		if job.State == video.OutcomeUnknown {
			time.Sleep(2 * time.Minute)
			return
		}
	}
}

// command makes the tested session run a command. With cut, the connection or the answer is lost.
func (u *undoRun) command(cut bool) {
	c := u.random(u.room)
	u.note()
	before := u.last
	if cut {
		u.cutNext()
	}
	res, err := u.room.Do(u.Context(), c)
	u.settle()
	u.relay.SetOnRequest(nil)
	u.last = u.facts()
	u.tell("do %s cut=%v: %v, changed %v", sayCommand(c), cut, err, changedFacts(before, u.last))
	if res.Entry == 0 {
		return
	}
	e := entryOf(u.T, u.room, res.Entry)
	if e.Count(video.OutcomeAccepted)+e.Count(video.OutcomeConfirmed)+e.Count(video.OutcomeUnknown) == 0 {
		return
	}
	u.stack = append(u.stack, &action{
		entry: res.Entry, cmd: c, before: before, after: maps.Clone(u.last), touched: map[string]bool{}, doubt: e.Doubt || e.Again,
	})
}

func (u *undoRun) cutNext() {
	how := []localrelay.Action{
		localrelay.RunThenDrop, localrelay.DropBefore, localrelay.RunNoReply, localrelay.Swallow, localrelay.Refuse,
	}[u.r.IntN(5)]
	after := u.r.IntN(3)
	u.relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
		if strings.HasPrefix(q.Method, "video.") && !strings.Contains(q.Method, "get") && !strings.Contains(q.Method, "list") {
			if after--; after == -1 {
				return localrelay.Verdict{Action: how}
			}
		}
		return localrelay.Verdict{}
	})
}

// touch makes another moderator change something.
func (u *undoRun) touch() {
	c := u.random(u.other)
	u.note()
	before := u.last
	_, err := u.other.Do(u.Context(), c)
	time.Sleep(10 * time.Second)
	u.note()
	u.tell("other %s: %v, changed %v", sayCommand(c), err, changedFacts(before, u.last))
}

// note records the changes that the tested session did not make.
func (u *undoRun) note() {
	now := u.facts()
	for _, k := range changedFacts(u.last, now) {
		for _, d := range u.stack {
			d.touched[k] = true
		}
	}
	u.last = now
}

// undo undoes the newest command and checks what changed.
func (u *undoRun) undo() {
	u.note()
	before, logged := u.last, len(u.room.Snapshot().Log)
	cut := u.r.IntN(8) == 0
	if cut {
		u.cutNext()
	}
	top := u.room.Snapshot().Undo
	_, err := u.room.Undo(u.Context())
	u.settle()
	u.relay.SetOnRequest(nil)
	u.last = u.facts()
	u.tell("undo cut=%v: %v, changed %v", cut, err, changedFacts(before, u.last))
	if len(u.stack) == 0 {
		if changed := changedFacts(before, u.last); len(changed) > 0 || top != nil {
			u.Errorf("there was nothing to undo, and %v changed; the stack has %+v", changed, top)
		}
		return
	}
	d := u.stack[len(u.stack)-1]
	if top == nil || top.N != d.entry {
		u.Errorf("the newest command is entry %d, and the stack has %+v", d.entry, top)
		return
	}
	d.doubt = d.doubt || errors.Is(err, video.ErrUnknown) // the outcome of each target is unknown
	u.onlyOf(d, before, cut)
	if !cut && !d.doubt {
		u.allOf(d, err, logged)
	}
	d.named = d.named || u.named(logged)
	for _, k := range changedFacts(before, u.last) {
		if was, there := d.before[k]; there && was == u.last[k] {
			d.after[k] = was // it is done; later changes do not belong to it
		}
	}
	if now := u.room.Snapshot().Undo; now == nil || now.N != d.entry {
		u.stack = u.stack[:len(u.stack)-1]
	}
}

// onlyOf reports changes by an undo outside the command's changes that nobody had touched.
func (u *undoRun) onlyOf(d *action, before facts, cut bool) {
	for _, k := range changedFacts(before, u.last) {
		was, had := d.before[k]
		switch now, has := u.last[k]; {
		case d.touched[k]:
			u.Errorf("the undo changed %s, which someone else had touched", k)
		case !undoable(d.cmd): // a final step may have changed it before one that can be undone
		case (cut || d.doubt) && len(d.cmd.Steps) > 0: // the undo of a step may be missing
		case cut && strings.HasSuffix(k, " audio") && u.warned():
		case d.before[k] == d.after[k]:
			u.Errorf("the undo changed %s, which the command had not", k)
		case now != was || has != had:
			u.Errorf("the undo set %s to %q, and it was %q", k, now, was)
		}
	}
}

// allOf reports changes that an undo neither restored although it could, nor named.
func (u *undoRun) allOf(d *action, err error, logged int) {
	if !undoable(d.cmd) {
		if d.cmd.Final() != "" && !errors.Is(err, video.ErrFinal) {
			u.Errorf("the undo of a final command ends with %v", err)
		}
		return
	}
	left := false
	for _, k := range changedFacts(d.before, d.after) {
		switch {
		case u.last[k] == d.before[k]:
		case slices.ContainsFunc(together(k), func(k string) bool { return d.touched[k] }):
			left = true
		default:
			u.Errorf("the undo left %s at %q; it was %q: %v", k, u.last[k], d.before[k], err)
		}
	}
	named := err != nil || d.named
	if left && !named && !u.named(logged) {
		u.Error("the undo does not name what it skipped")
	}
}

// named reports whether a newer line of the log names what an undo has skipped.
func (u *undoRun) named(logged int) bool {
	return slices.ContainsFunc(u.room.Snapshot().Log[logged:], func(e *video.Entry) bool {
		return e.Note == video.NoteUndoSkipped || e.Note == video.NoteUndoNothing
	})
}

// undoable reports whether all steps can be undone.
func undoable(c video.Command) bool {
	return !slices.ContainsFunc(c.List(), func(step video.Command) bool {
		row, _ := step.Action.Info()
		return !row.Undoable()
	})
}

// warned reports whether the log warns of a microphone that an undeafening has opened, which a cut can leave open.
func (u *undoRun) warned() bool {
	return slices.ContainsFunc(u.room.Snapshot().Log, func(e *video.Entry) bool { return e.Note == video.NoteOpenMic })
}

// together returns the properties that one command changes at once. If someone else has touched one of them, an undo
// skips all.
func together(k string) []string {
	id, field, _ := strings.Cut(k, " ")
	switch field {
	case "deaf", "audio":
		return []string{id + " deaf", id + " audio", id + " here"}
	case "requested":
		return []string{k, "room layout", id + " here"}
	}
	return []string{k, id + " here"}
}

// facts reads the state of the room.
func (u *undoRun) facts() facts {
	s, err := u.relay.RoomState(u.room.ID())
	must(u.T, err)
	f := facts{
		"room locked": fmt.Sprint(s.Room.Locked), "room hide": fmt.Sprint(s.Room.HideVideoMuted),
		"room hands": fmt.Sprint(s.Room.PrioritizeHandraise), "room layout": s.Room.LayoutName,
		"room meta": fmt.Sprintf("%s", s.Room.Meta),
	}
	for _, m := range s.Members {
		for field, v := range map[string]any{
			"here": true, "audio": m.AudioMuted, "video": m.VideoMuted, "deaf": m.Deaf, "hand": m.Handraised,
			"in": m.InputVolume, "out": m.OutputVolume, "sensitivity": m.InputSensitivity, "requested": m.RequestedPosition,
			"meta": fmt.Sprintf("%s", m.Meta),
		} {
			f[m.ID+" "+field] = fmt.Sprint(v)
		}
	}
	for _, r := range s.Recordings {
		f[r.ID+" state"] = r.State
	}
	for _, p := range s.Playbacks {
		_ = u.relay.SetPlaybackLength(u.room.ID(), p.ID, 24*time.Hour) // it does not end during the test
		f[p.ID+" state"], f[p.ID+" volume"] = p.State, fmt.Sprint(p.Volume)
	}
	for _, r := range s.Streams {
		f[r.ID+" state"] = r.State
	}
	return f
}

// changedFacts returns the properties that differ.
func changedFacts(a, b facts) []string {
	var out []string
	for k := range a {
		if v, there := b[k]; !there || v != a[k] {
			out = append(out, k)
		}
	}
	for k := range b {
		if _, there := a[k]; !there {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// random returns any command of the table, on one or several targets, or a composite.
func (u *undoRun) random(room *session.RoomSession) video.Command {
	for {
		if u.r.IntN(8) > 0 {
			return u.single(room)
		}
		steps := make([]video.Command, 2+u.r.IntN(2))
		for i := range steps {
			steps[i] = u.single(room)
		}
		c := video.Composite("change", "changed", nil, steps...)
		if _, err := c.Normalize(); err == nil {
			return c
		}
	}
}

func (u *undoRun) single(room *session.RoomSession) video.Command {
	rows, s := video.Actions(), room.Snapshot()
	if len(s.Members) == 0 { // it is being read again
		s = u.room.Snapshot()
	}
	for {
		row := rows[u.r.IntN(len(rows))]
		if row.Risk == video.RiskRead || row.Risk == video.RiskTyped || row.Risk == video.RiskAsks && u.r.IntN(4) > 0 {
			continue
		}
		if c := u.of(s, row); c.Check(s) == nil {
			return c
		}
	}
}

// of returns a command of a row, with random targets and parameters.
func (u *undoRun) of(s *video.Snapshot, row *video.ActionInfo) video.Command {
	c := video.Command{Action: row.Action, Args: video.Args{}}
	switch row.Target {
	case video.OnRoom:
	case video.OnMember:
		for range 1 + u.r.IntN(3)*u.r.IntN(2) {
			c.Targets = append(c.Targets, s.Members[u.r.IntN(len(s.Members))].ID)
		}
		if row.Unlisted {
			c.Targets = u.audience()
		}
		c.KeepMuted = row.Unmutes() && u.r.IntN(2) == 0
	default:
		c.Object = u.object(s, row.Target)
	}
	for _, arg := range row.Args {
		if arg.Required || u.r.IntN(3) == 0 {
			c.Args[arg.Name] = u.value(s, arg)
		}
	}
	return c
}

func (u *undoRun) audience() []video.MemberID {
	s, err := u.relay.RoomState(u.room.ID())
	if err != nil || len(s.Audience) == 0 {
		return nil
	}
	return []video.MemberID{video.MemberID(s.Audience[u.r.IntN(len(s.Audience))])}
}

// object returns the id of a running one, or "".
func (u *undoRun) object(s *video.Snapshot, of video.Target) string {
	var ids []string
	for _, r := range s.Recordings {
		if of == video.OnRecording && r.Active() {
			ids = append(ids, r.ID)
		}
	}
	for _, p := range s.Playbacks {
		if of == video.OnPlayback && p.Active() {
			ids = append(ids, p.ID)
		}
	}
	for _, r := range s.Streams {
		if of == video.OnStream && r.Active() {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return ids[u.r.IntN(len(ids))]
}

// value returns a value for a parameter.
func (u *undoRun) value(s *video.Snapshot, arg video.Arg) any {
	position := func() video.Position {
		return []video.Position{"auto", "off-canvas", "standard-1", "standard-2", "standard-3", "reserved-1"}[u.r.IntN(6)]
	}
	switch {
	case arg.Choices != nil:
		return arg.Choices[u.r.IntN(len(arg.Choices))]
	case arg.Type == video.ArgBool:
		return u.r.IntN(2) == 0
	case arg.Type == video.ArgNumber:
		return arg.Min + float64(u.r.IntN(5))*(arg.Max-arg.Min)/4
	case arg.Type == video.ArgMillis:
		return 1000.0
	case arg.Type == video.ArgPosition:
		return position()
	case arg.Type == video.ArgPositions:
		placed := map[video.MemberID]video.Position{}
		for range 1 + u.r.IntN(2) {
			placed[s.Members[u.r.IntN(len(s.Members))].ID] = position()
		}
		return placed
	case arg.Type == video.ArgLayout:
		names := localrelay.Layouts()
		return names[u.r.IntN(len(names))]
	case arg.Type == video.ArgURL:
		return arg.Schemes[len(arg.Schemes)-1] + "://example.com/x"
	case arg.Type == video.ArgObject:
		return map[string]any{"k": u.r.IntN(3)}
	case arg.Type == video.ArgStrings:
		return []string{"k"}
	}
	return nil
}

func sayCommand(c video.Command) string {
	var out []string
	for _, s := range c.List() {
		keys := slices.Sorted(maps.Keys(s.Args))
		args := ""
		for _, k := range keys {
			args += fmt.Sprintf(" %s=%v", k, s.Args[k])
		}
		out = append(out, fmt.Sprintf("%s%v%s%s", s.Action, s.Targets, s.Object, args))
	}
	return strings.Join(out, " + ")
}

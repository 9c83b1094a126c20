package journal

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// turnGap is the longest pause within one turn of talking.
const turnGap = 3 * time.Second

// account collects the lines about one room session. Two programs may record it, at the same time or one after the
// other. Each has a watcher, and periods that both recorded count once.
type account struct {
	out      Session
	by       string
	watchers map[string]*watcher // by run
	watched  spans
	people   map[video.MemberID]*person
	done     map[actionKey]*Action
	media    map[string]*video.Recording
	mine     map[string]bool // ids of the media that gavel has started
	chair    chair
}

type actionKey struct {
	run string
	n   uint64
}

// person is the data of one member.
type person struct {
	name, kind, group string
	present, talk     spans
	hands             spans
	visits, questions spans // present and hands, without the gaps in which nobody watched
}

// watcher is one run that records the session.
type watcher struct {
	from, last time.Time
	looked     bool                         // at a snapshot; members of the first one were there before
	here       map[video.MemberID]time.Time // since when
	hands      map[video.MemberID]time.Time
}

func newAccount(id, by string) *account {
	return &account{
		out: Session{
			ID: id, People: []*Attendee{}, Actions: []Action{}, Recordings: []Recorded{}, Alarms: []Alarmed{},
			Remarks: []Remark{},
		},
		by: by, watchers: map[string]*watcher{}, people: map[video.MemberID]*person{},
		done: map[actionKey]*Action{}, media: map[string]*video.Recording{}, mine: map[string]bool{},
	}
}

func (a *account) line(l Line, user string) {
	r := &l.Record
	if a.out.From.IsZero() || r.At.Before(a.out.From) {
		a.out.From = r.At
	}
	if r.At.After(a.out.To) {
		a.out.To = r.At
	}
	w := a.watchers[l.Run]
	if w == nil {
		w = &watcher{from: r.At, here: map[video.MemberID]time.Time{}, hands: map[video.MemberID]time.Time{}}
		a.watchers[l.Run] = w
	}
	w.last = r.At
	switch {
	case l.Kind == Leave:
		w.leave(a)
		delete(a.watchers, l.Run)
	case r.Snapshot != nil:
		a.snapshot(w, r.Snapshot)
	case r.Entry != nil:
		a.entry(w, l.Run, user, r.Entry)
	case r.Talk != nil:
		a.person(r.Talk.Member).talk.add(r.Talk.From, a.out.until(r.Talk.To))
	case r.Event != nil:
		a.event(w, r.Event, r.At)
	case r.Decision != nil:
		a.decision(r.Decision, r.At)
	}
}

// decision processes a decision of a program.
func (a *account) decision(d *video.Decision, at time.Time) {
	switch {
	case d.Kind == video.FactMine:
		a.claim(d.Data)
	case d.IsFact():
	case d.Kind == KindAlarm:
		one := Alarmed{At: at}
		if json.Unmarshal(d.Data, &one) == nil {
			a.out.Alarms = append(a.out.Alarms, one)
		}
	default:
		a.chair.note(d.Kind, d.Data, at)
		a.out.Remarks = append(a.out.Remarks, Remark{At: at, Kind: d.Kind, Data: d.Data})
	}
}

// leave ends the open spans of the run.
func (w *watcher) leave(a *account) {
	for id := range w.here {
		w.gone(a, id, w.last)
	}
	a.watched.add(w.from, w.last)
}

// gone records that a member has left.
func (w *watcher) gone(a *account, id video.MemberID, at time.Time) {
	if since, here := w.here[id]; here {
		a.person(id).present.add(since, a.out.until(at))
		delete(w.here, id)
	}
	w.handDown(a, id, at)
}

func (w *watcher) handDown(a *account, id video.MemberID, at time.Time) {
	if since, up := w.hands[id]; up {
		a.person(id).hands.add(since, a.out.until(at))
		delete(w.hands, id)
	}
}

func (a *account) person(id video.MemberID) *person {
	p := a.people[id]
	if p == nil {
		p = &person{kind: video.TypeMember}
		a.people[id] = p
	}
	return p
}

func (p *person) called(name string) {
	if name != "" {
		p.name = name
	}
}

// snapshot makes presence and hands equal to a snapshot of the room. After the end of the session, it still has the
// last members.
func (a *account) snapshot(w *watcher, s *video.Snapshot) {
	a.room(s)
	since := s.At
	if !w.looked {
		w.looked, since = true, w.from
	}
	listed := make(map[video.MemberID]bool, len(s.Members))
	for _, m := range s.Members {
		listed[m.ID] = true
		p := a.person(m.ID)
		p.called(m.Name)
		p.kind = cmp.Or(m.Type, video.TypeMember)
		a.setGroup(p, m.Meta)
		a.arrived(w, m.ID, since)
		switch _, up := w.hands[m.ID]; {
		case m.HandRaised && !up:
			w.hands[m.ID] = since
		case !m.HandRaised:
			w.handDown(a, m.ID, s.At)
		}
	}
	for id := range w.here {
		if !listed[id] {
			w.gone(a, id, s.At)
		}
	}
	for _, r := range s.Recordings {
		a.recording(r, s.At)
	}
	a.count(w, s.At)
}

func (a *account) room(s *video.Snapshot) {
	r := &s.Room
	a.out.Name, a.out.Title = cmp.Or(r.Name, a.out.Name), cmp.Or(r.DisplayName, a.out.Title)
	switch {
	case r.Ended:
		a.over(s.At)
	case s.At.After(a.out.over) && !s.Stale: // it counted as over by mistake
		a.out.over = time.Time{}
	}
}

// over records that the session had ended by a time.
func (a *account) over(at time.Time) { a.out.over = a.out.until(at) }

func (a *account) arrived(w *watcher, id video.MemberID, at time.Time) {
	if _, here := w.here[id]; !here {
		w.here[id] = at
	}
}

// count updates the largest number of people and its time.
func (a *account) count(w *watcher, at time.Time) {
	n := 0
	for id := range w.here {
		if a.people[id].kind == video.TypeMember {
			n++
		}
	}
	if n > a.out.Most {
		a.out.Most, a.out.MostAt = n, a.out.until(at)
	}
}

func (a *account) entry(w *watcher, run, user string, e *video.Entry) {
	for _, who := range e.Who {
		if who.ID != "" { // the room, in a composite
			a.person(who.ID).called(who.Name)
		}
	}
	switch {
	case e.Kind == video.EntryCommand && e.Command != nil:
		a.action(run, user, e)
	case e.Kind == video.EntryJoined && len(e.Who) > 0:
		a.arrived(w, e.Who[0].ID, e.At)
		a.count(w, e.At)
	case e.Kind == video.EntryLeft && len(e.Who) > 0: // a room without a journal has no events
		w.gone(a, e.Who[0].ID, e.At)
	case e.Kind == video.EntryHandUp && len(e.Who) > 0:
		if _, up := w.hands[e.Who[0].ID]; !up {
			w.hands[e.Who[0].ID] = e.At
		}
	case e.Kind == video.EntryHandDown && len(e.Who) > 0:
		w.handDown(a, e.Who[0].ID, e.At)
	case e.Kind != video.EntryChanged:
		a.out.Remarks = append(a.out.Remarks, Remark{At: e.At, Entry: e})
		switch e.Note {
		case video.NoteEnded:
			a.over(e.At)
		case video.NoteRevived:
			a.out.over = time.Time{}
		}
	}
}

// action records a command, or its newer outcome.
func (a *account) action(run, user string, e *video.Entry) {
	a.done[actionKey{run, e.N}] = &Action{Entry: *e, By: user}
}

// event reads the data of an event that log entries lack.
func (a *account) event(w *watcher, e *video.WireEvent, at time.Time) {
	kind, _ := video.KindOnWire(e.Type)
	if kind == nil || eventReaders[kind.About()] == nil {
		return
	}
	if doc, err := wire.ParseNode(e.Params); err == nil {
		eventReaders[kind.About()](a, w, doc, kind, at)
	}
}

// eventReaders read events about members and recordings. Log entries have all that others say.
var eventReaders = map[video.Target]func(*account, *watcher, wire.Node, *video.EventKind, time.Time){
	video.OnMember: func(a *account, w *watcher, n wire.Node, kind *video.EventKind, at time.Time) {
		var m video.Member
		wire.MergeMember(&m, n.Get("member"))
		id := video.MemberID(wire.IDOf(n.Get("member"), "id"))
		if id == "" {
			return
		}
		p := a.person(id)
		p.called(m.Name)
		p.kind = cmp.Or(m.Type, p.kind)
		a.setGroup(p, m.Meta)
		if kind == video.MemberLeft.EventKind { // no entry reports the departures that our commands cause
			w.gone(a, id, at)
		}
	},
	video.OnRecording: func(a *account, _ *watcher, n wire.Node, kind *video.EventKind, at time.Time) {
		r := video.Recording{ID: wire.IDOf(n.Get("recording"), "id"), State: video.StateRecording, SeenAt: at}
		if was := a.media[r.ID]; was != nil {
			r = *was
		}
		wire.MergeRecording(&r, n.Get("recording"))
		if r.Over = r.Over || kind == video.RecordingEnded.EventKind || !r.Active(); r.Over {
			r.EndedAt = cmp.Or(r.EndedAt, at)
		}
		a.recording(&r, at)
	},
}

// claim records the id of a recording, playback or stream that gavel has started.
func (a *account) claim(data json.RawMessage) {
	var id string
	if json.Unmarshal(data, &id) == nil {
		a.mine[id] = true
	}
}

// setGroup stores the value of the metadata key by which people are grouped.
func (a *account) setGroup(p *person, meta json.RawMessage) {
	if a.by != "" && len(meta) > 0 {
		text, _ := video.MetaText(meta, a.by)
		p.group = string(text)
	}
}

// recording records a recording as it was at a time. If it has ended since it was recorded before, and nothing tells
// when, that time is its end.
func (a *account) recording(r *video.Recording, at time.Time) {
	if r.ID == "" {
		return
	}
	now, was := *r, a.media[r.ID]
	if was != nil {
		if was.HasEnded() && !r.HasEnded() { // another console was late
			now = *was
		}
		now.Mine = r.Mine || was.Mine
		now.EndedAt = cmp.Or(now.EndedAt, was.EndedAt)
	}
	if now.HasEnded() && now.EndedAt.IsZero() {
		switch {
		case now.Duration > 0 && !now.StartedAt.IsZero():
			now.EndedAt = now.StartedAt.Add(now.Duration)
		case was != nil && !was.HasEnded():
			now.EndedAt = at
		}
	}
	a.media[r.ID] = &now
}

func (a *account) recordings(out *Session) {
	for _, r := range a.media {
		from := r.StartedAt
		if from.IsZero() {
			from = r.SeenAt
		}
		to := r.EndedAt
		if !r.HasEnded() && out.over.After(from) {
			to = out.over
		}
		out.Recordings = append(out.Recordings, Recorded{
			ID: r.ID, From: from, To: to, State: r.State, Mine: r.Mine || a.mine[r.ID],
		})
	}
	slices.SortFunc(out.Recordings, func(x, y Recorded) int {
		return cmp.Or(x.From.Compare(y.From), strings.Compare(x.ID, y.ID))
	})
}

// attendees merges the members that are the same person, and sorts them by talk time.
func (a *account) attendees(out *Session) {
	byName := map[string][]*attending{}
	var all []*attending
	for _, id := range a.inOrder() {
		p := a.people[id]
		if p.kind != video.TypeMember {
			continue
		}
		p.visits, p.questions = p.present.bridged(a.watched), p.hands.bridged(a.watched)
		same := slices.IndexFunc(byName[p.name], func(o *attending) bool {
			return p.name != "" && !o.present.overlap(p.present)
		})
		if same < 0 {
			one := &attending{person: *p, ids: []video.MemberID{id}}
			all, byName[p.name] = append(all, one), append(byName[p.name], one)
			continue
		}
		byName[p.name][same].join(p, id)
	}
	for _, one := range all {
		who := one.attendee()
		used, turns := a.chair.of(who.IDs)
		who.Floor, who.Granted = Seconds(used), turns
		out.People = append(out.People, who)
	}
	slices.SortStableFunc(out.People, func(x, y *Attendee) int { return cmp.Compare(y.Talked, x.Talked) })
}

// inOrder returns the members in the order in which they were first seen, and puts the times of each in order.
func (a *account) inOrder() []video.MemberID {
	for _, p := range a.people {
		p.present = p.present.joined(0)
	}
	first := func(id video.MemberID) int64 {
		if p := a.people[id]; len(p.present) > 0 {
			return p.present[0].from
		}
		return 0
	}
	return slices.SortedFunc(maps.Keys(a.people), func(x, y video.MemberID) int {
		return cmp.Or(cmp.Compare(first(x), first(y)), cmp.Compare(x, y))
	})
}

// attending is a person with all their ids.
type attending struct {
	person
	ids []video.MemberID
}

func (o *attending) join(p *person, id video.MemberID) {
	o.ids = append(o.ids, id)
	o.present = append(o.present, p.present...)
	o.talk = append(o.talk, p.talk...)
	o.hands = append(o.hands, p.hands...)
	o.visits, o.questions = append(o.visits, p.visits...), append(o.questions, p.questions...)
	o.group = cmp.Or(p.group, o.group)
}

func (o *attending) attendee() *Attendee {
	return &Attendee{
		Name: o.name, IDs: o.ids, Type: o.kind, Group: o.group,
		Present: Seconds(o.present.total()), Visits: o.visits.list(),
		Talked: Seconds(o.talk.total()), Turns: len(o.talk.joined(turnGap)),
		Hands: len(o.questions.joined(0)), Waited: Seconds(o.hands.total()),
	}
}

// finish completes the account of a session.
func (a *account) finish() *Session {
	for _, w := range a.watchers {
		w.leave(a)
	}
	out := &a.out
	out.Watched, out.Ended = Seconds(a.watched.total()), !out.over.IsZero()
	last := out.until(out.To)
	a.chair.finish(last)
	var talks []spans
	for _, p := range a.people {
		talks = append(talks, p.talk)
	}
	out.Items = a.chair.agenda(talks, last)
	a.recordings(out)
	a.attendees(out)
	a.groups(out)
	a.actions(out)
	for i := range out.Alarms {
		out.Alarms[i].Places = out.places(out.Alarms[i].At)
	}
	for i := range out.Remarks {
		out.Remarks[i].Places = out.places(out.Remarks[i].At)
	}
	return out
}

func (a *account) actions(out *Session) {
	out.Actions = make([]Action, 0, len(a.done))
	for _, one := range a.done {
		one.Places = out.places(one.At)
		out.Actions = append(out.Actions, *one)
	}
	slices.SortFunc(out.Actions, func(x, y Action) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.N, y.N), strings.Compare(x.By, y.By))
	})
}

func (a *account) groups(out *Session) {
	if a.by == "" {
		return
	}
	byName := map[string]*Group{}
	for _, p := range out.People {
		g := byName[p.Group]
		if g == nil {
			g = &Group{Name: p.Group}
			byName[p.Group] = g
		}
		g.People++
		g.Talked += p.Talked
		g.Turns += p.Turns
		g.Floor += p.Floor
	}
	for _, g := range byName {
		out.Groups = append(out.Groups, *g)
	}
	slices.SortFunc(out.Groups, func(x, y Group) int {
		return cmp.Or(cmp.Compare(y.Talked, x.Talked), strings.Compare(x.Name, y.Name))
	})
}

package journal

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"gavel/session/video"
)

// TestRecordingEventsWithoutState checks that the kind of an event counts if the recording in it has no state.
func TestRecordingEventsWithoutState(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	a := newAccount("room-1", "")
	for i, kind := range []string{"started", "updated", "ended"} {
		at := start.Add(time.Duration(i) * time.Minute)
		a.event(nil, &video.WireEvent{
			Type: "video.recording." + kind, Params: json.RawMessage(`{"recording":{"id":"rec"}}`),
		}, at)
		r := a.media["rec"]
		if r == nil || r.EndedAt.IsZero() != (kind != "ended") {
			t.Fatalf("after %s: %+v", kind, r)
		}
	}
	if r := a.finish().Recordings[0]; !r.From.Equal(start) || !r.To.Equal(start.Add(2*time.Minute)) {
		t.Errorf("got %+v", r)
	}
}

// TestRecordingWhoseEndOnlyAReadShows has no end in its snapshots. An action after its end has no place in it. A later
// event may have the exact end.
func TestRecordingWhoseEndOnlyAReadShows(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	a := newAccount("room-1", "")
	for minute, rec := range []video.Recording{
		{ID: "rec", State: video.StateRecording, StartedAt: start},
		{ID: "rec", State: video.StateCompleted, StartedAt: start, Over: true},
		{ID: "rec", State: video.StateCompleted, StartedAt: start, Over: true},
	} {
		at := start.Add(time.Duration(minute) * time.Minute)
		a.line(Line{Record: video.Record{At: at, Snapshot: &video.Snapshot{At: at, Recordings: []*video.Recording{&rec}}}}, "")
	}
	lock, at := video.Lock(), start.Add(90*time.Second)
	a.line(Line{Record: video.Record{At: at, Entry: &video.Entry{At: at, Kind: video.EntryCommand, Command: &lock}}}, "")
	out := a.finish()
	if got := out.Recordings[0]; !got.To.Equal(start.Add(time.Minute)) || len(out.Actions[0].Places) != 0 {
		t.Errorf("%+v, action at %+v", got, out.Actions[0].Places)
	}
	a.out.Recordings = nil
	a.line(Line{Record: video.Record{At: at, Event: &video.WireEvent{
		Type: "video.recording.ended", Params: json.RawMessage(`{"recording":{"id":"rec","ended_at":1700000050}}`),
	}}}, "")
	if got := a.finish().Recordings[0]; !got.To.Equal(start.Add(50 * time.Second)) {
		t.Errorf("%+v", got)
	}
}

// TestAttendeesComeInOrderOfFirstVisit has a member whose later visit was recorded first, by another program.
func TestAttendeesComeInOrderOfFirstVisit(t *testing.T) {
	t.Parallel()
	minute := func(n int) time.Time { return time.Unix(1_700_000_000, 0).Add(time.Duration(n) * time.Minute) }
	a := newAccount("room-1", "")
	for _, v := range []struct {
		id       video.MemberID
		from, to int
	}{{"ann", 20, 30}, {"ann", 0, 5}, {"ben", 10, 12}} {
		a.person(v.id).present.add(minute(v.from), minute(v.to))
	}
	got := a.finish().People
	if len(got) != 2 || got[0].IDs[0] != "ann" || !got[0].Visits[0].From.Equal(minute(0)) {
		t.Errorf("got %+v %+v", got[0], got[1])
	}
}

// TestAccountOfTheFloor has two turns, one of which nobody saw ending, an agenda, and an alarm. Another program records
// the first turn as well.
func TestAccountOfTheFloor(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0).UTC()
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	a := newAccount("room-1", "party")
	decide := func(second int, kind, data string) {
		a.line(Line{Run: "run", Record: video.Record{At: at(second), Decision: &video.Decision{
			Kind: kind, Data: json.RawMessage(data),
		}}}, "dana")
	}
	a.line(Line{Run: "run", Record: video.Record{At: at(0), Snapshot: &video.Snapshot{At: at(0), Members: []*video.Member{
		{ID: "ann", Name: "Ann", Meta: json.RawMessage(`{"party":"blue"}`)}, {ID: "ben", Name: "Ben"},
	}}}}, "dana")
	decide(10, "floor.item", `{"kind":"floor.item","text":"Budget"}`)
	turn := func(who, granted, used string) string {
		return `{"who":{"id":"` + who + `"},"turn":{"item":"Budget","granted":"` + granted + `","used":` + used + `}}`
	}
	first, second := at(20).Format(time.RFC3339Nano), at(70).Format(time.RFC3339Nano)
	decide(20, "floor.granted", turn("ann", first, "0"))
	decide(60, "floor.ended", turn("ann", first, "35000000000"))
	decide(60, "floor.ended", turn("ann", first, "35000000000"))
	decide(70, "floor.granted", turn("ben", second, "0"))
	decide(80, "floor.item", `{"kind":"floor.item","text":"Roads"}`)
	decide(85, KindAlarm, `{"kind":"raid","who":[{"id":"x","name":"X"}],"loud":true}`)
	decide(86, "floor.view", `{}`)
	a.line(Line{Run: "run", Record: video.Record{At: at(90), Talk: &video.TalkSpan{Member: "ann", From: at(70), To: at(85)}}}, "")
	out := a.finish()
	second1 := Seconds(time.Second)
	for _, p := range out.People {
		want := map[string]Seconds{"Ann": 35 * second1, "Ben": 20 * second1}[p.Name]
		if p.Floor != want || p.Granted != 1 {
			t.Errorf("%s had the floor for %v, %d times", p.Name, time.Duration(p.Floor), p.Granted)
		}
	}
	if g := out.Groups; len(g) != 2 || g[0].Name != "blue" || g[0].Floor != 35*second1 {
		t.Errorf("groups: %+v", g)
	}
	want := []Item{
		{Name: "Budget", From: at(10), Length: 70 * second1, Talked: 10 * second1, Floor: 55 * second1, Granted: 2},
		{Name: "Roads", From: at(80), Length: 10 * second1, Talked: 5 * second1},
	}
	if !reflect.DeepEqual(out.Items, want) {
		t.Errorf("items:\n%+v, want\n%+v", out.Items, want)
	}
	if len(out.Alarms) != 1 || out.Alarms[0].Kind != "raid" || !out.Alarms[0].Loud || !out.Alarms[0].At.Equal(at(85)) {
		t.Errorf("alarms: %+v", out.Alarms)
	}
	if len(out.Remarks) != 6 { // a view is none
		t.Errorf("%d remarks", len(out.Remarks))
	}
}

// TestUnknownEndOfARecording has a recording that had ended when it was first seen. Only its length may tell when.
func TestUnknownEndOfARecording(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	for length, want := range map[time.Duration]time.Time{0: {}, 5 * time.Minute: start.Add(5 * time.Minute)} {
		one := SummariseRoom(&video.Snapshot{At: start.Add(2 * time.Hour), Recordings: []*video.Recording{
			{ID: "rec", State: video.StateCompleted, StartedAt: start, Duration: length, Over: true},
		}}).Sessions[0]
		if got := one.Recordings[0].To; !got.Equal(want) {
			t.Errorf("a recording of %v ended at %v", length, got)
		}
	}
}

// TestAnEndedRecordingStaysEnded has another console record an older state of it.
func TestAnEndedRecordingStaysEnded(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	a := newAccount("room-1", "")
	for _, state := range []string{video.StateRecording, video.StateCompleted, video.StateRecording} {
		at := start.Add(time.Minute)
		a.line(Line{Record: video.Record{At: at, Snapshot: &video.Snapshot{At: at, Recordings: []*video.Recording{
			{ID: "rec", State: state, StartedAt: start, Over: state == video.StateCompleted},
		}}}}, "")
	}
	if got := a.finish().Recordings[0]; got.State != video.StateCompleted {
		t.Errorf("%+v", got)
	}
}

// TestCompositeOnTheRoomAddsNoAttendee has a composite with a step on the room, whose target has no id.
func TestCompositeOnTheRoomAddsNoAttendee(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_700_000_000, 0)
	c := video.Composite("quieten", "quietened", []video.MemberID{"ann"}, video.Lock(), video.AudioMute("ann"))
	a := newAccount("room-1", "")
	a.line(Line{Record: video.Record{At: at, Entry: &video.Entry{
		At: at, Kind: video.EntryCommand, Command: &c, Who: []video.Person{{}, {ID: "ann", Name: "Ann"}},
	}}}, "")
	if got := a.finish().People; len(got) != 1 || got[0].Name != "Ann" {
		t.Errorf("%d people, the first is %+v", len(got), got[0])
	}
}

// TestAccountEndsWithTheRoom has a run that records for ten minutes, although the room has ended after one. Only a
// snapshot, or only the log, may report the end. A room that counted as over by mistake has not ended.
func TestAccountEndsWithTheRoom(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0).UTC()
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	snapshot := func(second int, ended bool) video.Record {
		return video.Record{At: at(second), Snapshot: &video.Snapshot{
			At: at(second), Room: video.Room{Ended: ended},
			Members:    []*video.Member{{ID: "ann", Name: "Ann", HandRaised: true, Talking: true, TalkStart: at(30)}},
			Recordings: []*video.Recording{{ID: "rec", State: video.StateRecording, StartedAt: start}},
		}}
	}
	stale := func(second int) video.Record { // of another console, which is offline
		r := snapshot(second, false)
		r.Snapshot.Stale = true
		return r
	}
	note := func(second int, n video.Note) video.Record {
		return video.Record{At: at(second), Entry: &video.Entry{At: at(second), Kind: video.EntryWarning, Note: n}}
	}
	ended := note(60, video.NoteEnded)
	decision := func(second int, kind, data string) video.Record {
		return video.Record{At: at(second), Decision: &video.Decision{Kind: kind, Data: json.RawMessage(data)}}
	}
	turn := `{"who":{"id":"ann"},"turn":{"item":"Budget","granted":"` + start.Format(time.RFC3339Nano) + `"}}`
	for name, c := range map[string]struct {
		end     []video.Record
		seconds int
	}{
		"both":     {[]video.Record{ended, snapshot(61, true)}, 60},
		"log":      {[]video.Record{ended}, 60},
		"snapshot": {[]video.Record{snapshot(60, true), snapshot(300, true)}, 60},
		"mistake":  {[]video.Record{ended, snapshot(61, true), snapshot(300, false)}, 600},
		"revived":  {[]video.Record{note(10, video.NoteEnded), note(20, video.NoteRevived), ended}, 60},
		"stale":    {[]video.Record{ended, snapshot(61, true), stale(300)}, 60},
	} {
		a := newAccount("room-1", "")
		list := append([]video.Record{
			snapshot(0, false), decision(0, "floor.item", `{"text":"Budget"}`), decision(0, "floor.granted", turn),
		}, c.end...)
		talk := video.Record{At: at(600), Talk: &video.TalkSpan{Member: "ann", From: at(30), To: at(600), Open: true}}
		for _, r := range append(list, talk, video.Record{At: at(600)}) {
			kind, _ := kindOf(&r)
			a.line(Line{Run: "run", Kind: kind, Record: r}, "dana")
		}
		out, want := a.finish(), Seconds(at(c.seconds).Sub(start))
		if p := out.People[0]; p.Present != want || p.Waited != want || p.Floor != want ||
			p.Talked != want-Seconds(30*time.Second) {
			t.Errorf("%s: %+v", name, p)
		}
		if item := out.Items[0]; item.Length != want || item.Floor != want || item.Talked != want-Seconds(30*time.Second) {
			t.Errorf("%s: %+v", name, item)
		}
		var over time.Time
		if c.seconds < 600 {
			over = at(c.seconds)
		}
		if out.Ended == over.IsZero() || !out.Recordings[0].To.Equal(over) {
			t.Errorf("%s: ended: %v, %+v", name, out.Ended, out.Recordings[0])
		}
	}
}

// TestReportSoFarCountsPresentTalking has a run of talking that no journal has yet.
func TestReportSoFarCountsPresentTalking(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	sum := Summary{Sessions: []*Session{{ID: "room-1", People: []*Attendee{
		{Name: "Ann", IDs: []video.MemberID{"ann"}, Talked: Seconds(time.Minute), Turns: 1}, {Name: "Ben", IDs: []video.MemberID{"ben"}},
	}}}}
	now := &video.Snapshot{At: start.Add(30 * time.Second), Room: video.Room{ID: "room-1"}, Members: []*video.Member{
		{ID: "ann", Talking: true, TalkStart: start}, {ID: "ben"},
	}}
	people := sum.With(now).Sessions[0].People
	if people[0].Talked != Seconds(90*time.Second) || people[0].Turns != 2 || people[1].Talked != 0 {
		t.Errorf("%+v %+v", people[0], people[1])
	}
}

// TestReportSoFarEndsTalkingWithTheRoom has a member who was talking when the room ended, with and without a journal.
func TestReportSoFarEndsTalkingWithTheRoom(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	now := &video.Snapshot{
		At: start.Add(time.Hour), Room: video.Room{ID: "room-1", Ended: true},
		Members: []*video.Member{{ID: "ann", JoinedAt: start, Talking: true, TalkStart: start}},
		Log:     []*video.Entry{{At: start.Add(time.Minute), Kind: video.EntryWarning, Note: video.NoteEnded}},
	}
	journalled := newAccount("room-1", "")
	journalled.line(Line{Record: video.Record{At: start, Snapshot: &video.Snapshot{At: start, Members: now.Members}}}, "")
	journalled.line(Line{Record: video.Record{At: now.Log[0].At, Entry: now.Log[0]}}, "")
	for name, sum := range map[string]Summary{
		"journal":    Summary{Sessions: []*Session{journalled.finish()}}.With(now),
		"no journal": SummariseRoom(now),
	} {
		one := sum.Sessions[0]
		p := one.People[0]
		if p.Talked != Seconds(time.Minute) || p.Present != Seconds(time.Minute) {
			t.Errorf("%s: %+v", name, p)
		}
		if one.Most != 1 || one.MostAt.After(start.Add(time.Minute)) {
			t.Errorf("%s: at most %d at %v", name, one.Most, one.MostAt)
		}
	}
}

// TestAccountOfARoomWithoutAJournal has the data of a console: the people in the room, and its log.
func TestAccountOfARoomWithoutAJournal(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	lock := video.Lock()
	s := &video.Snapshot{
		At: start.Add(time.Hour), Room: video.Room{ID: "room-1", Name: "board"},
		Members: []*video.Member{
			{ID: "ann", Name: "Ann", Type: video.TypeMember, JoinedAt: start, TalkTotal: time.Minute},
			{
				ID: "ben", Name: "Ben", Type: video.TypeMember, JoinedAt: start.Add(30 * time.Minute), Talking: true,
				TalkStart: start.Add(59 * time.Minute),
			},
		},
		Log: []*video.Entry{{N: 1, At: start.Add(time.Minute), Kind: video.EntryCommand, Command: &lock}},
	}
	one := SummariseRoom(s).Sessions[0]
	if len(one.People) != 2 || len(one.Actions) != 1 || one.Name != "board" {
		t.Fatalf("%+v", one)
	}
	for _, p := range one.People {
		want := map[string]time.Duration{"Ann": time.Hour, "Ben": 30 * time.Minute}[p.Name]
		if time.Duration(p.Present) != want || time.Duration(p.Talked) != time.Minute {
			t.Errorf("%s was present for %v and talked for %v", p.Name, time.Duration(p.Present), time.Duration(p.Talked))
		}
	}
}

// TestAccountWithoutAJournalEndsPresenceOfRemovedPeople has people who joined one after the other. Two were removed, and
// no entry says that they left. The room refused to remove the third.
func TestAccountWithoutAJournalEndsPresenceOfRemovedPeople(t *testing.T) {
	t.Parallel()
	start := time.Unix(1_700_000_000, 0)
	s := &video.Snapshot{
		At: start.Add(time.Hour), Room: video.Room{ID: "room-1"},
		Members: []*video.Member{{ID: "cat", JoinedAt: start.Add(4 * time.Minute)}},
	}
	for i, c := range []video.Command{
		video.RemoveMember("ann"),
		video.Composite("send away", "sent away", []video.MemberID{"ben"}, video.Lock(), video.Demote("ben")),
		video.RemoveMember("cat"),
	} {
		joined := start.Add(time.Duration(2*i) * time.Minute)
		e := &video.Entry{At: joined.Add(time.Minute), Kind: video.EntryCommand, Command: &c}
		for _, step := range c.List() {
			for _, id := range append(step.Targets, "")[:max(1, len(step.Targets))] {
				outcome := video.OutcomeConfirmed
				if id == "cat" {
					outcome = video.OutcomeRefused
				}
				e.Targets = append(e.Targets, video.TargetResult{Member: id, Outcome: outcome})
			}
		}
		who := []video.Person{{ID: []video.MemberID{"ann", "ben", "cat"}[i]}}
		s.Log = append(s.Log, &video.Entry{At: joined, Kind: video.EntryJoined, Who: who}, e)
	}
	one := SummariseRoom(s).Sessions[0]
	for _, p := range one.People {
		want := Seconds(time.Minute)
		if p.IDs[0] == "cat" {
			want = Seconds(56 * time.Minute)
		}
		if p.Present != want {
			t.Errorf("%s was present for %v", p.IDs[0], time.Duration(p.Present))
		}
	}
	if len(one.People) != 3 || one.Most != 1 {
		t.Errorf("%d people, at most %d at once", len(one.People), one.Most)
	}
}

// TestEveryKindIsReadOrLogged names what the log tells about, so that a new kind is decided about.
func TestEveryKindIsReadOrLogged(t *testing.T) {
	t.Parallel()
	logged := []video.Target{video.OnRoom, video.OnPlayback, video.OnStream}
	for _, kind := range video.Kinds() {
		if read := eventReaders[kind.About()] != nil; read == slices.Contains(logged, kind.About()) {
			t.Errorf("%s is read from its event: %v", kind.Name(), read)
		}
	}
}

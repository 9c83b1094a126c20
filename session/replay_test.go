package session_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/journal"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/replay"
	"gavel/session/video"
)

// witness is a journal that also keeps what the room looked like at each record.
type witness struct {
	*journal.Room
	picture atomic.Pointer[func(time.Time) *video.Snapshot]
	seen    map[uint64]*video.Snapshot // by number of the record
	last    uint64
}

func (w *witness) Record(r video.Record) {
	w.see(&r)
	w.Room.Record(r)
}

func (w *witness) Intend(r video.Record, limit time.Duration, done func(error)) {
	w.see(&r)
	w.Room.Intend(r, limit, done)
}

func (w *witness) see(r *video.Record) {
	w.last = r.Seq
	if picture := w.picture.Load(); picture != nil {
		w.seen[r.Seq] = (*picture)(r.At)
	}
}

// looks is a snapshot as text, without what a replay does not show: what is under way, numbers of frames, and the
// secrets of addresses.
func looks(s *video.Snapshot, at time.Time) string {
	c := *s
	c.Seq, c.At, c.Stats, c.Recent, c.Pending, c.Log, c.Undo, c.JournalErr = 0, at, video.Stats{}, nil, nil, nil, nil, ""
	c.Link = video.Link{State: s.Link.State, Gen: s.Link.Gen}
	c.Gone = nil
	for _, m := range s.Gone {
		if at.Sub(m.LeftAt) < 4*time.Second {
			c.Gone = append(c.Gone, m)
		}
	}
	c.Room.EventChannel, c.Room.SeenAt = "", time.Time{}
	type all struct { // what JSON of a member leaves out
		*video.Member
		Order                                                 uint64
		JoinedAt, HandAt, TalkStart, TalkEnd, LeftAt, MutedAt int64
		Talked                                                time.Duration
		DeafMuted                                             bool
	}
	var members []all
	nano := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.UnixNano()
	}
	for _, m := range slices.Concat(s.Members, c.Gone) {
		members = append(members, all{
			m, m.Order, nano(m.JoinedAt), nano(m.HandAt), nano(m.TalkStart), nano(m.TalkEnd), nano(m.LeftAt), nano(m.MutedSince),
			m.TalkTotal, m.DeafMuted,
		})
	}
	var demoted []video.MemberID // a replay need not know how they were when the command was given
	for _, m := range s.Demoted {
		demoted = append(demoted, m.ID)
	}
	c.Demoted = nil
	text, err := json.MarshalIndent(struct {
		Members  []all
		Demoted  []video.MemberID
		Snapshot *video.Snapshot
	}{members, demoted, &c}, "", " ")
	if err != nil {
		return err.Error()
	}
	return video.MaskAddresses(string(text))
}

// TestPremortem_Bernstein1865_ReplayShowsTheNight: the clock of the wall and a lost order broke a replay. The test plays each scene, with the commands of a moderator, and compares the replay of the journal at
// every line. An event is recorded before it is applied, everything else afterwards.
func TestPremortem_Bernstein1865_ReplayShowsTheNight(t *testing.T) {
	if testing.Short() {
		t.Skip("plays whole nights; skipped with -short")
	}
	for _, scene := range director.Scenes() {
		t.Run(scene.Name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			var w *witness
			var end *video.Snapshot
			synctest.Test(t, func(t *testing.T) { w, end = recordNight(t, scene.Name, journal.Options{Path: path}) })
			compareNight(t, path, w, end)
		})
	}
}

// recordNight returns what the room looked like, and its last snapshot.
func recordNight(t *testing.T, scene string, o journal.Options) (*witness, *video.Snapshot) {
	t.Helper()
	relay, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = relay.Close() }()
	script, err := director.ReadScene(scene)
	if err != nil {
		t.Fatal(err)
	}
	d := director.New(relay)
	played := make(chan struct{})
	go func() {
		defer close(played)
		_ = d.Run(t.Context(), script, func(a director.Answer) bool { return true })
	}()
	for len(relay.Rooms()) == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	w, end := watchNight(t, relay, o, func(r *session.RoomSession) { moderate(t, r, played) })
	<-played
	return w, end
}

// watchNight records a room while during runs. It returns what the room looked like, and its last snapshot.
func watchNight(
	t *testing.T, relay *localrelay.Server, o journal.Options, during func(*session.RoomSession),
) (*witness, *video.Snapshot) {
	t.Helper()
	out, err := journal.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	w := &witness{Room: out.Room(), seen: map[uint64]*video.Snapshot{}}
	c, err := session.Dial(t.Context(), config(relay))
	if err != nil {
		t.Fatal(err)
	}
	r, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, session.WithRecorder(w))
	if err != nil {
		t.Fatal(err)
	}
	picture := r.Picture()
	w.picture.Store(&picture)
	during(r)
	_ = r.Close()
	end := r.Snapshot()
	_ = c.Close()
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return w, end
}

// TestReplayAfterGaps compares replays of what no scene has: ends, refusals and losses while nobody could watch.
func TestReplayAfterGaps(t *testing.T) {
	for name, play := range map[string]func(t *testing.T, r *session.RoomSession, relay *localrelay.Server){
		"the room ends while the connection is away": func(t *testing.T, r *session.RoomSession, relay *localrelay.Server) {
			relay.Drop()
			must(t, relay.EndRoom(r.ID()))
		},
		"the room changes while its members are refused": func(t *testing.T, r *session.RoomSession, relay *localrelay.Server) {
			relay.Rule("video.members.get", localrelay.Always, localrelay.Verdict{Action: localrelay.Refuse})
			relay.Rule("signalwire.subscribe", localrelay.Always, localrelay.Verdict{Action: localrelay.Refuse})
			relay.Drop()
			_, err := relay.Call(r.ID(), "video.lock", nil)
			must(t, err)
		},
		"the event of a new recording is lost": func(t *testing.T, r *session.RoomSession, relay *localrelay.Server) {
			relay.Lose("video.recording.started", 1)
			_, err := r.StartRecording(t.Context())
			must(t, err)
		},
		"a command is refused": func(t *testing.T, r *session.RoomSession, relay *localrelay.Server) {
			relay.Rule("video.lock", 1, localrelay.Verdict{Action: localrelay.Refuse, Code: "403"})
			_, _ = r.Do(t.Context(), video.Lock())
			must(t, r.AudioMute(t.Context(), r.Snapshot().Members[0].ID))
		},
		"a playback changes unseen": func(t *testing.T, r *session.RoomSession, relay *localrelay.Server) {
			p, err := r.Play(t.Context(), "https://example.com/a.mp3", session.PlayOptions{})
			must(t, err)
			time.Sleep(time.Second)
			relay.Lose("video.playback.updated", 1)
			_, err = relay.Call(r.ID(), "video.playback.set_volume", map[string]any{"playback_id": p.ID, "volume": 20})
			must(t, err)
			_, err = r.Refresh(t.Context())
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			var w *witness
			var end *video.Snapshot
			synctest.Test(t, func(t *testing.T) {
				relay, err := localrelay.StartPipe(relayOptions())
				must(t, err)
				defer func() { _ = relay.Close() }()
				w, end = watchNight(t, relay, journal.Options{Path: path}, func(r *session.RoomSession) {
					time.Sleep(time.Second)
					play(t, r, relay)
					time.Sleep(20 * time.Second)
				})
			})
			compareNight(t, path, w, end)
		})
	}
}

// moderate does what moderators do, until the play is over or five minutes have passed.
func moderate(t *testing.T, r *session.RoomSession, played <-chan struct{}) {
	t.Helper()
	who := func(i int) video.MemberID {
		if list := r.Snapshot().Members; len(list) > 0 {
			return list[i%len(list)].ID
		}
		return "nobody"
	}
	acts := []func() video.Command{
		func() video.Command { return video.AudioMute(who(0), who(1)) },
		func() video.Command { return video.Command{Action: video.ActStartRecording} },
		func() video.Command { return video.Deaf(who(2)) },
		func() video.Command { return video.SetRaisedHand(true, who(3)) },
		func() video.Command { return video.Demote(who(4)) },
		func() video.Command { return video.Lock() },
		func() video.Command { return video.Undeaf(who(2)) },
		func() video.Command { return video.SetRaisedHand(false, who(3)) },
		func() video.Command { return video.RemoveMember(who(5)) },
		func() video.Command {
			return video.Command{Action: video.ActSetMeta, Args: video.Args{"meta": map[string]any{"topic": "budget"}}}
		},
	}
	for i := range 50 {
		if i%7 == 3 {
			_ = r.LogDecision("floor.note", json.RawMessage(`{"kind":"floor.note","text":"point"}`))
		}
		if i%3 == 2 {
			_, _ = r.SubmitUndo(t.Context())
		} else {
			_, _ = r.Submit(t.Context(), acts[i%len(acts)]())
		}
		select {
		case <-played:
			return
		case <-time.After(6 * time.Second):
		}
	}
}

// TestReplayOfPseudonyms has the same people in the same states, without their names.
func TestReplayOfPseudonyms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	var end *video.Snapshot
	synctest.Test(t, func(t *testing.T) {
		_, end = recordNight(t, "questions", journal.Options{Path: path, Pseudonyms: true})
	})
	night, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer night.Close()
	reel, _ := night.Reel(night.Sessions()[0].ID)
	reel.Seek(reel.Len())
	s := reel.Snapshot()
	if len(s.Members) != len(end.Members) || len(s.Layout.Layers) != len(end.Layout.Layers) || len(s.Log) != len(end.Log) {
		t.Fatalf("%d people, %d layers, %d entries", len(s.Members), len(s.Layout.Layers), len(s.Log))
	}
	for i, m := range s.Members {
		was := end.Members[i]
		if m.AudioMuted != was.AudioMuted || m.HandRaised != was.HandRaised || m.CurrentPosition != was.CurrentPosition ||
			m.TalkTotal != was.TalkTotal {
			t.Errorf("%d: %+v, was %+v", i, m, was)
		}
		if m.Name == was.Name || m.ID == was.ID {
			t.Errorf("%d is still called %s, %s", i, m.Name, m.ID)
		}
	}
}

func compareNight(t *testing.T, path string, w *witness, end *video.Snapshot) {
	t.Helper()
	night, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer night.Close()
	if night.Verdict.Verdict != journal.Whole {
		t.Fatalf("the journal is %+v", night.Verdict)
	}
	reel, ok := night.Reel(night.Sessions()[0].ID)
	if !ok {
		t.Fatal("the session has no reel")
	}
	compared := 0
	for line, err := range journal.Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		r := &line.Record
		if r.Room == "" {
			continue
		}
		before := r.Event != nil || r.Link != nil
		for reel.Pos() < reel.Len() {
			next, talking := reel.Next()
			if next > r.Seq || next == r.Seq && (before || talking) {
				break
			}
			reel.Step()
		}
		want := w.seen[r.Seq]
		if want == nil || want.Link.State == video.LinkClosed { // it was left already
			continue
		}
		compared++
		if a, b := looks(want, r.At), looks(reel.Snapshot(), r.At); a != b {
			t.Fatalf("at record %d of %d, %s: %s", r.Seq, w.last, line.Kind, firstDifference(a, b))
		}
	}
	for reel.Step() {
	}
	if err := reel.Err(); err != nil {
		t.Fatal(err)
	}
	if a, b := looks(end, end.At), looks(reel.Snapshot(), end.At); a != b {
		t.Errorf("at the end: %s", firstDifference(a, b))
	}
	a, _ := json.MarshalIndent(end.Log, "", " ")
	if b, _ := json.MarshalIndent(reel.Snapshot().Log, "", " "); string(a) != string(b) {
		t.Errorf("the log differs: %s", firstDifference(string(a), string(b)))
	}
	t.Logf("%d of %d records compared", compared, w.last)
	if compared < int(w.last)/2 {
		t.Errorf("only %d of %d records were compared", compared, w.last)
	}
}

// firstDifference returns the first line that differs, with the lines before it.
func firstDifference(a, b string) string {
	was, now := strings.Split(a, "\n"), strings.Split(b, "\n")
	i := 0
	for i < min(len(was), len(now)) && was[i] == now[i] {
		i++
	}
	around := func(lines []string) string { return strings.Join(lines[max(0, i-4):min(len(lines), i+6)], "\n") }
	return "\nwas\n" + around(was) + "\nis now\n" + around(now)
}

package floor_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// shared returns a room with two consoles.
func shared(t *testing.T) (s *stage, b *desk) {
	t.Helper()
	s = newStage(t, 5, floor.Config{Console: "a", Operator: "Dana", Sharing: true})
	b = newDesk(t, s.world, floor.Config{Console: "b", Operator: "Kim", Sharing: true})
	s.begin(floor.Queue, hold)
	s.wait(3*time.Second, s.desk, b)
	return s, b
}

func TestOneConsoleHoldsTheLease(t *testing.T) {
	t.Parallel()
	s, b := shared(t)
	if v := b.e.View(s.clock()); v.Holder != "Dana" || v.Mine || v.Mode.Enforce != floor.Hold || v.Enforce != "mark" {
		t.Errorf("b sees %+v", v)
	}
	s.mic("ann", true, "self")
	s.wait(10*time.Second, s.desk, b)
	equal(t, "a sent", s.targets(), "audioMute ann")
	equal(t, "b sent", b.targets())
	if err := b.e.Run(s.clock(), floor.Call{Verb: floor.VerbTakeOver}); err != nil {
		t.Fatal(err)
	}
	b.flush()
	s.wait(3*time.Second, s.desk, b)
	if v := s.view(); v.Holder != "Kim" || v.Mine || len(s.wrote(floor.NoteLeaseLost)) != 1 {
		t.Errorf("a sees %+v", v)
	}
	s.mic("ben", true, "self")
	s.wait(10*time.Second, s.desk, b)
	equal(t, "a sent", s.targets(), "audioMute ann")
	equal(t, "b sent", b.targets(), "audioMute ben")
}

func TestConsolesMoveOneQueue(t *testing.T) {
	t.Parallel()
	s, b := shared(t)
	s.hand("ann", true)
	s.wait(time.Second, s.desk, b)
	s.hand("ben", true)
	s.wait(time.Second, s.desk, b)
	s.do(s.e.Enqueue(s.clock(), "cy", floor.Points))
	s.wait(3*time.Second, s.desk, b)
	other := &stage{s.world, b}
	equal(t, "b's queue", other.queued(), "cy", "ann", "ben")
	s.do(s.e.Unqueue(s.clock(), "ann"))
	s.wait(3*time.Second, s.desk, b)
	equal(t, "b's queue", other.queued(), "cy", "ben")
	if err := b.e.Enqueue(s.clock(), "dee", floor.Speakers); err != nil {
		t.Fatal(err)
	}
	b.flush()
	s.wait(3*time.Second, s.desk, b)
	equal(t, "a's queue", s.queued(), "cy", "ben", "dee")
}

func TestLeaseExpires(t *testing.T) {
	t.Parallel()
	s, b := shared(t)
	s.wait(2*time.Minute, s.desk, b) // the holder renews
	if v := b.e.View(s.clock()); v.Holder != "Dana" {
		t.Errorf("b sees %+v", v)
	}
	s.wait(61*time.Second, b) // the holder has left
	if v := b.e.View(s.clock()); v.Holder != "" || len(b.wrote(floor.NoteLeaseOver)) != 1 {
		t.Errorf("b sees %+v", v)
	}
	s.mic("ann", true, "self")
	s.wait(time.Minute, b)
	equal(t, "nobody follows automatically", b.targets())
}

func TestAnotherProgramOverwritesTheKey(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another value": `"mine"`, "another object": `{"v":7,"queue":[]}`, "deleted": "",
	} {
		s, _ := shared(t)
		if s.meta[floor.MetaKey] = json.RawMessage(text); text == "" {
			delete(s.meta, floor.MetaKey)
			s.meta["other"] = json.RawMessage("1")
		}
		s.mic("ann", true, "self")
		s.pass(time.Minute)
		if v := s.view(); v.Mine || v.Enforce != "mark" || len(s.wrote(floor.NoteOverwritten)) != 1 {
			t.Errorf("%s: %+v", name, v)
		}
		equal(t, name, s.targets())
		s.do(s.e.TakeOver(s.clock()))
		s.pass(5 * time.Second)
		equal(t, name+", taken over", s.targets(), "audioMute ann")
	}
}

func TestMetadataIsForbidden(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Console: "a", Sharing: true})
	s.deny = func(c video.Command) error {
		if c.Action == video.ActUpdateMeta {
			return errForbidden
		}
		return nil
	}
	s.begin(floor.Queue, hold)
	s.mic("ann", true, "self")
	s.pass(time.Minute)
	equal(t, "it only marks", s.targets())
	if v := s.view(); v.Shared || v.Enforce != "mark" || len(s.wrote(floor.NoteRights)) != 1 {
		t.Errorf("%+v", v)
	}
	s.raise("ben")
	s.next() // the verbs still work
	equal(t, "holders", s.holders(), "ben")
}

// TestLeaseIsReadAgain checks that a console writes and then reads its document before it enforces.
func TestLeaseIsReadAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{Console: "a", Operator: "Dana", Sharing: true})
	s.blind = true // it does not see its own write
	s.check = func(o floor.Out) {
		if o.Write != nil && !strings.Contains(string(o.Write), `"console":"a"`) {
			t.Errorf("written %s", o.Write)
		}
	}
	s.mic("ann", true, "self")
	s.see()
	s.deaf = true
	if err := s.e.Begin(s.clock(), floor.Quiet.Mode(), true); err != nil {
		t.Fatal(err)
	}
	s.flush()
	s.mic("ann", false, "self")
	s.mic("ben", true, "self")
	s.pass(time.Minute)
	if v := s.view(); v.Mine || v.Enforce != "mark" {
		t.Errorf("%+v", v)
	}
	equal(t, "only the mode", s.targets(), "audioMute ann")
}

// TestAForgedLeaseClosesNobody: the document is in the room's metadata, which others may write. It cannot make a console
// the holder that never took the lease.
func TestAForgedLeaseClosesNobody(t *testing.T) {
	t.Parallel()
	e := floor.New(floor.Config{Sharing: true, Console: "me", Operator: "op"})
	see := func(now time.Time, meta string) (sent []video.Command) {
		s := &video.Snapshot{
			At: now, Link: video.Link{State: video.LinkLive}, Room: video.Room{ID: "rs", Meta: json.RawMessage(meta)},
			Members: []*video.Member{{ID: "ann", Name: "Ann", Order: 1, Type: video.TypeMember}},
		}
		e.See(now, s)
		for range 3 {
			o := e.Take(now)
			for _, one := range o.Sends {
				sent = append(sent, one.Command)
			}
			if o.Read != 0 {
				e.Read(now, s, o.Read)
			}
			if o.Write != nil {
				e.Wrote(now, nil)
			}
		}
		return sent
	}
	const forged = `{"gavel":{"v":1,"console":"me","beat":9,"by":"x","seen":{"x":1},` +
		`"mode":{"preset":"queue","guests":1,"enforce":"hold"}}}`
	see(epoch, `{}`)
	for i := range 30 {
		if sent := see(epoch.Add(time.Duration(i+1)*time.Second), forged); len(sent) > 0 {
			t.Fatalf("sent %v", sent)
		}
	}
}

// TestDocumentOutOfBounds: others may write the room's metadata. A document with impossible values is not a console's, so
// it counts as overwritten, and none of its values gets in.
func TestDocumentOutOfBounds(t *testing.T) {
	t.Parallel()
	const mode = `"mode":{"preset":"queue","guests":1,"enforce":"mark"}`
	many := func(n int, one string) string { return "[" + strings.Repeat(one+",", n) + one + "]" }
	seen := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`"c%d":1`, i))
		}
		return `{` + strings.Join(all, ",") + `}`
	}
	turn := func(values string) string { return `"turns":[{"id":"ann","kind":"guest","used_ms":0` + values + `}]` }
	for name, rest := range map[string]string{
		"negative time":            `"seen":{"x":1},"turns":[{"id":"ann","kind":"guest","used_ms":-1}]`,
		"time that overflows":      `"seen":{"x":1},"turns":[{"id":"ann","kind":"guest","used_ms":9223372036854775807}]`,
		"a year of talking":        `"seen":{"x":1},"turns":[{"id":"ann","kind":"guest","used_ms":31536000000}]`,
		"negative limit":           `"seen":{"x":1},` + turn(`,"limit_ms":-5`),
		"limit that overflows":     `"seen":{"x":1},` + turn(`,"limit_ms":9223372036854775807`),
		"unknown kind":             `"seen":{"x":1},"turns":[{"id":"ann","kind":"king","used_ms":0}]`,
		"turn of nobody":           `"seen":{"x":1},"turns":[{"id":"","kind":"guest","used_ms":0}]`,
		"turn of a line of text":   `"seen":{"x":1},"turns":[{"id":"~1","kind":"guest","used_ms":0}]`,
		"too many turns":           `"seen":{"x":1},"turns":` + many(600, `{"id":"ann","kind":"guest","used_ms":0}`),
		"waits since the future":   `"seen":{"x":1},"queue":[{"id":"ann","waited_ms":-86400000}]`,
		"wait that overflows":      `"seen":{"x":1},"queue":[{"id":"ann","waited_ms":9223372036854775807}]`,
		"unknown lane":             `"seen":{"x":1},"queue":[{"id":"ann","lane":9,"waited_ms":1}]`,
		"rank that overflows":      `"seen":{"x":1},"queue":[{"id":"ann","waited_ms":1,"rank":9223372036854775807}]`,
		"queue that is too long":   `"seen":{"x":1},"queue":` + many(5000, `{"id":"ann","waited_ms":1}`),
		"unknown order":            `"seen":{"x":1},"order":{"by":"height"}`,
		"many consoles":            `"seen":` + seen(1000),
		"last revision of us":      `"seen":{"a":18446744073709551615}`,
		"name of a console":        `"seen":{"` + strings.Repeat("x", 5000) + `":1}`,
		"operator that is a novel": `"seen":{"x":1},"operator":"` + strings.Repeat("x", 5000) + `"`,
		"too many pardons":         `"seen":{"x":1},"pardoned":` + many(6000, `"ann"`),
	} {
		s, _ := shared(t)
		before := s.view()
		s.meta[floor.MetaKey] = json.RawMessage(`{"v":1,"by":"x","beat":3,` + mode + `,` + rest + `}`)
		s.pass(time.Second)
		if len(s.wrote(floor.NoteOverwritten)) != 1 {
			t.Errorf("%s: it was taken for a console's", name)
		}
		if v := s.view(); len(v.Turns) != len(before.Turns) || len(v.Queue) != len(before.Queue) || v.Mode != before.Mode {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestDocumentStaysSmall starts a console again and again: each run has another random id.
func TestDocumentStaysSmall(t *testing.T) {
	t.Parallel()
	s, _ := shared(t)
	for i := range 40 {
		c := newDesk(t, s.world, floor.Config{Console: fmt.Sprintf("c%d", i), Operator: "Kim", Sharing: true})
		s.wait(2*time.Second, s.desk, c)
		if err := c.e.TakeOver(s.clock()); err != nil {
			t.Fatal(err)
		}
		c.flush()
		s.wait(4*time.Second, s.desk, c)
	}
	var d struct{ Seen map[string]uint64 }
	if err := json.Unmarshal(s.meta[floor.MetaKey], &d); err != nil || len(d.Seen) > 20 || d.Seen["c39"] == 0 {
		t.Errorf("%d consoles in %s, %v", len(d.Seen), s.meta[floor.MetaKey], err)
	}
	if n := len(s.wrote(floor.NoteOverwritten)); n > 0 {
		t.Errorf("%d documents were refused", n)
	}
}

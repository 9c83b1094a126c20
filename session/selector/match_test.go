package selector

import (
	"math"
	"strings"
	"testing"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

var evening = time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC)

// ago returns the time d before Now of the facts.
func ago(d time.Duration) time.Time { return evening.Add(-d) }

// consoleFacts are the facts of a console that has listened for an hour.
func consoleFacts() *Facts {
	return &Facts{Now: evening, Since: ago(time.Hour), TalkAll: 10 * time.Minute}
}

// check compares both polarities of a word with the wanted answer.
func check(t *testing.T, name, text string, m *video.Member, f *Facts, want truth) {
	t.Helper()
	if got := mustParse(t, text).Match(m, f); got != (want == yes) {
		t.Errorf("%s: %s matches: %v", name, text, got)
	}
	if got := mustParse(t, "!("+text+")").Match(m, f); got != (want == no) {
		t.Errorf("%s: !(%s) matches: %v", name, text, got)
	}
}

func TestMatchStates(t *testing.T) {
	t.Parallel()
	person := func(change func(*video.Member)) *video.Member {
		m := &video.Member{ID: "a1", Name: "Ann", Type: video.TypeMember, Visible: true, JoinedAt: ago(time.Hour)}
		change(m)
		return m
	}
	kind := func(of string) *video.Member { return person(func(m *video.Member) { m.Type = of }) }
	plain := person(func(*video.Member) {})
	for _, tc := range []struct {
		text string
		m    *video.Member
		want truth
	}{
		{"talking", person(func(m *video.Member) { m.Talking = true }), yes},
		{"talking", plain, no},
		{"muted", person(func(m *video.Member) { m.AudioMuted = true }), yes},
		{"muted", plain, no},
		{"open", plain, yes},
		{"open", kind(video.TypeDevice), yes},
		{"open", kind("something new"), yes},
		{"hand", person(func(m *video.Member) { m.HandRaised = true }), yes},
		{"hand", plain, no},
		{"camera", plain, yes},
		{"camera", person(func(m *video.Member) { m.VideoMuted = true }), no},
		{"deaf", person(func(m *video.Member) { m.Deaf = true }), yes},
		{"hidden", plain, no},
		{"hidden", person(func(m *video.Member) { m.Visible = false }), yes},
		{"screen", kind(video.TypeScreen), yes},
		{"screen", plain, no},
		{"device", kind(video.TypeDevice), yes},
		{"audience", kind(video.TypeAudience), yes},
		{"all", kind(video.TypeScreen), yes},
		{"all", kind(video.TypeAudience), yes},

		// A word that does not apply to a member matches neither with nor without "!".
		{"muted", kind(video.TypeScreen), unknown},
		{"open", kind(video.TypeAudience), unknown},
		{"camera", kind(video.TypeScreen), unknown},
		{"hidden", kind(video.TypeAudience), unknown},
		{"silent", kind(video.TypeScreen), unknown},
		{"silent", kind(video.TypeDevice), unknown},
		{"last>1s", kind(video.TypeDevice), unknown},
		{"talk<50%", kind(video.TypeScreen), unknown},
	} {
		check(t, tc.m.Type, tc.text, tc.m, consoleFacts(), tc.want)
	}
}

func TestMatchLists(t *testing.T) {
	t.Parallel()
	ann, ben := &video.Member{ID: "ann"}, &video.Member{ID: "ben"}
	f := consoleFacts()
	f.Protected = func(m *video.Member) bool { return m == ann }
	f.Panel = func(m *video.Member) bool { return m == ben }
	check(t, "ann", "protected", ann, f, yes)
	check(t, "ben", "protected", ben, f, no)
	check(t, "ann", "panel", ann, f, no)
	check(t, "ben", "panel", ben, f, yes)
	for _, text := range []string{"protected", "panel"} {
		check(t, "no list", text, ann, consoleFacts(), unknown)
		check(t, "no facts", text, ann, nil, unknown)
	}
	check(t, "the rest suffices", "protected | all", ann, nil, yes)
	check(t, "the rest suffices", "protected & !all", ann, nil, no)
}

func TestMatchTexts(t *testing.T) {
	t.Parallel()
	m := &video.Member{
		ID: "1bF4-22", Name: "José O’Malley-Þórsson",
		Meta: []byte(`{"role":"Guest","table":7,"vip":true,"first name":"Zoë","gone":null,"seat":{"role":"host"}}`),
	}
	for _, tc := range []struct {
		text string
		want truth
	}{
		{"name~jose", yes},
		{"name~JOSÉ", yes},
		{"name~o'malley", yes},
		{"name~thors", yes},
		{`name~"jose o'malley"`, yes},
		{"name~ann", no},
		{"name=jose", no},
		{`name="jose  o'malley-thorsson "`, yes},
		{"id=1bF4-22", yes},
		{"id=1bf4-22", no},
		{"id~bF4", yes},
		{"id~bf4", no},
		{"meta.role=guest", yes},
		{"meta.role=gues", no},
		{"meta.role~ues", yes},
		{"meta.Role=guest", no},
		{"meta.table=7", yes},
		{"meta.table=07", no},
		{"meta.vip=true", yes},
		{`meta."first name"=zoe`, yes},
		{"meta.gone=null", no},
		{"meta.seat~host", no},
		{"meta.nothing~a", no},
	} {
		check(t, "member", tc.text, m, nil, tc.want)
	}
	check(t, "no metadata", "meta.role=guest", &video.Member{}, nil, no)
	check(t, "no name", "name~a", &video.Member{}, nil, no)
}

func TestMatchUsesNameKeyOfCaller(t *testing.T) {
	t.Parallel()
	f := &Facts{NameKey: func(*video.Member) string { return fold.Key("Zoë Quinn") }}
	m := &video.Member{Name: "Ann"}
	check(t, "contained", "name~zoe", m, f, yes)
	check(t, "equal", `name="zoe quinn"`, m, f, yes)
	check(t, "the name itself", "name~ann", m, f, no)
}

func TestMatchAge(t *testing.T) {
	t.Parallel()
	joined := &video.Member{JoinedAt: ago(3 * time.Minute), JoinSeen: true}
	found := &video.Member{JoinedAt: ago(3 * time.Minute)} // joined before the process started
	ahead := &video.Member{JoinedAt: evening.Add(time.Minute), JoinSeen: true}
	for _, tc := range []struct {
		name, text string
		m          *video.Member
		want       truth
	}{
		{"joined", "age<5m", joined, yes},
		{"joined", "age<3m", joined, no},
		{"joined", "age>2m", joined, yes},
		{"joined", "age>3m", joined, no},
		{"joined", "new", joined, yes},
		{"found", "age>2m", found, yes},
		{"found", "age>5m", found, unknown},
		{"found", "age<2m", found, no},
		{"found", "age<5m", found, unknown},
		{"found", "new", found, unknown},
		{"found long ago", "new", &video.Member{JoinedAt: ago(time.Hour)}, no},
		{"clock set back", "age<1s", ahead, yes},
		{"no time", "age<5m", &video.Member{}, unknown},
	} {
		check(t, tc.name, tc.text, tc.m, consoleFacts(), tc.want)
	}
	check(t, "no clock", "age<5m", joined, nil, unknown)
	f := consoleFacts()
	f.NewFor = time.Minute
	check(t, "shorter", "new", joined, f, no)
}

func TestMatchTalking(t *testing.T) {
	t.Parallel()
	justRead := &Facts{Now: evening}
	check(t, "a process that has heard nothing", "talking", &video.Member{}, justRead, unknown)
	check(t, "a process that has heard one word", "talking", &video.Member{Talking: true}, justRead, yes)

	check(t, "never heard", "silent", &video.Member{}, consoleFacts(), yes)
	check(t, "heard", "silent", &video.Member{TalkTotal: time.Second}, consoleFacts(), no)
	check(t, "silence of unknown length", "silent", &video.Member{TalkEnd: ago(time.Minute)}, consoleFacts(), no)
	check(t, "begins now", "silent", &video.Member{Talking: true, TalkStart: evening}, consoleFacts(), no)
	check(t, "never heard by a process that did not listen", "silent", &video.Member{}, justRead, unknown)
}

func TestMatchTalkShare(t *testing.T) {
	t.Parallel()
	quarter := &video.Member{TalkTotal: 2 * time.Minute, Talking: true, TalkStart: ago(30 * time.Second)}
	f := consoleFacts()
	check(t, "a quarter", "talk>20%", quarter, f, yes)
	check(t, "a quarter", "talk>25%", quarter, f, no)
	check(t, "a quarter", "talk<30%", quarter, f, yes)
	check(t, "silent", "talk<1%", &video.Member{}, f, yes)
	check(t, "silent", "talk>0%", &video.Member{}, f, no)
	check(t, "more than everybody", "talk>99%", &video.Member{TalkTotal: time.Hour}, f, yes)
	f.TalkAll = 0
	check(t, "no sum", "talk>20%", quarter, f, unknown)
	check(t, "nobody has talked", "talk<20%", &video.Member{}, f, yes)
	check(t, "no history", "talk<20%", quarter, &Facts{Now: evening, TalkAll: time.Hour}, unknown)
}

func TestMatchLastTalk(t *testing.T) {
	t.Parallel()
	heard := &video.Member{TalkEnd: ago(10 * time.Minute), JoinedAt: ago(time.Hour)}
	joined := &video.Member{JoinedAt: ago(10 * time.Minute), JoinSeen: true}
	found := &video.Member{JoinedAt: ago(time.Hour)}
	talks := &video.Member{Talking: true, TalkEnd: ago(30 * time.Minute)}
	gap := consoleFacts()
	gap.Since = ago(5 * time.Minute)
	for _, tc := range []struct {
		name, text string
		m          *video.Member
		f          *Facts
		want       truth
	}{
		{"heard", "last>5m", heard, consoleFacts(), yes},
		{"heard", "last>10m", heard, consoleFacts(), no},
		{"heard", "last<11m", heard, consoleFacts(), yes},
		{"talks", "last<1s", talks, consoleFacts(), yes},
		{"joined and silent", "last>5m", joined, consoleFacts(), yes},
		{"joined and silent", "last>15m", joined, consoleFacts(), no},
		{"found and silent", "last>50m", found, consoleFacts(), yes},
		{"found and silent", "last>2h", found, consoleFacts(), unknown},
		{"found and silent", "last<50m", found, consoleFacts(), no},
		{"heard before a gap", "last>4m", heard, gap, yes},
		{"heard before a gap", "last>6m", heard, gap, unknown},
		{"heard before a gap", "last>10m", heard, gap, no},
		{"heard before a gap", "last<11m", heard, gap, yes},
		{"no history", "last>1s", heard, &Facts{Now: evening}, unknown},
		{"no clock", "last>1s", heard, &Facts{Since: evening}, unknown},
	} {
		check(t, tc.name, tc.text, tc.m, tc.f, tc.want)
	}
}

func TestBoundsAnswerOnlyIfCertain(t *testing.T) {
	t.Parallel()
	for _, low := range []int{0, 1, 2, 3} {
		for high := low; high < 4; high++ {
			for v := range 4 {
				for _, sign := range []string{"<", ">"} {
					holds, fails := false, false
					for value := low; value <= high; value++ {
						if sign == "<" && value < v || sign == ">" && value > v {
							holds = true
						} else {
							fails = true
						}
					}
					want := truthOf(holds)
					if holds && fails {
						want = unknown
					}
					if got := (bounds[int]{low, high}).is(sign, v); got != want {
						t.Errorf("%d to %d %s %d: got %d, want %d", low, high, sign, v, got, want)
					}
				}
			}
		}
	}
}

func FuzzFoldASCII(f *testing.F) {
	f.Add("  Ann   LEE ")
	f.Add("José")
	f.Add("O`Malley")
	f.Fuzz(func(t *testing.T, name string) {
		got, ok := foldASCII(nil, name)
		if ok && string(got) != fold.Key(name) {
			t.Errorf("%q: got %q, want %q", name, got, fold.Key(name))
		}
		plain := strings.IndexFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) < 0
		if ok != (plain && len(name) <= shortText) {
			t.Errorf("%q: folded: %v", name, ok)
		}
	})
}

// everyWord uses each word of the table, and no word decides the answer early.
const everyWord = `!(talking & muted & hand & deaf & hidden & screen & device & audience & silent)` +
	` & !(protected & panel & new & all & camera & open)` +
	` & (name~zzz | name="Zoë Quinn" | id~zz | meta."role"=host | meta.table~9 | age<1s | talk>99% | last>100h)`

func TestMatchDoesNotAllocate(t *testing.T) {
	s := mustParse(t, everyWord)
	f := consoleFacts()
	f.Protected = func(*video.Member) bool { return true }
	f.Panel = f.Protected
	members := []*video.Member{
		{
			ID: "1bf4", Name: "Ann Lee", JoinSeen: true, JoinedAt: ago(time.Minute),
			Meta: []byte(`{"role":"guest","table":7,"x":{"a":[1,2]}}`),
		},
		{ID: "2c", Name: strings.Repeat("Ann ", shortText/4), Type: video.TypeScreen},
		{ID: "3d", Name: "José", Type: video.TypeMember, TalkTotal: time.Second},
	}
	keys := map[video.MemberID]string{}
	for _, m := range members {
		keys[m.ID] = fold.Key(m.Name)
	}
	if n := testing.AllocsPerRun(100, func() { s.Match(members[0], f); s.Match(members[1], f) }); n != 0 {
		t.Errorf("matching names of ASCII allocates %v times", n)
	}
	f.NameKey = func(m *video.Member) string { return keys[m.ID] }
	if n := testing.AllocsPerRun(100, func() { s.Match(members[2], f) }); n != 0 {
		t.Errorf("matching with the caller's keys allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { s.Match(members[0], nil) }); n != 0 {
		t.Errorf("matching without facts allocates %v times", n)
	}
}

func TestMatchAcceptsOddMembers(t *testing.T) {
	t.Parallel()
	odd := &video.Member{
		Name: "\xff\x00", Meta: []byte(`{"role":`), JoinedAt: time.Unix(math.MaxInt64/2, 0), TalkTotal: -time.Hour,
		Talking: true,
	}
	for _, w := range words {
		s := mustParse(t, w.Example)
		s.Match(odd, nil)
		s.Match(odd, consoleFacts())
		s.Match(odd, &Facts{Now: evening, Since: evening.Add(time.Hour), TalkAll: -1, NewFor: -1})
	}
}

func BenchmarkMatch(b *testing.B) {
	m := &video.Member{
		ID: "1bf4", Name: "Ann Lee", Type: video.TypeMember, JoinSeen: true, JoinedAt: ago(time.Minute), Visible: true,
		Meta: []byte(`{"role":"guest","table":7}`),
	}
	f := consoleFacts()
	f.Protected = func(*video.Member) bool { return false }
	for _, bc := range []struct{ name, text string }{
		{"state", "open & !protected"},
		{"name", "name~zoe"},
		{"meta", "meta.table=8"},
		{"time", "age<2m & talk<20%"},
	} {
		s := mustParse(b, bc.text)
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Match(m, f)
			}
		})
	}
}

package selector

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gavel/session/video"
)

// someText draws a selector of a few words.
func someText(r *rapid.T, label string) string { return drawText(r, label, 3) }

func drawText(r *rapid.T, label string, depth int) string {
	form := 0
	if depth > 0 {
		form = rapid.IntRange(0, 4).Draw(r, label)
	}
	switch form {
	case 1:
		return "!(" + drawText(r, label, depth-1) + ")"
	case 2:
		return drawText(r, label, depth-1) + " & " + drawText(r, label, depth-1)
	case 3:
		return drawText(r, label, depth-1) + "|" + drawText(r, label, depth-1)
	case 4:
		return "(" + drawText(r, label, depth-1) + ")"
	}
	return rapid.SampledFrom(wordTexts).Draw(r, label)
}

// wordTexts returns each word, with a value if it needs one.
var wordTexts = func() []string {
	texts := []string{
		"age>2m", "age<50s", "last<1m", "last>1m", "talk<10%", "meta.role~e", `name="José Lee"`, "name~a", "id=a1",
	}
	for _, w := range words {
		texts = append(texts, w.Example)
	}
	return texts
}()

// someMember draws a member, and facts that may be incomplete.
func someMember(r *rapid.T) (*video.Member, *Facts) {
	flag := func(label string) bool { return rapid.Bool().Draw(r, label) }
	when := func(label string) time.Time {
		seconds := rapid.IntRange(-1, 300).Draw(r, label)
		if seconds < 0 {
			return time.Time{}
		}
		return ago(time.Duration(seconds) * time.Second)
	}
	metas := []string{"", "{}", `{"role":"guest"}`, `{"x":1,"first name":"Anna"}`}
	m := &video.Member{
		ID:      video.MemberID(rapid.SampledFrom([]string{"a1", "1bf4", "x"}).Draw(r, "id")),
		Name:    rapid.SampledFrom([]string{"", "Ann", "JOSÉ Lee", "Ben Lee", "מאיה"}).Draw(r, "name"),
		Type:    rapid.SampledFrom([]string{"", "member", "screen", "device", "audience"}).Draw(r, "type"),
		Meta:    []byte(rapid.SampledFrom(metas).Draw(r, "meta")),
		Visible: flag("visible"), AudioMuted: flag("muted"), VideoMuted: flag("camera"), Deaf: flag("deaf"),
		HandRaised: flag("hand"), Talking: flag("talking"), JoinSeen: flag("seen"),
		JoinedAt: when("joined"), TalkStart: when("start"), TalkEnd: when("end"),
		TalkTotal: time.Duration(rapid.IntRange(0, 60).Draw(r, "talked")) * time.Second,
	}
	f := &Facts{Now: evening, Since: when("since")}
	f.TalkAll = time.Duration(rapid.IntRange(0, 100).Draw(r, "all")) * time.Second
	if flag("list") {
		on := flag("on the list")
		f.Protected = func(*video.Member) bool { return on }
		f.Panel = func(*video.Member) bool { return !on }
	}
	return m, f
}

func TestLogicLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		a, b, c := someText(r, "a"), someText(r, "b"), someText(r, "c")
		m, f := someMember(r)
		fill := strings.NewReplacer("A", "("+a+")", "B", "("+b+")", "C", "("+c+")")
		for _, law := range [][2]string{
			{"!(A & B)", "!A | !B"},
			{"!(A | B)", "!A & !B"},
			{"!!A", "A"},
			{"((A))", "A"},
			{"A & B", "B & A"},
			{"A | B", "B | A"},
			{"A & (B & C)", "(A & B) & C"},
			{"A | (B | C)", "(A | B) | C"},
			{"A & (B | C)", "A & B | A & C"},
			{"A | B & C", "(A | B) & (A | C)"},
			{"A & A", "A"},
			{"A & all", "A"},
			{"A & !A & all", "A & !A"},
		} {
			left, err := Parse(fill.Replace(law[0]), Everything)
			if err != nil {
				r.Fatal(err)
			}
			right, err := Parse(fill.Replace(law[1]), Everything)
			if err != nil {
				r.Fatal(err)
			}
			if left.Match(m, f) != right.Match(m, f) {
				r.Errorf("%s is not %s for %+v", left, right, m)
			}
		}
		never, err := Parse(fill.Replace("A & !A"), Everything)
		if err != nil || never.Match(m, f) {
			r.Errorf("%s matches: %v", never, err)
		}
	})
}

func TestCanonicalTextMatchesSameMembers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m, f := someMember(r)
		s, err := Parse(someText(r, "text"), Everything)
		if err != nil {
			r.Fatal(err)
		}
		again, err := Parse(s.String(), s.Needs())
		if err != nil {
			r.Fatalf("%s: %v", s, err)
		}
		if again.String() != s.String() || again.Match(m, f) != s.Match(m, f) || again.Needs() != s.Needs() {
			r.Errorf("%s and %s differ", s, again)
		}
	})
}

// TestMoreFactsKeepMatches checks that a match with few facts stays a match with more.
func TestMoreFactsKeepMatches(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m, f := someMember(r)
		s, err := Parse(someText(r, "text"), Everything)
		if err != nil {
			r.Fatal(err)
		}
		for name, lacking := range map[string]Facts{
			"no lists": {Now: f.Now, Since: f.Since, TalkAll: f.TalkAll},
			"no talk":  {Now: f.Now, Protected: f.Protected, Panel: f.Panel},
			"nothing":  {},
		} {
			if s.Match(m, &lacking) && !s.Match(m, f) {
				r.Errorf("%s: %s matches only because facts are missing", name, s)
			}
		}
	})
}

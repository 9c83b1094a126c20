package selector

import (
	"slices"
	"strings"
	"time"

	"gavel/session/video"
)

// Known is a set of kinds of data that words need beyond the list of members.
type Known uint8

// The kinds of data. A list of members says nothing of any of them.
const (
	// Talking is who talks now: the process has listened for a while.
	Talking Known = 1 << iota
	// History is who has talked so far, when and for how long.
	History
	// Joins is when members joined.
	Joins
	// ProtectedList is who is protected.
	ProtectedList
	// PanelList is who is on the panel.
	PanelList

	// Nothing is what a process knows that has just read the list of members.
	Nothing Known = 0
	// Everything is what a console knows.
	Everything = Talking | History | Joins | ProtectedList | PanelList
)

// kindsOfData names each kind of data as it follows "needs to know".
var kindsOfData = [...]struct {
	kind Known
	text string
}{
	{Talking, "who is talking"},
	{History, "who has talked so far"},
	{Joins, "when members joined"},
	{ProtectedList, "who is protected"},
	{PanelList, "who is on the panel"},
}

// String lists the data in plain English: "who is talking, who is protected". The empty set is "".
func (k Known) String() string {
	var parts []string
	for _, d := range kindsOfData {
		if k&d.kind != 0 {
			parts = append(parts, d.text)
		}
	}
	return strings.Join(parts, ", ")
}

// Word is a row of the language's table: a word that stands alone, or one that is compared with a value.
type Word struct {
	// Name is the word as it is typed. The word for metadata is "meta.", and a key follows.
	Name string
	// Means says what the word is, on one line. Of a word that stands alone, it continues the sentence "The member
	// …".
	Means string
	// Example is a selector with the word.
	Example string
	// Needs is the data without which Parse rejects the word.
	Needs Known
	// Operators may stand between the word and a value, the most usual first; nil when the word stands alone.
	Operators []Operator

	// values is what the word is compared with; nil when it stands alone.
	values *values
	// applies reports whether the word says anything about a member; nil when it does about each.
	applies func(*video.Member) bool
	// test answers for a member to whom the word applies.
	test func(*video.Member, *Facts, *term) truth
	// tried are words that people type instead.
	tried []string
}

// Operator is a sign that compares a word with a value.
type Operator struct {
	Sign string
	// Means continues the sentence "The member …", where "this" is the value.
	Means string
}

// signs lists the operators of the word as messages do: "= or ~".
func (w *Word) signs() string {
	var signs []string
	for _, o := range w.Operators {
		signs = append(signs, o.Sign)
	}
	return strings.Join(signs, " or ")
}

// allows reports whether the word is compared with this operator.
func (w *Word) allows(sign string) bool {
	return slices.ContainsFunc(w.Operators, func(o Operator) bool { return o.Sign == sign })
}

// Words returns the table of the language, in the order in which help shows it. The operators of the rows are shared:
// do not change them.
func Words() []Word { return slices.Clone(words) }

// metaWord is the only name that a key follows.
const metaWord = "meta."

// words is the table: everything that is known about each word.
var words = []Word{
	{
		Name: "talking", Means: "is talking now", Example: "talking & !protected", Needs: Talking, test: isTalking,
		tried: []string{"speaking", "talks", "speaker", "speakers"},
	},
	{
		Name: "muted", Means: "has the microphone off", Example: "muted & hand", applies: hasInputs,
		test:  is(func(m *video.Member) bool { return m.AudioMuted }),
		tried: []string{"mute", "quiet", "audio_muted", "audiomuted"},
	},
	{
		Name: "open", Means: "has the microphone on", Example: "open & !talking", applies: hasInputs,
		test:  is(func(m *video.Member) bool { return !m.AudioMuted }),
		tried: []string{"unmuted", "mic", "microphone", "audio"},
	},
	{
		Name: "hand", Means: "has a hand raised", Example: "hand & muted",
		test:  is(func(m *video.Member) bool { return m.HandRaised }),
		tried: []string{"raised", "handraised", "queue"},
	},
	{
		Name: "camera", Means: "has the camera on", Example: "!camera", applies: hasInputs,
		test:  is(func(m *video.Member) bool { return !m.VideoMuted }),
		tried: []string{"video", "cam", "picture"},
	},
	{
		Name: "deaf", Means: "cannot hear the room", Example: "deaf & hand",
		test:  is(func(m *video.Member) bool { return m.Deaf }),
		tried: []string{"deafened"},
	},
	{
		Name: "hidden", Means: "is not in the picture", Example: "hidden & talking", applies: notAudience,
		test:  is(func(m *video.Member) bool { return !m.Visible }),
		tried: []string{"invisible", "offcanvas", "off-canvas"},
	},
	{
		Name: "screen", Means: "is a screen share", Example: "screen",
		test:  is(func(m *video.Member) bool { return m.Type == video.TypeScreen }),
		tried: []string{"share", "screenshare", "presenting"},
	},
	{
		Name: "device", Means: "is an extra device of a member", Example: "device & open",
		test:  is(func(m *video.Member) bool { return m.Type == video.TypeDevice }),
		tried: []string{"extra"},
	},
	{
		Name: "audience", Means: "is in the audience", Example: "audience & hand",
		test:  is(func(m *video.Member) bool { return m.Type == video.TypeAudience }),
		tried: []string{"viewer", "viewers", "demoted"},
	},
	{
		Name: "silent", Means: "has not talked while gavel was listening", Example: "silent & age>10m",
		Needs: History, applies: isSpeaker, test: isSilent,
		tried: []string{"lurking", "lurker"},
	},
	{
		Name: "protected", Means: "is protected from bulk commands", Example: "open & !protected", Needs: ProtectedList,
		test:  listed(func(f *Facts) func(*video.Member) bool { return f.Protected }),
		tried: []string{"safe", "exempt", "interpreter", "interpreters"},
	},
	{
		Name: "panel", Means: "is on the panel", Example: "hand & !panel", Needs: PanelList,
		test:  listed(func(f *Facts) func(*video.Member) bool { return f.Panel }),
		tried: []string{"panellist", "panellist", "panellists", "panellists"},
	},
	{
		Name: "new", Means: "joined a short while ago", Example: "new & camera", Needs: Joins, test: isNew,
		tried: []string{"newcomer", "newcomers", "recent", "joined"},
	},
	{
		Name: "all", Means: "is any member; screens and devices count too", Example: "all",
		test:  is(func(*video.Member) bool { return true }),
		tried: []string{"everybody", "everyone", "anybody", "any", "*"},
	},
	{
		Name: "name", Means: "the member's name", Example: "name~ann", values: texts, test: compareName,
		Operators: []Operator{
			{"~", "has a name that contains this"},
			{"=", "has this name; case and accents make no difference"},
		},
		tried: []string{"called", "display_name"},
	},
	{
		Name: "id", Means: "the member's id", Example: "id~1bf4", values: ids, test: compareID,
		Operators: []Operator{
			{"=", "has exactly this id"},
			{"~", "has an id that contains this"},
		},
		tried: []string{"member", "memberid", "member_id"},
	},
	{
		Name: metaWord, Means: "a text in the member's metadata; its key follows", Example: "meta.role=guest",
		values: texts, test: compareMeta,
		Operators: []Operator{
			{"=", "has this text under the key; case and accents make no difference"},
			{"~", "has a text that contains this under the key"},
		},
		tried: []string{"meta", "metadata", "role", "tag"},
	},
	{
		Name: "age", Means: "how long ago the member joined", Example: "age<2m", Needs: Joins,
		values: durations, test: compareAge,
		Operators: []Operator{{"<", "joined less than this ago"}, {">", "joined more than this ago"}},
		tried:     []string{"since", "here"},
	},
	{
		Name: "talk", Means: "the member's share of all talking", Example: "talk>20%", Needs: History,
		values: percentages, applies: isSpeaker, test: compareTalk,
		Operators: []Operator{
			{">", "has done more than this share of the talking"},
			{"<", "has done less than this share of the talking"},
		},
		tried: []string{"talktime", "talked", "spoke"},
	},
	{
		Name: "last", Means: "how long ago the member last talked, or joined if it has not talked", Example: "last>10m",
		Needs: History, values: durations, applies: isSpeaker, test: compareLast,
		Operators: []Operator{{">", "has not talked for longer than this"}, {"<", "talked less than this ago"}},
		tried:     []string{"idle", "heard"},
	},
}

// find returns the row of a word as it was typed, and the key that follows "meta."; nil when there is no such word.
func find(typed string) (w *Word, key string) {
	if len(typed) >= len(metaWord) && strings.EqualFold(typed[:len(metaWord)], metaWord) {
		typed, key = typed[:len(metaWord)], typed[len(metaWord):]
	}
	for i := range words {
		if strings.EqualFold(words[i].Name, typed) {
			return &words[i], key
		}
	}
	return nil, ""
}

// newFor is how long a member counts as new where Facts do not say.
const newFor = 5 * time.Minute

// hasInputs reports whether the member can have a microphone and a camera.
func hasInputs(m *video.Member) bool {
	return m.Type != video.TypeScreen && m.Type != video.TypeAudience
}

// isSpeaker reports whether the member is a person on the stage: the service reports no talking of others.
func isSpeaker(m *video.Member) bool { return hasInputs(m) && m.Type != video.TypeDevice }

func notAudience(m *video.Member) bool { return m.Type != video.TypeAudience }

// is makes the test of a word that every list of members answers.
func is(state func(*video.Member) bool) func(*video.Member, *Facts, *term) truth {
	return func(m *video.Member, _ *Facts, _ *term) truth { return truthOf(state(m)) }
}

// listed makes the test of a word that a list of the caller answers.
func listed(list func(*Facts) func(*video.Member) bool) func(*video.Member, *Facts, *term) truth {
	return func(m *video.Member, f *Facts, _ *term) truth {
		if has := list(f); has != nil {
			return truthOf(has(m))
		}
		return unknown
	}
}

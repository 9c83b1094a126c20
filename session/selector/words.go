package selector

import (
	"slices"
	"strings"

	"gavel/session/video"
)

// Words returns the table of the language, in the order of the help. The operators of the rows are shared: do not
// modify them.
func Words() []Word { return slices.Clone(words) }

// metaWord is the only word that a key follows.
const metaWord = "meta."

// words is the table: it defines each word.
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
		Name: "hidden", Means: "is not visible to the room", Example: "hidden & talking", applies: notAudience,
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
		tried: []string{"panellist", "panelist", "panellists", "panelists"}, //nolint:misspell // Americans type it so
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

// find returns the row of a typed word, and the key that follows "meta."; nil for an unknown word.
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

// hasInputs reports whether the member can have a microphone and a camera.
func hasInputs(m *video.Member) bool {
	return m.Type != video.TypeScreen && m.Type != video.TypeAudience
}

// isSpeaker reports whether the member can talk on the stage. The service does not report the talking of others.
func isSpeaker(m *video.Member) bool { return hasInputs(m) && m.Type != video.TypeDevice }

func notAudience(m *video.Member) bool { return m.Type != video.TypeAudience }

// is returns the test of a word that needs only the list of members.
func is(state func(*video.Member) bool) func(*video.Member, *Facts, *term) truth {
	return func(m *video.Member, _ *Facts, _ *term) truth { return truthOf(state(m)) }
}

// listed returns the test of a word that needs a list of the caller.
func listed(list func(*Facts) func(*video.Member) bool) func(*video.Member, *Facts, *term) truth {
	return func(m *video.Member, f *Facts, _ *term) truth {
		if has := list(f); has != nil {
			return truthOf(has(m))
		}
		return unknown
	}
}

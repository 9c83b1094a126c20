package config

import (
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/theme"
)

// Setting is one row of the table.
type Setting struct {
	Key  string // in the file; a dot separates a table from what is in it
	Doc  string // what it does, in a phrase
	More string // what else the help says, in sentences
	Flag string // the flag that takes precedence, without its hyphens, or ""
	// Env are variables that hold the same value and take precedence.
	Env []string
	// Yields are variables that take precedence because they make the setting pointless.
	Yields []string
	// Live reports whether a change takes effect while the console runs. Otherwise it takes effect at the next start.
	Live bool
	// Account marks settings about an account and about what is recorded of it. The demo ignores them.
	Account bool
	kind    kind
}

// Type returns, in words, which values the setting accepts.
func (s Setting) Type() string { return s.kind.name() }

// Text returns the value as TOML.
func (s Setting) Text(v *Values) string { return s.kind.text(v) }

// Plain returns the value as a flag accepts it.
func (s Setting) Plain(v *Values) string { return s.kind.plain(v) }

// Shown returns a value of a flag or variable as TOML.
func (s Setting) Shown(plain string) string {
	switch s.kind.(type) {
	case scalar[bool], scalar[int], scalar[float64]:
		return plain
	}
	return quoted(plain)
}

// Lines returns the entries of a table, each as "NAME = VALUE", and nil for other settings.
func (s Setting) Lines(v *Values) []string { return s.kind.lines(v) }

// Settings returns the table in the order of the help.
func Settings() []Setting {
	return slices.Clone(table)
}

// TokenVariables hold the API token, in order of precedence. If one of them is set, no token is looked for elsewhere.
// The first is the name in SignalWire's own SDKs, the second in the examples of the Node SDK, the third in SignalWire's
// command line.
var TokenVariables = []string{"SIGNALWIRE_API_TOKEN", "SW_TOKEN", "SIGNALWIRE_TOKEN"}

// ProjectVariables hold the project id, in order of precedence. SW_PROJECT is the name in the Node SDK's examples.
var ProjectVariables = []string{"SIGNALWIRE_PROJECT_ID", "SW_PROJECT"}

// HostVariable holds the relay's address.
const HostVariable = "SIGNALWIRE_RELAY_HOST"

// The values of theme and of bidi.
var (
	Themes = append([]string{"auto"}, theme.Names()...)
	Bidis  = []string{"auto", "gavel", "terminal", "words"}
)

// The limits of bulk_rate.
const (
	SlowestBulk = 0.1
	FastestBulk = 100.0
)

// table is the only list of settings.
var table = []Setting{
	{
		Key: "project", Doc: "the project id", Flag: "project", Env: ProjectVariables,
		Account: true, kind: textual(func(v *Values) *string { return &v.Project }),
	},
	{
		Key: "host", Doc: "the relay's address; empty is SignalWire's own", Flag: "host",
		Env: []string{HostVariable}, Account: true, kind: textual(func(v *Values) *string { return &v.Host }),
	},
	{
		Key: "ca_file", Doc: "also trust the certificates (PEM) in this file", Flag: "ca-file", Account: true,
		kind: path(func(v *Values) *string { return &v.CAFile }),
	},
	{
		Key: "token_file", Doc: "a file of mode 600 with the API token", Flag: "token-file", Yields: TokenVariables,
		Account: true, kind: path(func(v *Values) *string { return &v.TokenFile }),
	},
	{
		Key: "token_cmd", Doc: "a program, with its arguments, that prints the API token within 3 s",
		More: "No shell runs it, and it has no terminal.", Yields: TokenVariables, Account: true,
		kind: list(func(v *Values) *[]string { return &v.TokenCmd }),
	},
	{
		Key: "keyring", Doc: "take the API token from the system's keyring: service gavel, user the project id",
		Yields: TokenVariables, Account: true, kind: toggle(func(v *Values) *bool { return &v.Keyring }),
	},
	{
		Key: "bulk_rate", Doc: "targets per second of a bulk command, after the first eight", Flag: "bulk-rate",
		kind: number(func(v *Values) *float64 { return &v.BulkRate }, SlowestBulk, FastestBulk),
	},
	{
		Key: "journal", Doc: "record what happens in this file, as --journal does", Flag: "journal", Account: true,
		kind: path(func(v *Values) *string { return &v.Journal }),
	},
	{
		Key: "journal_keep", Doc: "how long older files of the journal are kept, such as \"30d\"; \"\" keeps the last eight",
		More: "A file's age counts from the start of the next file. A new run starts a new file once a day. The file in " +
			"use is never deleted.",
		Account: true, kind: days(func(v *Values) *time.Duration { return &v.JournalKeep }),
	},
	{
		Key: "journal_names", Doc: "whether the journal holds people's ids, names and metadata, or pseudonyms",
		More: "A pseudonym is the same in the whole journal. The key is in FILE.key, beside the journal.", Account: true,
		kind: choice(func(v *Values) *string { return &v.JournalNames }, "full", "pseudonym"),
	},
	{
		Key: "theme", Doc: "the colours", More: "auto, high-contrast and colour-blind follow the terminal's background; " +
			"terminal uses its own 16 colours.", Flag: "theme", Yields: []string{"NO_COLOR"}, Live: true,
		kind: choice(func(v *Values) *string { return &v.Theme }, Themes...),
	},
	{
		Key: "paints", Doc: "paints of your own over those of the theme, such as talking = \"bold #57d972\"",
		More: "For a background, add \"on\": cursor = \"white on 24\". The paints are " +
			strings.Join(theme.PaintNames(), ", ") + ".",
		Yields: []string{"NO_COLOR"}, Live: true, kind: inTable{paints{}},
	},
	{
		Key: "ascii", Doc: "draw with ASCII characters only", Flag: "ascii",
		kind: toggle(func(v *Values) *bool { return &v.ASCII }),
	},
	{
		Key: "bidi", Doc: "how Arabic and Hebrew text is ordered", Flag: "bidi",
		More: "words is for kitty, which reverses the letters of each word but not the order of the words. " +
			"If kitty's force_ltr is on, use gavel.",
		kind: choice(func(v *Values) *string { return &v.Bidi }, Bidis...),
	},
	{
		Key: "mouse", Doc: "use clicks and the wheel; false leaves them to the terminal", Flag: "mouse", Live: true,
		kind: toggle(func(v *Values) *bool { return &v.Mouse }),
	},
	{
		Key: "read_only", Doc: "watch only: refuse every action that changes a room", Flag: "read-only",
		kind: toggle(func(v *Values) *bool { return &v.ReadOnly }),
	},
	{
		Key: "order", Doc: "how people are sorted", More: "As they joined, by name, share of talking, raised hand, time in " +
			"the room, or in groups: floor, panel, hands, open, new, rest.", Live: true,
		kind: choice(func(v *Values) *string { return &v.Order }, "join", "name", "talk", "hand", "time", "group"),
	},
	{
		Key: "reverse", Doc: "reverse the order of people", Live: true,
		kind: toggle(func(v *Values) *bool { return &v.Reverse }),
	},
	{
		Key: "columns", Doc: "the columns of the people, beside the name, in their order; [] is all of them",
		More: "They are " + strings.Join(peopleColumns, ", ") + "; state cannot be left out.", Live: true,
		kind: ofColumns(func(v *Values) *[]string { return &v.Columns }),
	},
	{
		Key: "confirm.over", Doc: "a command for more people than this shows its plan and asks first", Live: true,
		kind: whole(func(v *Values) *int { return &v.ConfirmOver }, 1, maxConfirmOver),
	},
	{
		Key: "confirm.also", Doc: "methods of the reference that ask before they run, besides those that always do",
		Live: true, kind: methods(func(v *Values) *[]video.Action { return &v.ConfirmAlso }),
	},
	{
		Key: "keys", Doc: "keys by name of binding, such as audio-mute = \"X\"; \"\" unbinds",
		More: "undo = \"u ctrl-u\" binds two keys. Your keys override the defaults.", Live: true, kind: inTable{bindings{}},
	},

	{
		Key: "alarms", Doc: "how each kind of alarm attracts attention, such as alarms.raid = \"once\"",
		More: "off ignores it, quiet only shows it, once rings one bell, and loud a bell every ten seconds until you " +
			"acknowledge it. The kinds, with their defaults, are " + alarmKinds() + ".",
		kind: inTable{named{
			words: []string{"off", "quiet", "once", "loud"}, known: alarmNames,
			field: func(v *Values) *map[string]string { return &v.Alarms },
		}},
	},
	{
		Key: "record", Doc: "whether a room must, may or must never be recorded, such as record.standup = \"must\"",
		More: "record.\"*\" is for all rooms that are not named. With must, an alarm reports a room that is not recorded; " +
			"with never, one that is.",
		kind: inTable{named{
			words: []string{"must", "may", "never"}, field: func(v *Values) *map[string]string { return &v.Record },
		}},
	},
	{
		Key: "quorums", Doc: "how many of a group must be present, such as quorums.panel = { of = \"panel\", min = 2 }",
		More: "of is a selector, which may use protected and panel. An alarm reports too few.",
		kind: inTable{quorums{}},
	},
	{
		Key: "follow", Doc: "how many rooms are followed besides the one on the screen, so that their alarms are heard",
		More: "0 follows only the rooms that you have opened.",
		kind: whole(func(v *Values) *int { return &v.Follow }, 0, maxFollow),
	},
	{
		Key: "identity", Doc: "the key of members' metadata that identifies a person under any name",
		More: "With it, the alarm is loud when someone who was removed returns.",
		kind: textual(func(v *Values) *string { return &v.Identity }),
	},
	{
		Key: "media", Doc: "addresses to play, by name, such as media.intro = \"https://example.com/intro.mp4\"",
		More: "The menu of playbacks offers them.", kind: inTable{media{}},
	},
	{
		Key: "streams", Doc: "addresses to stream to, by name, such as streams.main = { file = \"~/.stream\" }",
		More: "They hold stream keys, so each is in a file of mode 600, or a program prints it: { cmd = [\"pass\", " +
			"\"show\", \"stream\"] }. The menu of streams offers them.", kind: inTable{streams{}},
	},
	{
		Key: "scenes",
		Doc: "arrangements of a room that one key applies, such as scenes.panel = { key = 2, layout = \"5up\" }",
		More: "The fields are key (1 to 9), layout, places (a selector for each: { reserved-1 = \"meta.role=host\" }), " +
			"hide_muted, hands_first, levels ([{ of = \"all\", mic = -5, hear = 0, sensitivity = 40 }]), floor (open, " +
			"queue, panel, quiet), record (start, pause, resume, stop), play (a name in media) with its length (\"1m30s\"), " +
			"stream (a name in streams), stop ([\"playback\", \"stream\"]), take (\"immediate\": without a preview) and next " +
			"(the scene that follows).", Live: true, kind: inTable{scenes{}},
	},

	{
		Key: "macros", Doc: "several commands under one name, such as macros.calm = [\"audioMute where !panel\", \"lock\"]",
		More: "They run in order after their plan was shown, and are one step of undo. A command is a method with its " +
			"parameters, such as setLayout name=5up; one on members needs where and a selector.", Live: true,
		kind: inTable{macros{}},
	},
	{
		Key: "doors", Doc: "what happens to people who join, such as doors.trolls = { who = \"name~troll\", do = \"mute\" }",
		More: "who is a selector. do is watch (the default: only the log), mute, demote or remove. reason goes into the " +
			"log. Of the rules in the order of their names, the first that matches applies, once for each person who " +
			"joins while gavel is running. Protected and pardoned people are let in, and gavel acts on at most ten " +
			"people in a minute.", kind: inTable{doors{}},
	},
	{
		Key: "protected", Doc: "people whose microphone, camera and place no bulk command, floor or panic touches",
		More: "\"!all\" is nobody; an example is \"meta.role=interpreter\". A change takes effect at the next start, " +
			"so that it never ends tonight's protection.",
		kind: selecting(ofMembers, func(v *Values) **selection { return &v.Protected }),
	},
	{
		Key: "panel", Doc: "people on the panel, who speak freely in the floor's panel mode",
		kind: selecting(ofMembers, func(v *Values) **selection { return &v.Panel }),
	},
	{
		Key: "interpreters", Doc: "people who talk for others; no share or total on the screen counts their talking",
		More: "They come last in the ON AIR line, and for the key that goes to the next talker.", Live: true,
		kind: selecting(ofMembers, func(v *Values) **selection { return &v.Interpreters }),
	},
	{
		Key: "consent", Doc: "whose microphone the floor may open in a room, such as consent.standup = \"always\"",
		More: "hand, the default, means people whose hand is up, and the panel; always means everyone; never means no one, " +
			"whichever key is pressed. consent.\"*\" is for all rooms that are not named.",
		kind: inTable{named{
			words: []string{"hand", "always", "never"}, field: func(v *Values) *map[string]string { return &v.Consent },
		}},
	},
	{
		Key: "floor.share", Doc: "share the floor with other consoles, in the room's metadata",
		More: "Participants may read it: ids, times and the label, but no names and no notes.",
		kind: toggle(func(v *Values) *bool { return &v.FloorShare }),
	},
	{
		Key: "floor.operator", Doc: "the label of this console that others see while it enforces the floor",
		kind: textual(func(v *Values) *string { return &v.FloorOperator }),
	},
	{
		Key: "floor.budget", Doc: "how much each person or group may speak, such as \"10m, 3 turns, by party\"",
		More: "With by KEY, people whose metadata has the same value for KEY share one budget.",
		kind: scalar[floor.Budget]{
			words: "a time and turns", field: func(v *Values) *floor.Budget { return &v.FloorBudget },
			read: readBudget, show: func(b floor.Budget) any { return b.String() },
		},
	},
	{
		Key: "floor.spotlight", Doc: "place the person who has the floor in reserved-1, if the layout has it",
		kind: toggle(func(v *Values) *bool { return &v.FloorSpotlight }),
	},
}

// maxFollow bounds follow: each room is a subscription of its own.
const maxFollow = 100

// maxConfirmOver bounds confirm.over: from this size on, a plan is always shown.
const maxConfirmOver = 50

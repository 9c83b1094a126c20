package config

import (
	"slices"
	"time"

	"gavel/keymap"
	"gavel/session/alarm"
	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/theme"
)

// Values are the settings of a file. Each field has its row in the table.
type Values struct {
	Project, Host, CAFile, TokenFile string
	TokenCmd                         []string // the program and its arguments; empty for none
	Keyring                          bool
	BulkRate                         float64
	Journal, JournalNames            string        // JournalNames is full or pseudonym
	JournalKeep                      time.Duration // 0: without a limit

	Theme           string
	Paints          map[string]theme.Spec // by name of paint
	ASCII           bool
	Bidi            string
	Mouse, ReadOnly bool
	Order           string // join, name, talk, hand, time or group
	Reverse         bool
	Columns         []string       // of the list of people; empty for all
	ConfirmOver     int            // a command for more people than this shows its plan first
	ConfirmAlso     []video.Action // methods that ask before they run, besides those that always do
	Keys            *keymap.Map
	Displaced       []keymap.Displaced // defaults that lost a key to one of the file

	Alarms   map[string]string // off, quiet, once or loud, by kind of alarm
	Record   map[string]string // must, may or never by name of room; "*" is for all others
	Follow   int               // rooms followed besides the one on the screen
	Identity string            // key of metadata
	Media    map[string]string // addresses to play, by name
	Streams  map[string]Secret // addresses to stream to, by name

	Protected, Panel, Interpreters *selector.Selector // nil for nobody

	Consent        map[string]string // hand, always or never by name of room; "*" is for all others
	FloorOperator  string            // label of this console
	FloorBudget    floor.Budget      // of each person or group
	FloorShare     bool
	FloorSpotlight bool

	Quorums []alarm.Quorum // sorted by name
	Macros  []Macro        // sorted by name
	Doors   []door.Rule    // sorted by name
	Scenes  []scene.Scene  // by key, then by name

	chosen map[string]string   // paints as written, for printing
	bound  map[string][]string // keys as written
}

// Secret is the place of an address that holds a secret: a file, or the output of a program.
type Secret struct {
	File string
	Cmd  []string
}

// Masked returns the values for printing, without secrets. Addresses are masked as in messages, and each argument of a
// program becomes ****.
func (v Values) Masked() Values {
	v.TokenCmd = withoutArguments(v.TokenCmd)
	media, streams := map[string]string{}, map[string]Secret{}
	for name, address := range v.Media {
		media[name] = video.MaskURL(address)
	}
	for name, secret := range v.Streams {
		streams[name] = Secret{secret.File, withoutArguments(secret.Cmd)}
	}
	v.Media, v.Streams = media, streams
	v.Macros = slices.Clone(v.Macros)
	for i := range v.Macros {
		steps := slices.Clone(v.Macros[i].Steps)
		for n := range steps {
			steps[n].Text = video.MaskAddresses(steps[n].Text)
		}
		v.Macros[i].Steps = steps
	}
	return v
}

// withoutArguments masks the arguments of a program.
func withoutArguments(argv []string) []string {
	masked := slices.Clone(argv)
	for i := range masked[min(1, len(masked)):] {
		masked[i+1] = "****"
	}
	return masked
}

// Macro is several commands that run in order under one name.
type Macro struct {
	Name  string
	Steps []MacroStep
}

// MacroStep is a command of a macro. Its members, or the recording, playback or stream, are chosen when it runs.
type MacroStep struct {
	Text    string // as written
	Command video.Command
	Where   *selector.Selector // of members; nil for a command on something else
}

// Defaults returns the settings of an empty file.
func Defaults() Values {
	return Values{
		BulkRate: 5, Theme: "auto", Bidi: "auto", Mouse: true, Order: "join", ConfirmOver: 5, Follow: 8,
		Keys: keymap.Default(), JournalNames: "full",
	}
}

package video

// ArgType is the type of a parameter.
type ArgType uint8

// The types of parameters, with the Go type that Args holds after Check.
const (
	ArgString      ArgType = iota // string
	ArgBool                       // bool
	ArgNumber                     // float64
	ArgObject                     // map[string]any
	ArgStrings                    // []string
	ArgPosition                   // Position
	ArgPositions                  // map[MemberID]Position
	ArgLayout                     // string, one of Snapshot.Layouts
	ArgURL                        // string
	ArgMillis                     // float64, milliseconds
	ArgPermissions                // []string
)

// Arg describes one parameter of an action.
type Arg struct {
	Name     string // the page's name
	Wire     string // name on the wire; "" when it decides between two wire methods, or is sent in another form
	Label    string // for people
	Type     ArgType
	Required bool
	Min, Max float64  // for numbers, when Max > Min
	Default  any      // what the room uses when it is left out; nil when none
	Choices  []string // the only values allowed, when not nil
	Schemes  []string // for URLs
	Unit     string
	noZero   bool // the official SDK leaves it out when it is 0
}

// Ranges of the page. Source: PROTOCOL.md section 9.
const (
	MinVolume, MaxVolume           = -50, 50
	minSensitivity, maxSensitivity = 0, 100
	defaultSensitivity             = 30
	defaultSkipMillis              = 5000
	maxMillis                      = 7 * 24 * 3600 * 1000 // a week: longer is a slip of the finger
)

var mediaAllowed = []string{"all", "audio-only", "video-only"}

func volumeArg(label string, required bool) Arg {
	return Arg{
		Name: "volume", Wire: "volume", Label: label, Type: ArgNumber, Required: required, Min: MinVolume, Max: MaxVolume, Default: 0.0,
	}
}

func metaArg(required bool) Arg {
	return Arg{Name: "meta", Wire: "meta", Label: "metadata (JSON object)", Type: ArgObject, Required: required}
}

func keysArg() Arg {
	return Arg{Name: "keys", Wire: "keys", Label: "keys to delete", Type: ArgStrings, Required: true}
}

func positionsArg(required bool) Arg {
	return Arg{Name: "positions", Wire: "positions", Label: "positions by member", Type: ArgPositions, Required: required}
}

func mediaArg() Arg {
	return Arg{Name: "mediaAllowed", Wire: "media_allowed", Label: "media allowed", Type: ArgString, Choices: mediaAllowed, Default: "all"}
}

// skipArg is how far to move a playback: its sign on the wire is the direction.
func skipArg() Arg {
	return Arg{Name: "offset", Label: "by", Type: ArgMillis, Max: maxMillis, Default: float64(defaultSkipMillis), Unit: "ms"}
}

package theme

// Box holds the characters of a frame.
type Box struct {
	TopLeft, TopRight, BottomLeft, BottomRight string
	Horizontal, Vertical                       string
	TeeLeft, TeeRight, TeeTop, TeeBottom       string // ├ ┤ ┬ ┴
	Cross                                      string
}

// Glyphs are the symbols of the console. Each is exactly one cell wide, without a variation
// selector or emoji presentation, because terminals disagree about the width of those.
type Glyphs struct {
	Talking, Silent        string   // whether a member is talking
	Live, Waiting, Offline string   // state of the link
	Rec, Pause, Play, Stop string   // recordings, playbacks, streams
	Hand                   string   // a raised hand
	Locked, Open           string   // the room's lock
	Mark                   string   // a marked member
	CursorBar              string   // in front of the cursor's row
	Tree                   string   // a screen or device under its owner
	Check, Failed, Unknown string   // outcome of a command
	Pending                string   // sent, not yet confirmed
	Warn                   string   // altered or look-alike name
	Arrow                  string   // from … to
	Up, Down               string   // sort order, more above, more below
	Ellipsis               string   // text was cut
	Dot                    string   // separates parts of a line
	Prompt                 string   // in front of an input field
	BarFull, BarEmpty      string   // a horizontal meter
	Level                  []string // eight heights of a small level meter, lowest first

	Round  Box // panes and dialogs
	Square Box // the canvas of the stage
}

// unicodeGlyphs returns the glyphs for UTF-8 locales.
func unicodeGlyphs() Glyphs {
	square := Box{
		TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘",
		Horizontal: "─", Vertical: "│",
		TeeLeft: "├", TeeRight: "┤", TeeTop: "┬", TeeBottom: "┴", Cross: "┼",
	}
	round := square
	round.TopLeft, round.TopRight, round.BottomLeft, round.BottomRight = "╭", "╮", "╰", "╯"
	return Glyphs{
		Talking: "●", Silent: "○",
		Live: "●", Waiting: "◐", Offline: "○",
		Rec: "●", Pause: "‖", Play: "▸", Stop: "■",
		Hand: "⚑", Locked: "◆", Open: "◇",
		Mark: "✓", CursorBar: "▎", Tree: "└",
		Check: "✓", Failed: "✗", Unknown: "?", Pending: "…", Warn: "⚠",
		Arrow: "→", Up: "▴", Down: "▾", Ellipsis: "…", Dot: "·", Prompt: "›",
		BarFull: "▇", BarEmpty: "·",
		Level: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		Round: round, Square: square,
	}
}

// asciiGlyphs returns the glyphs for locales other than UTF-8.
func asciiGlyphs() Glyphs {
	box := Box{
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		Horizontal: "-", Vertical: "|",
		TeeLeft: "+", TeeRight: "+", TeeTop: "+", TeeBottom: "+", Cross: "+",
	}
	return Glyphs{
		Talking: "*", Silent: ".",
		Live: "*", Waiting: "~", Offline: ".",
		Rec: "*", Pause: "=", Play: ">", Stop: "#",
		Hand: "^", Locked: "L", Open: "-",
		Mark: "x", CursorBar: ">", Tree: "`",
		Check: "+", Failed: "x", Unknown: "?", Pending: "~", Warn: "!",
		Arrow: ">", Up: "^", Down: "v", Ellipsis: "~", Dot: "-", Prompt: ">",
		BarFull: "#", BarEmpty: ".",
		Level: []string{"_", ".", ":", "-", "=", "+", "*", "#"},
		Round: box, Square: box,
	}
}

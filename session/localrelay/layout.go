package localrelay

import (
	"math"
	"strconv"
	"strings"
)

// whole is the canvas in its own unit: all geometry is in percent of its width and height (PROTOCOL.md section 14).
const whole = 100.0

// slot is a place on the canvas. One size serves for width and height, as every slot has the canvas' aspect ratio.
type slot struct {
	x, y, size  float64
	position    string
	reservation string // the same name for reserved slots, else ""
}

// maxResponsive is how many tiles a responsive grid has at most, as the largest fixed grid.
const maxResponsive = 100

// The numbers of tiles that the layouts with one large tile have besides it.
const (
	smallInFiveUp  = 5
	mobileColumns  = 2
	mobileTiles    = 8
	screenColumn   = 5  // small tiles beside a shared screen
	highlightRow   = 5  // small tiles in the row under the large one
	highlightSmall = 20 // or at most so many, in two rows
	largeShare     = 80 // percent: large tile beside fifths
)

// layoutNames are the answer of list_available_layouts: the twelve names of the page in its order, and two more
// (PROTOCOL.md section 14).
var layoutNames = []string{
	"8x8", "2x1", "1x1", "5up", "5x5", "4x4", "10x10", "2x2", "6x6", "3x3", "grid-responsive",
	"highlight-1-responsive", "grid-responsive-mobile", "screen-share",
}

// slots returns the places of a layout for a number of people who want one; only responsive layouts depend on it. It
// returns nil for a name that does not exist. Where PROTOCOL.md knows no geometry (5up, the responsive ones,
// screen-share) the shape is the relay's own.
func slots(layout string, people int) []slot {
	switch layout {
	case "1x1":
		return grid(1, 1, 1)
	case "2x1":
		return grid(2, 1, 2)
	case "2x2", "3x3", "4x4", "5x5", "6x6", "8x8", "10x10":
		n, _ := strconv.Atoi(layout[:strings.IndexByte(layout, 'x')])
		return grid(n, n, n*n)
	case "5up":
		return fiveUp()
	case "grid-responsive":
		n := min(max(people, 1), maxResponsive)
		columns := int(math.Ceil(math.Sqrt(float64(n))))
		return grid(columns, (n+columns-1)/columns, n)
	case "grid-responsive-mobile":
		n := min(max(people, 1), mobileTiles)
		columns := min(n, mobileColumns)
		return grid(columns, (n+columns-1)/columns, n)
	case "highlight-1-responsive":
		return highlight(people)
	case "screen-share":
		return screenShare()
	}
	return nil
}

// grid returns n equal tiles, row by row from the left, the whole centred on the canvas.
func grid(columns, rows, n int) []slot {
	size := whole / float64(max(columns, rows))
	left, top := (whole-size*float64(columns))/2, (whole-size*float64(rows))/2
	tiles := make([]slot, n)
	for i := range tiles {
		tiles[i] = slot{x: left + size*float64(i%columns), y: top + size*float64(i/columns), size: size}
	}
	return named(tiles)
}

// fiveUp is one tile of two thirds at the top left and five of one third around it (FreeSWITCH 1up_top_left+5).
func fiveUp() []slot {
	const third = whole / 3
	tiles := make([]slot, 0, 1+smallInFiveUp)
	tiles = append(tiles, slot{size: 2 * third, reservation: "reserved-1"})
	for _, at := range [smallInFiveUp][2]float64{{2, 0}, {2, 1}, {2, 2}, {0, 2}, {1, 2}} {
		tiles = append(tiles, slot{x: at[0] * third, y: at[1] * third, size: third})
	}
	return named(tiles)
}

// highlight is one large tile for somebody important above one row of five small ones, or two rows of ten smaller
// ones; alone, it fills the canvas.
func highlight(people int) []slot {
	small := min(max(people-1, 0), highlightSmall)
	if small == 0 {
		return named([]slot{{size: whole, reservation: "reserved-1"}})
	}
	const strip = whole - largeShare
	columns, size := highlightRow, float64(strip)
	if small > highlightRow {
		columns, size = highlightSmall/2, strip/2
	}
	tiles := []slot{{x: strip / 2, size: largeShare, reservation: "reserved-1"}}
	left := (whole - size*float64(min(small, columns))) / 2
	for i := range small {
		tiles = append(tiles, slot{
			x: left + size*float64(i%columns), y: largeShare + size*float64(i/columns), size: size,
		})
	}
	return named(tiles)
}

// screenShare is a large tile for the screen and a column of small ones at its right.
func screenShare() []slot {
	const small = whole - largeShare
	tiles := []slot{{y: small / 2, size: largeShare, reservation: "reserved-1"}}
	for i := range screenColumn {
		tiles = append(tiles, slot{x: largeShare, y: small * float64(i), size: small})
	}
	return named(tiles)
}

// named gives every slot its position: reserved ones that of their reservation, the others standard-1, -2 and so on.
func named(tiles []slot) []slot {
	n := 0
	for i := range tiles {
		tiles[i].position = tiles[i].reservation
		if tiles[i].position == "" {
			n++
			tiles[i].position = "standard-" + strconv.Itoa(n)
		}
	}
	return tiles
}

// Positions without a number (PROTOCOL.md section 13).
const (
	positionAuto       = "auto"
	positionOff        = "off-canvas"
	positionFullScreen = "full-screen"
	positionPlayback   = "playback"
)

// validPosition says whether text is a position. A number that no slot has, 0 included, is valid: it is then placed
// as auto, because the numbering base of the service is not certain.
func validPosition(text string) bool {
	switch text {
	case positionAuto, positionOff, positionFullScreen, positionPlayback:
		return true
	}
	kind, number, found := strings.Cut(text, "-")
	if !found || kind != "reserved" && kind != "standard" {
		return false
	}
	n, err := strconv.ParseUint(number, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == number
}

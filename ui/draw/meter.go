package draw

import (
	"math"
	"strings"

	"gavel/theme"
)

// meterMost is the widest range for which a meter is drawn.
const meterMost = 1000

// Meter draws a value within its range as a bar of w cells.
func Meter(th *theme.Theme, v, low, high float64, w int) string {
	if w < 1 || high <= low || high-low > meterMost {
		return ""
	}
	full := int(math.Round((min(max(v, low), high) - low) / (high - low) * float64(w)))
	return th.Bar.Apply(strings.Repeat(th.Glyphs.BarFull, full)) +
		th.BarEmpty.Apply(strings.Repeat(th.Glyphs.BarEmpty, w-full))
}

package draw

import (
	"fmt"
	"strconv"
	"time"
)

// Clock writes a duration as 0:42, 12:41 or 1:02:03.
func Clock(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Took returns a duration as text: "84 ms", "1.2 s", "12 s". It is empty for 0.
func Took(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Second:
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Truncate(time.Second/10).Seconds())
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}

// Age returns, to the minute, how long a member has been in the room. If the join was not seen, it starts with "~", and
// the first minute is "", because the console's own arrival says nothing about the member.
func Age(d time.Duration, seen bool) string {
	mark := ""
	if !seen {
		mark = "~"
	}
	m := int(max(d, 0) / time.Minute)
	switch {
	case m < 1 && !seen:
		return ""
	case m < 1:
		return mark + "<1m"
	case m < 60:
		return mark + strconv.Itoa(m) + "m"
	}
	return fmt.Sprintf("%s%dh%02d", mark, m/60, m%60)
}

// Plural returns a count with its noun.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// RunClock returns how long something has run: by the room's clock if that is credible, else since the console first
// saw it, with a "~".
func RunClock(started, seen, now time.Time) string {
	const skew = 24 * time.Hour
	if !started.IsZero() && !started.After(now) && now.Sub(started) < skew {
		return Clock(now.Sub(started))
	}
	if seen.IsZero() {
		return "~"
	}
	return "~" + Clock(now.Sub(seen))
}

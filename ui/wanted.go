package ui

import (
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// longestWanted is how many cells of text a question wants typed at most: all of it is seen on the narrowest screen.
const longestWanted = 36

// wantTyped is what must be typed to confirm something in a room: its title or, where that is blank or too long to be shown
// whole, its name, else its id. It is never empty.
func wantTyped(r video.Room, c video.Command) string {
	for _, called := range []string{r.DisplayName, r.Name, r.ID} {
		if called = text.Clean(called); called != "" && text.Width(called) <= longestWanted {
			return called
		}
	}
	return verbOf(c)
}

// isTyped reports whether what was typed is what is wanted. An empty line never is.
func isTyped(typed, want string) bool {
	typed = text.Clean(strings.TrimSpace(typed))
	return typed != "" && text.Same(typed, want)
}

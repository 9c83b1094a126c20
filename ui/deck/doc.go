// Package deck shows all rooms of a connection side by side: who is there, who talks, what runs, and what needs a
// moderator.
package deck

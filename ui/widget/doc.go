// Package widget has what a person types into and chooses from: an editor, a list with a search, prompts and menus, and
// the interface of a dialog. A widget asks its Host for theme and keys and knows nothing of rooms.
package widget

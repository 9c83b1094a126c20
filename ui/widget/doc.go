// Package widget has the parts that a user types into and chooses from: an editor, a list with a search, prompts and
// menus, and the interface of a dialog. A widget gets theme and keys from its Host and knows nothing of rooms.
package widget

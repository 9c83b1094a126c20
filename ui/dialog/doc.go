// Package dialog has the boxes that open over the screen: the palette and the questions behind it, pickers, menus, the
// editor of metadata, help. A dialog asks its Desk for the room and proposes commands to it; it knows neither panes nor
// the console.
package dialog

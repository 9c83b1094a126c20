// Package dialog has the boxes that open over the screen: the palette and its questions, pickers, menus, the editor of
// metadata, help. A dialog gets the room from its Desk and proposes commands to it. It knows neither panes nor the
// console.
package dialog

// Package draw makes lines of exact width: it fits, cuts, pads and overlays text in terminal cells, and draws frames,
// meters and hints. It knows the theme and untrusted text (package text), and nothing of rooms or of the console.
package draw

// Package draw makes lines of exact width: it fits, cuts, pads and overlays text in terminal cells, and draws frames,
// meters and hints. It imports the theme and package text, and knows nothing of rooms or of the console.
package draw

// Package draw makes lines of exact width. It fits, cuts, pads and overlays text in terminal cells, and draws frames,
// meters and hints. It imports the theme and package text, and knows neither rooms nor the console.
package draw

// Package stage draws the canvas of a room in cells: where each box is, which parts of it show, and the lines between
// them.
package stage

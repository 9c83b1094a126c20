// Package arrange lays out the screen: where each pane is, for each size of the terminal, and what is drawn around it.
// It knows no pane, only the places.
package arrange

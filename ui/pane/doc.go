// Package pane has the parts of the screen: people, stage, hands, media, log and detail. A pane gets the room from its
// Desk, draws itself into the given cells, and handles its own keys.
package pane

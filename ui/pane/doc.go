// Package pane has the parts of the screen: people, stage, hands, media, log and detail. A pane asks its Desk for the
// room, draws itself into the cells that it was given, and takes the keys that are its own.
package pane

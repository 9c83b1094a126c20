// Package head draws the first two lines of the screen: the header, and below it who is on air.
package head

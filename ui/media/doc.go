// Package media handles recordings, playbacks and streams alike: their clocks, states and what can be done with them.
package media

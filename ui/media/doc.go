// Package media handles recordings, playbacks and streams alike: their clocks, their states and the actions that they
// allow.
package media

// Package term is the terminal: it reads keys, paints frames, and sets and restores every mode.
package term

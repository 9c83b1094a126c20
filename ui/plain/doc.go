// Package plain is the console for screen readers, dumb terminals and pipes: it writes lines about a room and takes
// typed lines. It moves no cursor, rewrites no line and shows no clock. Urgent lines come first: alarms, then the
// floor. A burst of events becomes one line. Every line ends with a newline and has no control character, so a name
// cannot do anything to the terminal. Its characters are in the order in which they are spelled.
//
// Package session/host runs the floor, as in the console on the screen.
package plain

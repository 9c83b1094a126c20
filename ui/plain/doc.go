// Package plain is the console for screen readers, dumb terminals and pipes: it writes lines about a room and takes
// typed lines. It moves no cursor, rewrites no line and shows no clock. What is urgent comes first: alarms, then the
// floor; what happens in bursts is one line. Every line ends with a newline and has no control character, so a name
// cannot do anything to the terminal, and is in the order in which it is spelled.
//
// The floor is run by session/host, as in the console on the screen.
package plain

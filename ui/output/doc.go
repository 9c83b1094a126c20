// Package output writes what gavel prints about a room: values, events and outcomes, as JSON for programs, and as
// tables and lines for people. The command line and the control port use it. Every text is safe on a terminal: JSON
// escapes what a terminal would obey, and what people read is cleaned. [MaskKeys] masks stream keys.
package output

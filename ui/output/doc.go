// Package output defines the JSON that gavel prints: values, events, outcomes and errors. The command line and the
// control port use it. Every text is one line that is safe on a terminal. [MaskKeys] masks stream keys.
package output

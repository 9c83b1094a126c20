// Package output is the JSON that gavel prints: values, events, outcomes and errors. The command line uses it, and the
// control port will. Every text is one line that is safe on a terminal. Stream keys are masked by [MaskKeys].
package output

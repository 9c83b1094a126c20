// Package waits decides which keys count. A key may have been meant for the state before something happened: a question
// that had just opened, a room that had just changed, a pasted line. One table says how long such keys are ignored, or
// mean something else.
package waits

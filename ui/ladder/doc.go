// Package ladder draws the frames of a connection as a ladder: a rung for each request, answer and event, with the
// milliseconds that an answer took, and the request that an event belongs to.
//
// A [Tap] takes the frames from the debug log of a session, where secrets are masked already, and never delays the
// connection. A [Ladder] reads them in order, and [Draw] and [JSON] write its rungs. Memory is bounded: the tap drops
// frames that nobody reads, and reports how many.
package ladder

// Package fakerelay is a scripted relay in memory for tests of the connection: it knows WebSocket framing by itself, so
// that a test decides about every byte. For a relay that behaves like the service use session/localrelay.
package fakerelay

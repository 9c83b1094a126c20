// Package fakerelay is a scripted relay in memory for tests of the connection. It implements WebSocket framing itself,
// so that a test controls every byte. For a relay that behaves like the service, use session/localrelay.
package fakerelay

// Package control is the control port: an HTTP server on this machine through which other programs watch and moderate
// rooms. A Stream Deck, a script or a second screen uses it.
//
//	GET  /v1/rooms                 the rooms in progress
//	GET  /v1/rooms/ROOM            one room: its state in flat keys, and its members
//	GET  /v1/rooms/ROOM/events     server-sent events, the objects of gavel watch --json
//	POST /v1/rooms/ROOM/do         one command: {"method": …, "params": {…}}
//	GET  /metrics                  numbers in the text form of Prometheus
//
// A GET never changes a room. There are no toggles: a button that mutes says audioMute, whatever the state was. The
// answer to a command carries the state of the room after it.
//
// The server listens on a loopback address or on a Unix socket of mode 600. On TCP each request needs the bearer token,
// the exact Host, and no foreign Origin, so that a web page in a browser of this machine cannot act. Requests, readers,
// waiting events and write times are bounded. A reader that is too slow gets one event "resync" instead of what it
// missed; it then reads the room again.
package control

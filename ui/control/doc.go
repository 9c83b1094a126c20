// Package control is the control port: an HTTP server on this machine through which other programs, such as a Stream
// Deck, a script or a second screen, watch and moderate rooms.
//
//	GET  /v1                       which program this is
//	GET  /v1/rooms                 the rooms in progress
//	GET  /v1/rooms/ROOM            one room: its state in flat keys, and its members
//	GET  /v1/rooms/ROOM/events     server-sent events, the objects of gavel watch --json
//	POST /v1/rooms/ROOM/do         one command: {"method": …, "params": {…}}
//	GET  /v1/rooms/ROOM/floor      the floor: who has it, who is next, the queue
//	POST /v1/rooms/ROOM/floor      one verb of the floor: {"verb": "next", "who": …}; see typed.FloorCall
//	GET  /clock                    a page that shows the clock of the floor to the speaker
//	GET  /metrics                  metrics in the text format of Prometheus
//
// A GET never changes a room. There are no toggles: a mute button sends audioMute in every state. The answer to a
// command holds the state of the room after it.
//
// The server listens on a loopback address, on a Unix socket of mode 600, or on both. On TCP each request needs the
// bearer token, the exact Host, and no other Origin, so that a web page in a browser of this machine cannot act.
// Requests, readers, waiting events and write times are bounded. A reader that is too slow receives one event "resync"
// instead of the missed events. It must then read the room again.
package control

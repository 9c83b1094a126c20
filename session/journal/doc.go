// Package journal keeps the record of events and actions in rooms: it writes the record to disk, verifies it, and reads
// it back.
//
// A journal is a file of JSON lines, mode 600. Each line begins with "prev", the hash of the line before it, and ends
// with "hash", the SHA-256 of the stored bytes before it. So a changed byte shows up in its own line, and a line that
// was changed, removed, moved or inserted shows up in the next one.
//
// A run is the part that one process writes. It begins and ends with a line of its own, and numbers its lines. Several
// runs may share a file, one after the other or at the same time. A file lock keeps their lines apart.
//
// A file that has reached its limit is renamed to FILE.1, FILE.2 and so on. A new file begins with the last hash of the
// old one. The oldest files are deleted; how many stay is an option.
//
// A crash or a full disk may cut off a line. The next writer closes the torn line with "#torn" and continues the chain
// after it. Everything else in a journal is a whole line.
package journal

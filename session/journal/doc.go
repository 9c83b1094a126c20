// Package journal keeps the record of what happened in rooms: it writes the record to disk, verifies it, and reads it
// back.
//
// A journal is a file of JSON lines, mode 600. Each line begins with "prev", the hash of what came before it, and ends
// with "hash", the SHA-256 of the stored bytes before it. So a byte that was changed is found in its own line, and a
// line that was changed, removed, moved or inserted is found in the next.
//
// A run is what one process writes. It begins and ends with a line of its own, and numbers its lines. Several runs may
// share a file, one after the other or at once: a lock of the file keeps their lines apart.
//
// A file that has grown to its limit is renamed to FILE.1, FILE.2 and so on, and a new file begins with the last hash
// of the old one. Old files beyond a number are deleted.
//
// A crash or a full disk may cut off a line. The next writer closes the torn line with "#torn" and continues the chain
// behind it. Nothing else in a journal may fail to be a whole line.
package journal

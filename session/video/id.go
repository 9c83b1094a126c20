package video

// maxIDLen and maxNameBytes bound what is kept of texts from the room.
const (
	maxIDLen     = 64
	MaxNameBytes = 4096
)

// idBytes are the letters of ids. Comparing with ranges, which the processor cannot foresee for the digits of an id, was a
// twelfth of what an event cost (measured).
var idBytes = func() (table [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@") {
		table[c] = true
	}
	return table
}()

// ValidID reports whether b can be an id: 1 to 64 bytes of letters, digits and . _ : @ -.
func ValidID[T ~string | []byte](b T) bool {
	if len(b) == 0 || len(b) > maxIDLen {
		return false
	}
	for i := range len(b) {
		if !idBytes[b[i]] {
			return false
		}
	}
	return true
}

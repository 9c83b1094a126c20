// Package uitest has what the tests of the console's packages share: rooms, a desk that only remembers, keys by name,
// checks of blocks and golden files.
package uitest

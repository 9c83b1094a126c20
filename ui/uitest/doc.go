// Package uitest has what the tests of the console's packages share: rooms, a Desk that only records, keys by name,
// checks of blocks and golden files.
package uitest

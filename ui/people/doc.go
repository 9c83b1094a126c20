// Package people follows the members of a room: the roster with its counts, the order and the filter of a list, marks,
// and the names of members in sentences. It takes snapshots and has no clock. The cost of a snapshot depends on how
// much has changed.
package people

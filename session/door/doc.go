// Package door holds the rules about people who join: a selector chooses them, and they are watched, muted, demoted or
// removed. It is pure: snapshots and the time in, hits out. A program sends the command of a hit, and logs each hit
// with its reason.
//
// A rule acts only once for a member, when it joins, only while the connection is live, and at most [MaxActs] times in
// [ActSpan]. It never affects protected or pardoned people, nor people who were in the room before, or came while no
// engine watched.
package door

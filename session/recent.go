package session

import "gavel/session/video"

// recentShare is which part of the members may have changed before a new list of changes is begun: by then a look at each
// member is as cheap for the reader, and what the list keeps alive stays small beside the members themselves.
const recentShare = 16

// minRecent is the shortest list: eight snapshots of a lively room.
const minRecent = 256

// changed notes a member for Since. What is published is never written again: a list that is full is left to its readers.
func (s *state) changed(m *video.Member) {
	if len(s.recent) == cap(s.recent) {
		s.recent = make([]*video.Member, 0, max(minRecent, len(s.seats)/recentShare))
	}
	s.recent = append(s.recent, m)
}

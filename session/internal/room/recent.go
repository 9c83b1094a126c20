package room

import "gavel/session/video"

// recentShare is which part of the members may have changed before a new list of changes is begun: by then a look at each
// member is as cheap for the reader, and what the list keeps alive stays small beside the members themselves.
const recentShare = 16

// minRecent is the shortest list: eight snapshots of a lively room.
const minRecent = 256

// noteRecent keeps a member for Since. What is published is never written again: a list that is full is left to its readers.
func (p *Picture) noteRecent(m *video.Member) {
	if len(p.recent) == cap(p.recent) {
		p.recent = make([]*video.Member, 0, max(minRecent, len(p.seats)/recentShare))
	}
	p.recent = append(p.recent, m)
}

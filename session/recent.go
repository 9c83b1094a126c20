package session

// recentShare is which part of the members may have changed before a new list of changes is begun: by then a look at each
// member is as cheap for the reader, and what the list keeps alive stays small beside the members themselves.
const recentShare = 16

// minRecent is the shortest list: eight snapshots of a lively room.
const minRecent = 256

// Since returns who joined, changed or left after an earlier snapshot of the same RoomSession, oldest first: each as they
// became, with LeftAt set for those who left, perhaps several times. Snapshots in between need not have been seen. It
// reports false when that cannot be told; then Members must be compared.
func (s *Snapshot) Since(before *Snapshot) ([]*Member, bool) {
	was, now := before.Recent, s.Recent
	// Lists are only ever added to. The same array in both means that one is the beginning of the other.
	if cap(was) == 0 || cap(now) == 0 || &was[:1][0] != &now[:1][0] || len(was) > len(now) {
		return nil, false
	}
	return now[len(was):], true
}

// changed notes a member for Since. What is published is never written again: a list that is full is left to its readers.
func (s *state) changed(m *Member) {
	if len(s.recent) == cap(s.recent) {
		s.recent = make([]*Member, 0, max(minRecent, len(s.seats)/recentShare))
	}
	s.recent = append(s.recent, m)
}

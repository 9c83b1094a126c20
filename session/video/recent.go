package video

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

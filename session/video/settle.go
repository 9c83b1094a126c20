package video

// PartOf is the part that shows the effect of a command.
func (c Command) PartOf() Part {
	row, _ := c.Action.Info()
	switch {
	case c.Action == ActStartRecording || row.Target == OnRecording:
		return PartRecordings
	case c.Action == ActPlay || row.Target == OnPlayback:
		return PartPlaybacks
	case c.Action == ActStartStream || row.Target == OnStream:
		return PartStreams
	}
	switch c.Action {
	case ActLock, ActUnlock:
		return PartLocked
	case ActSetHideVideoMuted:
		return PartHidden
	case ActSetPrioritizeHand:
		return PartPriority
	case ActSetLayout:
		return PartLayout
	case ActSetMeta, ActUpdateMeta, ActDeleteMeta:
		return PartMeta
	case ActSetPositions:
		return PartPositions
	}
	return PartMembers
}

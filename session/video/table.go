package video

import (
	"slices"
)

// rows is the table, in the order of the reference.
var rows = slices.Concat(
	memberRows, layoutRows, roomRows, metaRows, recordingRows, playbackRows, streamRows,
)

// byName finds rows by the reference's names, older ones included.
var byName = func() map[Action]*ActionInfo {
	index := make(map[Action]*ActionInfo, 2*len(rows))
	for _, row := range rows {
		for _, name := range append([]Action{row.Action}, row.Aliases...) {
			index[name] = row
		}
	}
	return index
}()

// noRow is the row of an action that does not exist, and of a composite, which has none.
var noRow = &ActionInfo{standing: Standing{Is: "the room shows it", Not: "the room does not show it"}}

// Actions returns the whole table in the order of the reference. The rows must not be changed.
func Actions() []*ActionInfo { return slices.Clone(rows) }

// Info returns the row of the action, and whether there is one; else an empty row. Older names of the reference lead to
// the row of the method that they mean. The row must not be changed.
func (a Action) Info() (*ActionInfo, bool) {
	if row, ok := byName[a]; ok {
		return row, true
	}
	return noRow, false
}

// info returns the row of the command's action.
func (c Command) info() *ActionInfo {
	row, _ := c.Action.Info()
	return row
}

package video

import (
	"slices"
)

// rows is the table, in the order of the reference.
var rows = slices.Concat(
	memberRows, layoutRows, roomRows, metaRows, recordingRows, playbackRows, streamRows,
)

// byName finds rows by their names in the reference, including older ones.
var byName = func() map[Action]*ActionInfo {
	index := make(map[Action]*ActionInfo, 2*len(rows))
	for _, row := range rows {
		for _, name := range append([]Action{row.Action}, row.Aliases...) {
			index[name] = row
		}
	}
	return index
}()

// noRow is the row of an unknown action, and of a composite, which has none.
var noRow = &ActionInfo{standing: Standing{Is: "the room shows it", Not: "the room does not show it"}}

// Actions returns the whole table in the order of the reference. The rows must not be changed.
func Actions() []*ActionInfo { return slices.Clone(rows) }

// Info returns the row of the action and true, or an empty row and false. An older name in the reference leads to the
// row of its method. The row must not be changed.
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

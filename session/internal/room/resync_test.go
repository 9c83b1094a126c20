package room

import (
	"testing"
	"time"

	"gavel/session/internal/wire"
)

// FuzzReadMembers reads any list, requested before or after events about the same members.
func FuzzReadMembers(f *testing.F) {
	f.Add([]byte(`[`+wholeOf(0, "Ann", true)+`,`+wholeOf(7, "Bob", false)+`,null,1,{"id":7}]`), int8(1))
	f.Add([]byte(`[]`), int8(-1))
	f.Add([]byte(`[`+wholeOf(0, "Ann", true)+`,`+wholeOf(0, "Twin", false)+`]`), int8(0))
	f.Fuzz(func(t *testing.T, text []byte, age int8) {
		list, err := wire.ParseNode(text)
		if err != nil || !list.IsArray() {
			return
		}
		s := newTestPicture(t, 3)
		s.must(t, "video.member.left", deltaOf(2, `"type":"member"`))
		s.must(t, "video.member.updated", deltaOf(1, `"deaf":true`))
		asked := epoch.Add(time.Second + time.Duration(age))
		for range maxDoubts + 1 {
			s.readMembers(wire.Array(list), asked.Add(time.Second), asked)
			checkInvariants(t, s)
		}
		if s.reread {
			t.Fatal("a repeated list is never believed")
		}
	})
}

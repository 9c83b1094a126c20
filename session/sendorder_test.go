package session

import (
	"testing"
	"time"

	"gavel/session/video"
)

// TestOrderOfACrowdCostsLittle takes the targets of a command on a large room, of which people talk who are no targets.
func TestOrderOfACrowdCostsLittle(t *testing.T) {
	const members, talkers = 20_000, 20
	s := newBench(t, members+talkers)
	var ids []video.MemberID
	for i := range members {
		ids = append(ids, video.MemberID(memberName(i)))
	}
	for i := range talkers {
		s.must(t, "video.member.talking", `{"member":{"id":"`+memberName(members+i)+`","talking":true}}`)
	}
	requests, err := video.Deaf(ids...).Requests("rs")
	if err != nil {
		t.Fatal(err)
	}
	r := &RoomSession{}
	r.snap.Store(s.snapshot(t0))
	o := newSendOrder(r, requests)
	began := time.Now()
	seen := make([]bool, len(requests))
	for o.claim() {
		seen[o.next()] = true
	}
	took := time.Since(began)
	for i := range seen {
		if !seen[i] {
			t.Fatalf("request %d was not given out", i)
		}
	}
	if took > time.Second {
		t.Errorf("took %v", took)
	}
}

package session

import (
	"slices"
	"sync"

	"gavel/session/video"
)

// sendOrder gives the targets of a command out one by one: who talks right now comes first. Muting a large room takes a
// while at the pace that a relay bears, and it is begun because somebody shouts.
type sendOrder struct {
	r *RoomSession

	of []video.Request

	mu      sync.Mutex // guards what follows
	taken   []bool
	head    int // all before it are taken
	left    int // how many are not taken
	claimed int // how many of those somebody will take

	place   map[video.MemberID]int // of the requests by target; nil until somebody talks
	seq     uint64                 // of the snapshot that talking is of
	talking []int                  // who talks in it, in the order of the command
}

func newSendOrder(r *RoomSession, requests []video.Request) *sendOrder {
	return &sendOrder{r: r, of: requests, taken: make([]bool, len(requests)), left: len(requests)}
}

// claim reserves one of the requests, whichever it will be; false when all are reserved.
func (o *sendOrder) claim() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.claimed == o.left {
		return false
	}
	o.claimed++
	return true
}

// next takes the request that comes next, for who has claimed one.
func (o *sendOrder) next() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.first()
	o.taken[i] = true
	o.left--
	o.claimed--
	return i
}

// first returns somebody who talks, else the first of those who are left.
func (o *sendOrder) first() int {
	o.look()
	for len(o.talking) > 0 {
		i := o.talking[0]
		if o.talking = o.talking[1:]; !o.taken[i] {
			return i
		}
	}
	for o.taken[o.head] {
		o.head++
	}
	return o.head
}

// look finds out who talks, once for each snapshot: when a command on a whole room is stopped all its targets are taken at
// once.
func (o *sendOrder) look() {
	s := o.r.Snapshot()
	if s.Seq == o.seq {
		return
	}
	o.seq, o.talking = s.Seq, nil
	if s.Counts.Talking == 0 || o.left == 1 {
		return
	}
	if o.place == nil {
		o.place = make(map[video.MemberID]int, len(o.of))
		for i, q := range o.of {
			o.place[q.Target] = i
		}
	}
	for _, m := range s.Members {
		if !m.Talking {
			continue
		}
		if i, ok := o.place[m.ID]; ok {
			o.talking = append(o.talking, i)
		}
	}
	slices.Sort(o.talking)
}

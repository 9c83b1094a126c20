package session

import "sync"

// sendOrder gives the targets of a command out one by one: who talks right now comes first. Muting a large room takes a
// while at the pace that a relay bears, and it is begun because somebody shouts.
type sendOrder struct {
	r *RoomSession

	of []Request

	mu      sync.Mutex // guards what follows
	left    []int      // places of the requests that nobody has taken, in the order of the command
	claimed int        // how many of those somebody will take
}

func newSendOrder(r *RoomSession, requests []Request) *sendOrder {
	o := &sendOrder{r: r, of: requests, left: make([]int, len(requests))}
	for i := range o.left {
		o.left[i] = i
	}
	return o
}

// claim reserves one of the requests, whichever it will be; false when all are reserved.
func (o *sendOrder) claim() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.claimed == len(o.left) {
		return false
	}
	o.claimed++
	return true
}

// next takes the request that comes next, for who has claimed one.
func (o *sendOrder) next() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := o.talking()
	i := o.left[at]
	o.left = append(o.left[:at], o.left[at+1:]...)
	o.claimed--
	return i
}

// talking returns the place in left of somebody who talks, else of the first.
func (o *sendOrder) talking() int {
	s := o.r.Snapshot()
	if s.Counts.Talking == 0 || len(o.left) == 1 {
		return 0
	}
	talks := make(map[MemberID]bool, s.Counts.Talking)
	for _, m := range s.Members {
		if m.Talking {
			talks[m.ID] = true
		}
	}
	for at, i := range o.left {
		if talks[o.of[i].Target] {
			return at
		}
	}
	return 0
}

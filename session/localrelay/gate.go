package localrelay

import "sync"

// gate lets goroutines pass, or makes them wait while it is shut. The zero gate is open.
type gate struct {
	mu   sync.Mutex    // guards shut
	shut chan struct{} // nil while open; closed by the next open
}

// close shuts the gate; it returns what reopen needs to open this and no later closing.
func (g *gate) close() chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		g.shut = make(chan struct{})
	}
	return g.shut
}

// open lets everybody pass; with a closing that is over it does nothing.
func (g *gate) open(closing chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil && g.shut == closing {
		close(g.shut)
		g.shut = nil
	}
}

// isShut says whether wait would wait.
func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut != nil
}

// wait returns true when the gate is open, false when done is closed first.
func (g *gate) wait(done <-chan struct{}) bool {
	for {
		g.mu.Lock()
		shut := g.shut
		g.mu.Unlock()
		if shut == nil {
			select {
			case <-done:
				return false
			default:
				return true
			}
		}
		select {
		case <-shut:
		case <-done:
			return false
		}
	}
}

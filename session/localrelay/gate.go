package localrelay

import "sync"

// gate lets goroutines pass, or makes them wait while it is shut. The zero gate is open.
type gate struct {
	mu   sync.Mutex    // guards shut
	shut chan struct{} // nil while open; closed by the next open
}

// close shuts the gate. It returns the closing that open needs; an old closing does not open a newer one.
func (g *gate) close() chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		g.shut = make(chan struct{})
	}
	return g.shut
}

// open opens the gate; with an outdated closing it does nothing.
func (g *gate) open(closing chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil && g.shut == closing {
		close(g.shut)
		g.shut = nil
	}
}

// isShut reports whether wait would wait.
func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut != nil
}

// wait returns true when the gate is open, and false if done is closed first.
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

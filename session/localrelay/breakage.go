package localrelay

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// SetOnRequest replaces Options.OnRequest; nil runs every request again.
func (s *Server) SetOnRequest(hook func(Request) Verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.OnRequest = hook
}

// Drop cuts all connections without a close frame, as when the peer's process ends.
func (s *Server) Drop() { s.dropAll(false) }

// Reset cuts all connections with a TCP reset; data in transit is lost.
func (s *Server) Reset() { s.dropAll(true) }

func (s *Server) dropAll(reset bool) {
	for _, c := range s.connections() {
		c.drop(reset)
	}
}

// CloseWith closes all connections with a close code (0: without status, as 1005) after what is queued.
func (s *Server) CloseWith(code int) {
	for _, c := range s.connections() {
		c.end(closeFrame(code, ""))
	}
}

// Stall stops reading from and writing to the connections that are open now, as on a half-open link: nothing closes
// and nothing comes. Later connections are not stalled. With d of 0 or less it lasts until the connection ends or
// Unstall is called.
func (s *Server) Stall(d time.Duration) {
	for _, c := range s.connections() {
		closing := c.gate.close()
		_ = c.ws.SetReadDeadline(time.Time{}) // silence is not the client's fault during a stall
		if d <= 0 {
			continue
		}
		s.mu.Lock()
		if !s.closing {
			s.spawn(func() {
				select {
				case <-time.After(d):
				case <-c.done:
				case <-s.done:
				}
				c.gate.open(closing)
			})
		}
		s.mu.Unlock()
	}
}

// Unstall ends all stalls.
func (s *Server) Unstall() {
	for _, c := range s.connections() {
		c.gate.open(c.gate.close())
	}
}

// Reject turns the next n connection attempts away; n of 0 ends it.
func (s *Server) Reject(n int, how Rejection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.left, s.faults.reject = max(n, 0), how
}

// Delay delays every further answer. Events are not delayed, so they arrive before the answers.
func (s *Server) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.delay = d
}

// Lag delays everything that the relay sends by d, answers and events alike, in order. 0 ends the lag and delivers
// what is in transit. Later connections have the lag, too.
func (s *Server) Lag(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.lag = d
	for _, c := range s.conns {
		c.out.setLag(d)
	}
}

// Disconnect announces signalwire.disconnect to all clients and, if closing, then closes the connections
// (PROTOCOL.md section 7).
func (s *Server) Disconnect(closing bool) { s.announce(struct{}{}, closing) }

// Restart announces signalwire.disconnect with restart, which asks the clients to connect again. It discards their
// sessions and closes the connections (PROTOCOL.md section 7). A client that tries to resume gets a new session.
func (s *Server) Restart() {
	type params struct {
		Restart bool `json:"restart"`
	}
	s.mu.Lock()
	clear(s.sessions)
	s.mu.Unlock()
	s.announce(params{true}, true)
}

// announce sends signalwire.disconnect to all clients.
func (s *Server) announce(params any, closing bool) {
	for _, c := range s.connections() {
		s.mu.Lock()
		id := s.envelopes.ids.next()
		s.mu.Unlock()
		c.out.push(requestFrame(id, "signalwire.disconnect", params))
		if closing {
			c.end(closeFrame(closeGoingAway, ""))
		}
	}
}

// Push sends an event with any params to the clients that subscribed to it on the room's channel. With an empty room
// session id it sends the event to all connected clients, whatever they subscribed to. It returns ErrNoRoom, and an
// error if params is not JSON.
func (s *Server) Push(roomSessionID, eventType string, params any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("relay: push: %w", err)
	}
	if roomSessionID != "" {
		return s.inRoom(roomSessionID, func(r *room) error {
			r.emitJSON(eventType, raw)
			return nil
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ss := range s.attached {
		ss.conn.sendEvent(s.envelopes.event(s.clock.now(), eventType, s.channel, raw))
	}
	return nil
}

// PushRaw sends payload, valid or not, as one text frame to all connections.
func (s *Server) PushRaw(payload []byte) { s.PushFrame(opText, payload) }

// PushFrame sends one WebSocket frame with this opcode to all connections.
func (s *Server) PushFrame(opcode byte, payload []byte) { s.PushBytes(wsFrame(opcode, payload)) }

// PushBytes sends raw bytes, which need not be a WebSocket frame, to all connections.
func (s *Server) PushBytes(raw []byte) {
	for _, c := range s.connections() {
		c.out.push(slices.Clone(raw))
	}
}

// Connections returns the numbers of the open connections, as in Request.Conn.
func (s *Server) Connections() []int {
	var numbers []int
	for _, c := range s.connections() {
		numbers = append(numbers, c.number)
	}
	return numbers
}

// connections returns the open connections, so that they can be ended without the lock.
func (s *Server) connections() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.conns)
}

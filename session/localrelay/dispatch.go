package localrelay

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// serve processes one request, as the verdict of the hook demands.
func (c *conn) serve(id json.RawMessage, method string, raw json.RawMessage) {
	s := c.server
	req := Request{Conn: c.number, ID: strings.Trim(string(id), `"`), Method: method, Params: withoutSecrets(method, raw)}
	s.record(&req)
	v := s.verdict(req)
	if v.Action == DropBefore {
		c.drop(v.Reset)
		return
	}
	if v.Action == Swallow {
		return
	}
	if v.Action == Refuse {
		s.answer(c, req, v, refuse(id, v.refusal()))
		return
	}
	if method == methodConnect {
		c.serveConnect(id, req, v, raw)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.options.ReplyFirst || v.Action == RunThenDrop {
		c.out.holdEvents()
		defer c.out.release()
	}
	frame := s.execute(c, &req, v, id, raw)
	s.deliver(c, req, v, frame)
}

// pong answers a client's ping with the values received, or with the relay's own time (PROTOCOL.md section 5).
func (s *Server) pong(raw json.RawMessage) (any, *refusal) {
	p, refused := parseParams(raw)
	if refused != nil {
		return nil, refused
	}
	answer := map[string]any{"timestamp": unixSeconds(s.clock.now())}
	for _, name := range []string{"timestamp", "payload"} {
		if p.has(name) {
			answer[name] = p[name]
		}
	}
	return answer, nil
}

// serveConnect runs signalwire.connect, which may wait and therefore runs without the lock.
func (c *conn) serveConnect(id json.RawMessage, req Request, v Verdict, raw json.RawMessage) {
	s := c.server
	p, refused := parseParams(raw)
	var res any
	if refused == nil {
		s.mu.Lock()
		refused = s.faults.refuseLogin()
		s.mu.Unlock()
	}
	if refused == nil {
		res, refused = s.connect(c, p)
	}
	if refused != nil {
		if refused.rpc == 0 {
			refused = &refusal{rpc: rpcAuthFailed, message: refused.message} // any result would mean success
		}
		req.Code = refused.codeText()
		s.answer(c, req, v, refuse(id, refused))
		if refused.rpc == rpcAuthFailed {
			c.end(closeFrame(closePolicy, "authentication failed"))
		}
		return
	}
	req.Executed, req.Code = true, codeOK
	s.answer(c, req, v, resultFrame(id, res))
}

// answer is deliver for callers without the lock.
func (s *Server) answer(c *conn, req Request, v Verdict, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliver(c, req, v, frame)
}

// deliver queues the answer as the verdict demands; the caller holds mu.
func (s *Server) deliver(c *conn, req Request, v Verdict, frame []byte) {
	if v.Action == Refuse {
		req.Code = v.refusal().codeText()
	}
	req.Answered = v.Action != RunNoReply && v.Action != RunThenDrop
	s.note(req)
	if v.Action == RunThenDrop {
		c.drop(v.Reset)
		return
	}
	if !req.Answered {
		return
	}
	if v.Action == RunReplyTwice {
		frame = append(frame, frame...)
	}
	delay := v.Delay + s.faults.delay
	if delay <= 0 {
		c.out.push(frame)
		return
	}
	s.spawn(func() {
		select {
		case <-time.After(delay):
			c.out.push(frame)
		case <-c.done:
		}
	})
}

// execute runs a request and returns its answer; the caller holds mu.
func (s *Server) execute(c *conn, req *Request, v Verdict, id, raw json.RawMessage) []byte {
	if req.Method == methodPing && c.session != nil {
		if answer, refused := s.pong(raw); refused == nil {
			req.Executed, req.Code = true, codeOK
			return resultFrame(id, answer)
		}
	}
	var res result
	var refused *refusal
	if v.Action != Pretend {
		res, refused = s.run(c, req.Method, raw)
	}
	if refused != nil {
		req.Code = refused.codeText()
		return refuse(id, refused)
	}
	if res == nil {
		res = result{}
	}
	for name, value := range map[string]any{"code": codeOK, "message": "OK"} {
		if _, set := res[name]; !set {
			res[name] = value
		}
	}
	if v.Action == RunEmpty {
		res.emptied()
	}
	req.Executed, req.Code = v.Action != Pretend, fmt.Sprint(res["code"])
	return resultFrame(id, res)
}

// run finds the method and its room. The order of the checks is the observed order of the service: permission before
// existence (PROTOCOL.md section 3).
func (s *Server) run(c *conn, method string, raw json.RawMessage) (result, *refusal) {
	if c.session == nil {
		return nil, &refusal{rpc: rpcInvalidRequest, message: "signalwire.connect must come first"}
	}
	if code := s.options.Deny[method]; code != "" {
		return nil, &refusal{code: code, message: "Permission denied"}
	}
	if extra := s.options.Extra[method]; extra != nil {
		return extra(raw), nil
	}
	h := handlers[method]
	if h == nil && method != methodSubscribe && method != methodRoomsGet {
		return nil, &refusal{rpc: rpcNoMethod, message: "method not found: " + method}
	}
	p, err := parseParams(raw)
	if err != nil {
		return nil, err
	}
	switch method {
	case methodSubscribe:
		return s.subscribe(c.session, p)
	case methodRoomsGet:
		return s.listRooms(), nil
	}
	rs, err := p.text("room_session_id")
	if err != nil {
		return nil, err
	}
	r := s.room(rs)
	if r == nil {
		return nil, notFound("room session not found: %s", rs)
	}
	res, err := h(r, p)
	if err != nil {
		return nil, err
	}
	r.flush()
	return res, nil
}

// refuse returns the answer for a refusal: a result whose code is not 2xx, or a JSON-RPC error.
func refuse(id json.RawMessage, r *refusal) []byte {
	if r.rpc != 0 {
		return errorFrame(id, r.rpc, r.message)
	}
	return resultFrame(id, result{"code": r.code, "message": r.message})
}

package localrelay

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Action is the treatment of one request.
type Action int

// The actions of a Verdict.
const (
	// Run executes and answers: nothing special.
	Run Action = iota
	// Refuse answers with Code (or RPCError) and Message and does not execute.
	Refuse
	// Swallow neither executes nor answers.
	Swallow
	// RunNoReply executes, sends the events, and never answers.
	RunNoReply
	// RunThenDrop executes and cuts the connection before anything is sent.
	RunThenDrop
	// DropBefore cuts the connection and does not execute.
	DropBefore
	// RunReplyTwice executes once and answers twice.
	RunReplyTwice
	// RunEmpty executes and answers with empty lists.
	RunEmpty
	// Pretend answers as if it had been executed, and does not execute.
	Pretend
)

// Verdict is the decision of a hook about a request. The zero Verdict runs it.
type Verdict struct {
	Action Action
	// Code and Message are the result of Refuse; "" is "500".
	Code, Message string
	// RPCError, when not 0, makes Refuse a JSON-RPC error with this code instead.
	RPCError int
	// Delay lets the answer wait; the method runs at once and its events are not delayed.
	Delay time.Duration
	// Reset makes the drops TCP resets.
	Reset bool
}

func (v Verdict) refusal() *refusal {
	code := v.Code
	if code == "" {
		code = strconv.Itoa(http.StatusInternalServerError)
	}
	return &refusal{code: code, message: v.Message, rpc: v.RPCError}
}

// codeText is the code as the ledger shows it.
func (r *refusal) codeText() string {
	if r.rpc != 0 {
		return strconv.Itoa(r.rpc)
	}
	return r.code
}

// Rejection is how Reject refuses connection attempts. The zero Rejection closes the connection without an answer.
type Rejection struct {
	// HTTPStatus answers the upgrade with this status.
	HTTPStatus int
	// RPCError lets the upgrade pass and refuses signalwire.connect with this code and Message; the connection is
	// closed after -32002 only.
	RPCError int
	Message  string
}

// faults are the faults that tests have switched on. Server.mu guards them.
type faults struct {
	reject Rejection
	left   int // rejections to come
	delay  time.Duration
	lag    time.Duration
}

// take uses up one rejection if kind is true.
func (f *faults) take(kind bool) bool {
	if f.left == 0 || !kind {
		return false
	}
	f.left--
	return true
}

func (f *faults) takeRefusedDial() bool {
	return f.take(f.reject.HTTPStatus == 0 && f.reject.RPCError == 0)
}

func (f *faults) takeHTTPStatus() int {
	if f.take(f.reject.HTTPStatus != 0) {
		return f.reject.HTTPStatus
	}
	return 0
}

// refuseLogin returns the refusal for this signalwire.connect, or nil; the caller holds mu.
func (f *faults) refuseLogin() *refusal {
	if !f.take(f.reject.RPCError != 0) {
		return nil
	}
	return &refusal{rpc: f.reject.RPCError, message: f.reject.Message}
}

// rule decides about future requests. Rules come before Options.OnRequest, the newest first.
type rule struct {
	method  string // its wire name; "" is every method but signalwire.connect
	left    int    // how many requests it still applies to, or Always
	verdict Verdict
}

// Always stands for an unlimited number of times.
const Always = -1

// Request is one request that a client sent, as the ledger keeps it.
type Request struct {
	// Seq numbers all requests of the relay from 1 in the order in which they arrived.
	Seq int `json:"seq"`
	// Conn numbers the connections from 1; a client that reconnects has a new number.
	Conn int `json:"conn"`
	// ID is the JSON-RPC id as the client wrote it.
	ID     string `json:"id"`
	Method string `json:"method"`
	// Params are as received, except that the credentials of signalwire.connect are blanked.
	Params json.RawMessage `json:"params,omitempty"`
	// At is when the relay received the request.
	At time.Time `json:"at"`
	// Executed reports whether the method ran and was accepted, whatever answer the client got.
	Executed bool `json:"executed"`
	// Code is the code of the outcome. It is "" if there is none: the request still waits, or was swallowed.
	Code string `json:"code,omitempty"`
	// Answered reports whether an answer was queued for the client.
	Answered bool `json:"answered"`
}

// authLimit spaces out refused logins.
type authLimit struct{ next time.Time }

// wait returns how long this refusal must wait.
func (a *authLimit) wait(now time.Time) time.Duration {
	at := now.Add(authDelay)
	if at.Before(a.next) {
		at = a.next
	}
	if limit := now.Add(authPatience); at.After(limit) {
		at = limit
	}
	a.next = at.Add(authInterval)
	return at.Sub(now)
}

const (
	authDelay    = 100 * time.Millisecond // before a refusal
	authInterval = 200 * time.Millisecond // between refusals of all clients: at most 5 a second
	authPatience = 3 * time.Second        // longest wait; with 16 clients that is also 5 a second
	maxSessions  = 64                     // resumable sessions without a connection
	authMessage  = "Authentication service failed with status ProtocolError, 401 Unauthorized: {}"
)

package session

import "sync"

// mailbox passes values in order to the loop from goroutines that must not wait.
type mailbox[T any] struct {
	wake chan struct{} // capacity 1: there are values

	mu     sync.Mutex // guards the fields below
	list   []T
	closed bool
}

func newMailbox[T any]() mailbox[T] { return mailbox[T]{wake: make(chan struct{}, 1)} }

// put adds a value. It returns false if the loop no longer accepts any.
func (q *mailbox[T]) put(v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.list = append(q.list, v)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return true
}

func (q *mailbox[T]) take() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := q.list
	q.list = nil
	return list
}

func (q *mailbox[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

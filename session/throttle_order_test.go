package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A place that is given back is not given to two: requests leave in the order in which they took their places.
func TestThrottleKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(10, 1)
		_ = th.turn(t.Context(), nil, nil)
		left := make(chan time.Duration, 2)
		began := time.Now()
		wait := func(ctx context.Context) {
			go func() {
				if th.turn(ctx, nil, nil) == nil {
					left <- time.Since(began)
				}
			}()
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		wait(ctx)
		wait(t.Context())
		cancel()
		synctest.Wait()
		wait(t.Context())
		if first, second := <-left, <-left; first == second {
			t.Errorf("both left after %v", first)
		}
	})
}

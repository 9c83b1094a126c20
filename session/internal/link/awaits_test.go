package link

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/internal/fakerelay"
)

// The reader knows that an answer is awaited, also after one that came late.
func TestAnswersAreAwaitedAfterALateOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := dialKeeper(fakerelay.New(t))
		asked := make(chan string, 10) // ids; probes of the link are answered
		go func() {
			for r := range p.Requests {
				if r.Method == "mine" {
					asked <- r.ID
				} else {
					p.Reply(r.ID, `{"code":"200","rooms":[]}`)
				}
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { _, _ = c.Call(ctx, "mine", nil) }()
		late := <-asked
		time.Sleep(2 * time.Second)
		p.Reply(late, `{"code":"200"}`)
		synctest.Wait()
		cn, err := c.live("test")
		if err != nil {
			t.Fatal(err)
		}
		if cn.awaits() {
			t.Error("an answer is awaited that has come")
		}
		go func() { _, _ = c.Call(t.Context(), "mine", nil) }()
		quick := <-asked
		synctest.Wait()
		if !cn.awaits() {
			t.Error("no answer is awaited")
		}
		p.Reply(quick, `{"code":"200"}`)
	})
}

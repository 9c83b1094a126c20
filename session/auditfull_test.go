package session_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
)

// cutter fails once, at its third line, of which it takes all but the last few bytes.
type cutter struct {
	tailed
	less  int
	fails bool
}

func (d *cutter) Write(p []byte) (int, error) {
	if len(d.lines()) == 2 && !d.fails {
		d.fails = true
		d.mu.Lock()
		defer d.mu.Unlock()
		d.text.Write(p[:len(p)-d.less])
		return len(p) - d.less, syscall.ENOSPC
	}
	return d.tailed.Write(p)
}

// blindCutter is one that cannot tell how its file ends.
type blindCutter struct{ d *cutter }

func (b blindCutter) Write(p []byte) (int, error) { return b.d.Write(p) }

// TestAuditHoldsWhereverADiskWasFull cuts a line at its very end: what was written of it may be a whole one.
func TestAuditHoldsWhereverADiskWasFull(t *testing.T) {
	for less := range 5 {
		for _, blind := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				d := &cutter{tailed: tailed{disk{room: -1}}, less: less}
				relay := startRelay(t, relayOptions())
				c := dial(t, relay)
				opt := session.WithAudit(d)
				if blind {
					opt = session.WithAudit(blindCutter{d})
				}
				room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name, opt)
				if err != nil {
					t.Fatal(err)
				}
				flip(t, room, 3)
				time.Sleep(5 * time.Second)
				flip(t, room, 1)
				_ = room.Close()
				if err := verify(d.lines()); err != nil {
					t.Errorf("less %d, blind %v: %v\n%s", less, blind, err, d.text.String())
				}
			})
		}
	}
}

// TestVerifyAuditFindsWhatWasPutBehindTheEnd writes one more entry into a run that has ended.
func TestVerifyAuditFindsWhatWasPutBehindTheEnd(t *testing.T) {
	lines := recorded(t, false)
	last := bytes.TrimSuffix(lines[len(lines)-1], []byte("\n"))
	var head struct{ Run string }
	if err := json.Unmarshal(last, &head); err != nil {
		t.Fatal(err)
	}
	forged := fmt.Sprintf(
		`{"run":%q,"prev":"%x","kind":"command","outcome":"confirmed"}`+"\n",
		head.Run,
		sha256.Sum256(last),
	)
	var wrong *session.AuditError
	if err := verify(append(lines, []byte(forged))); !errors.As(err, &wrong) || wrong.Line != len(lines)+1 {
		t.Errorf("%v", err)
	}
}

package host_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
)

// everybody returns the five people of the stage.
func everybody() []video.MemberID { return []video.MemberID{"ann", "ben", "cy", "dee", "eve"} }

func bulk(c video.Command) video.Command {
	c.SkipProtected = true
	return c
}

// TestPremortem_ExemptionIsJudgedAtSending protects a person while a bulk command is being sent (mjolnir 200, 252, 341).
func TestPremortem_ExemptionIsJudgedAtSending(t *testing.T) {
	for name, tc := range map[string]struct {
		always func(*video.Member) bool
		during func(d *desk)
		spared []video.MemberID
	}{
		"by the configuration": {always: func(m *video.Member) bool { return m.ID == "cy" }, spared: []video.MemberID{"cy"}},
		"tonight, between plan and send": {
			during: func(d *desk) { _ = d.Protect(true, "dee", "eve") }, spared: []video.MemberID{"dee", "eve"},
		},
		"released tonight": {
			always: func(m *video.Member) bool { return m.ID == "cy" },
			during: func(d *desk) { _ = d.Protect(false, "cy") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				d := s.desk(host.Config{Floor: floor.Config{Protected: tc.always}})
				if tc.during != nil {
					tc.during(d)
				}
				sub, err := d.Submit(t.Context(), bulk(video.Deaf(everybody()...)))
				if err != nil {
					t.Fatal(err)
				}
				res, err := sub.Wait(t.Context())
				if (err != nil) != (len(tc.spared) > 0) {
					t.Errorf("got %v", err)
				}
				for _, r := range res.Targets {
					if errors.Is(r.Err, video.ErrProtected) {
						tc.spared = tc.spared[min(1, len(tc.spared)):]
					}
				}
				if len(tc.spared) > 0 {
					t.Errorf("%v were not spared: %+v", tc.spared, res.Targets)
				}
				if sent, want := len(s.relay.Requests("video.member.deaf")), deafened(res); sent != want {
					t.Errorf("%d requests, want %d", sent, want)
				}
			})
		})
	}
}

func deafened(res video.Result) (n int) {
	for _, r := range res.Targets {
		if r.Err == nil {
			n++
		}
	}
	return n
}

// TestProtectionSurvivesARestart kills the host after protecting and releasing, and after the alarms learnt something.
func TestProtectionSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		cfg := host.Config{StateDir: t.TempDir(), Floor: floor.Config{
			Protected: func(m *video.Member) bool { return m.ID == "cy" },
		}}
		d := s.desk(cfg)
		_ = d.Protect(true, "ann")
		_ = d.Protect(false, "cy")
		since := time.Now().Add(-time.Hour).UTC()
		d.Remember(alarm.Memory{Pardoned: []string{"ben"}, Session: "rs", Since: since})
		time.Sleep(3 * time.Second)
		d.Close()
		again := s.desk(cfg)
		snap := again.room.Snapshot()
		for id, want := range map[video.MemberID]bool{"ann": true, "cy": false, "ben": false} {
			if got := again.Protects(snap.Member(id), snap.Member); got != want {
				t.Errorf("%s is protected: %v, want %v", id, got, want)
			}
		}
		if again.State().Saved != nil {
			t.Error("a floor is offered although there was none")
		}
		if m := again.Remembered(); len(m.Pardoned) != 1 || m.Pardoned[0] != "ben" || !m.Since.Equal(since) || m.Session != "rs" {
			t.Errorf("remembered %+v", m)
		}
	})
}

func TestDevicesShareTheProtectionOfTheirOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newStage(t).desk(host.Config{})
		_ = d.Protect(true, "ann")
		snap := d.room.Snapshot()
		if !d.Protects(&video.Member{ID: "phone", ParentID: "ann"}, snap.Member) {
			t.Error("the device is not protected")
		}
	})
}

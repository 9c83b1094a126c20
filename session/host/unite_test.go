package host_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/internal/filelock"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// TestTwoProgramsKeepOneFile runs a console and a control port on one room. Each writes the file of the room after the
// other, and a third program finds what both of them knew.
func TestTwoProgramsKeepOneFile(t *testing.T) {
	pardon := func(d *desk, key string) { d.Remember(alarm.Memory{Pardoned: []string{key}}) }
	for name, tc := range map[string]struct {
		play func(start func() *desk, a, b *desk)
		want string
	}{
		"protection": {func(_ func() *desk, a, b *desk) {
			_ = a.Protect(true, "ann")
			time.Sleep(3 * time.Second)
			_ = b.Protect(true, "ben")
		}, "protects ann ben; mode open"},
		"both at the same time": {func(_ func() *desk, a, b *desk) {
			_ = a.Protect(true, "ann")
			_ = b.Protect(true, "ben")
		}, "protects ann ben; mode open"},
		"a release of what both knew": {func(start func() *desk, a, b *desk) {
			_ = a.Protect(true, "ann", "ben")
			time.Sleep(3 * time.Second)
			b.Close()
			b = start()
			_ = a.Protect(false, "ann")
			time.Sleep(3 * time.Second)
			_ = b.Protect(true, "cy")
		}, "protects ben cy; mode open"},
		"pardons": {func(_ func() *desk, a, b *desk) {
			pardon(a, "ben")
			time.Sleep(3 * time.Second)
			pardon(b, "cy")
		}, "protects; pardons ben cy; mode open"},
		"people sent away": {func(_ func() *desk, a, b *desk) {
			a.submit(video.RemoveMember("dee"))
			time.Sleep(3 * time.Second)
			b.submit(video.RemoveMember("eve"))
		}, "protects; away dee eve; mode open"},
		"a floor, and a program without one": {func(_ func() *desk, a, b *desk) {
			a.begin(floor.Queue)
			time.Sleep(3 * time.Second)
			_ = b.Protect(true, "ben")
			time.Sleep(3 * time.Second)
			a.Close()
			_ = b.Protect(true, "cy")
		}, "protects ben cy; mode queue"},
		"a floor that another program runs": {func(_ func() *desk, a, _ *desk) {
			a.begin(floor.Queue)
		}, "protects; mode open"},
		"a floor of a program that was closed": {func(_ func() *desk, a, _ *desk) {
			a.begin(floor.Queue)
			time.Sleep(3 * time.Second)
			a.Close()
		}, "protects; mode queue"},
		"a floor that has ended": {func(_ func() *desk, a, b *desk) {
			a.begin(floor.Queue)
			time.Sleep(3 * time.Second)
			a.begin(floor.Open)
			_ = b.Protect(true, "ben")
		}, "protects ben; mode open"},
		"a forgotten floor": {func(start func() *desk, a, b *desk) {
			a.begin(floor.Queue)
			a.Close()
			b.Close()
			a, b = start(), start()
			if err := a.Forget(); err != nil {
				a.t.Error(err)
			}
			_ = b.Protect(true, "ben")
		}, "protects ben; mode open"},
		"a reason that was changed": {func(start func() *desk, a, b *desk) {
			c := video.RemoveMember("dee")
			c.Reason = "spam"
			a.submit(c)
			b.Close()
			b = start()
			gone := a.State().Away[0]
			if err := a.Explain(gone.ID, gone.At, "a mistake"); err != nil {
				a.t.Error(err)
			}
			time.Sleep(3 * time.Second)
			_ = b.Protect(true, "ben")
		}, "protects ben; away dee (a mistake); mode open"},
		"an earlier floor that was resumed and ended at once": {func(start func() *desk, a, b *desk) {
			a.begin(floor.Queue)
			a.Close()
			b.Close()
			a = start()
			if err := a.Resume(); err != nil {
				a.t.Error(err)
			}
			a.begin(floor.Open)
		}, "protects; mode open"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				cfg := host.Config{StateDir: t.TempDir()}
				a, b := s.desk(cfg), s.desk(cfg)
				tc.play(func() *desk { return s.desk(cfg) }, a, b)
				time.Sleep(3 * time.Second) // no Close: both may be killed
				want(t, "a third program", knows(s.desk(cfg)), tc.want)
			})
		})
	}
}

// TestWithoutAFloorABrokenFileStays closes a program that has nothing to keep.
func TestWithoutAFloorABrokenFileStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		file := filepath.Join(t.TempDir(), s.room+".json")
		if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		d := s.desk(host.Config{})
		h, _ := host.New(d.room, nil, host.Config{StateDir: filepath.Dir(file)})
		h.Close()
		if text, err := os.ReadFile(file); string(text) != "{" {
			t.Errorf("%q, %v", text, err)
		}
	})
}

// TestProtectionFollowsBesideAnotherFloor protects a member that the program that runs the floor has not seen. The
// decision counts for the next connection, too.
func TestProtectionFollowsBesideAnotherFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		cfg := host.Config{StateDir: t.TempDir(), Floor: floor.Config{RejoinKey: "user"}}
		join := func(id string) {
			spec := localrelay.MemberSpec{ID: id, Name: "fay", Meta: map[string]any{"user": "7"}}
			if _, err := s.relay.AddMember(s.room, spec); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		first := s.desk(cfg)
		first.begin(floor.Queue)
		first.Close()
		join("fay")
		second := s.desk(cfg)
		_ = second.Protect(true, "fay")
		second.Close()
		if err := s.relay.RemoveMember(s.room, "fay"); err != nil {
			t.Fatal(err)
		}
		third := s.desk(cfg)
		join("fay2")
		if !third.State().Tonight["fay2"] {
			t.Errorf("protected are %v", third.State().Tonight)
		}
	})
}

// TestAnotherProgramHangsWhileItWrites has a program that never ends its lock on the folder.
func TestAnotherProgramHangsWhileItWrites(t *testing.T) {
	for name, tc := range map[string]struct {
		busy func(d *desk)
		most time.Duration
	}{
		"verbs go on while an earlier floor is forgotten": {func(d *desk) {
			go func() { _ = d.Forget() }()
			synctest.Wait()
			_ = d.Protect(true, "ann")
		}, 0},
		"closing does not wait for each state": {func(d *desk) {
			for range 300 {
				_ = d.Protect(true, "ann")
				time.Sleep(saveAfter)
			}
			d.Close()
		}, 300*saveAfter + 5*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				dir := t.TempDir()
				other, err := os.Open(dir)
				if err != nil {
					t.Fatal(err)
				}
				first := s.desk(host.Config{StateDir: dir})
				first.begin(floor.Queue)
				first.Close()
				d := s.desk(host.Config{StateDir: dir})
				if err := filelock.Lock(other, 0); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				tc.busy(d)
				if took := time.Since(began); took > tc.most {
					t.Errorf("took %v", took)
				}
				d.Close()
				_ = other.Close()
				if got := knows(s.desk(host.Config{StateDir: dir})); !strings.HasPrefix(got, "protects ann;") {
					t.Errorf("the file %s", got)
				}
			})
		})
	}
}

// saveAfter is how long after a change a state is written.
const saveAfter = time.Second

// knows describes what a program has read from its file.
func knows(d *desk) string {
	var protected, away []string
	for id, on := range d.State().Tonight {
		if on {
			protected = append(protected, string(id))
		}
	}
	for _, a := range d.State().Away {
		if a.Reason != "" {
			a.Name += " (" + a.Reason + ")"
		}
		away = append(away, a.Name)
	}
	slices.Sort(protected)
	text := strings.Join(append([]string{"protects"}, protected...), " ")
	if keys := d.Remembered().Pardoned; len(keys) > 0 {
		text += "; pardons " + strings.Join(keys, " ")
	}
	if len(away) > 0 {
		text += "; away " + strings.Join(away, " ")
	}
	mode := floor.Open
	if saved := d.State().Saved; saved != nil {
		mode = saved.Mode.Preset
	}
	return text + "; mode " + string(mode)
}

package e2e_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
)

// scene is a situation of a moderator's night, and the keys that deal with it. The number of keys is the measure; the
// relay is the witness.
type scene struct {
	name   string
	config string // the configuration file
	play   string // the director's script. It ends with the moment at which the moderator acts.
	ready  []string
	rings  bool // the bell rings before the moderator acts
	acts   []act
}

// act is one decision of the moderator.
type act struct {
	does   string
	direct string // what happens in the room first, in the director's verbs
	most   int    // how many keys it may take
	keys   []press
	within time.Duration            // how long after the first key the room may take; 0 means 5 s
	done   func(now evidence) error // why the room is not yet as it should be, or nil
	shown  []string                 // on the screen afterwards
	reads  *regexp.Regexp           // on the screen afterwards, if it is set
}

// press is one key by tmux's name, and what must be on the screen before it is pressed.
type press struct {
	key   string
	sees  []string
	after time.Duration // since the key before, if that is more than between
}

// evidence is what the relay knows.
type evidence struct {
	rooms  []localrelay.RoomState // oldest first
	ledger []localrelay.Request   // since the first key of the scene
}

// room is the oldest room.
func (e evidence) room() localrelay.RoomState { return e.rooms[0] }

// count returns how many requests of a wire method arrived.
func (e evidence) count(method string) (n int) {
	for _, r := range e.ledger {
		if r.Method == method {
			n++
		}
	}
	return n
}

// member returns a member by name.
func (e evidence) member(name string) localrelay.MemberState {
	for _, room := range e.rooms {
		for _, m := range room.Members {
			if m.Name == name {
				return m
			}
		}
	}
	return localrelay.MemberState{}
}

// between is how long the moderator takes between two keys. It is longer than the time for which a new question ignores
// keys.
const between = 450 * time.Millisecond

// TestScenes plays each scene with the built program in a terminal, and counts the keys. Scenes of another subject have
// a list in a file of their own, which is joined here.
func TestScenes(t *testing.T) {
	t.Parallel()
	for _, sc := range slices.Concat(deskScenes, guardScenes, floorScenes) {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			s, relay := stageScene(t, sc)
			start := relay.Received()
			for _, a := range sc.acts {
				if a.direct != "" {
					director.Play(t, relay, a.direct)
				}
				a.play(t, s, func() evidence { return witness(t, relay, start) })
			}
		})
	}
}

// stageScene starts a relay, the console, and the play, and waits until the moderator has something to do.
func stageScene(t *testing.T, sc scene) (*terminal, *localrelay.Server) {
	t.Helper()
	relay, err := localrelay.Start(localrelay.Options{Seed: 3, Quiet: true, Rooms: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	before, after, _ := strings.Cut(sc.play, "\ncurtain\n")
	director.Play(t, relay, before)
	home, err := os.MkdirTemp("", "scene") //nolint:usetesting // the console may still write to it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	config := filepath.Join(home, "config.toml")
	if err := os.WriteFile(config, []byte(sc.config), 0o600); err != nil {
		t.Fatal(err)
	}
	account := fmt.Sprintf(" XDG_STATE_HOME=%s SIGNALWIRE_PROJECT_ID=%s SIGNALWIRE_API_TOKEN=%s SIGNALWIRE_RELAY_HOST=%s ",
		home, relay.Project(), relay.Token(), relay.URL())
	line := gavel(t, "env -u NO_COLOR TERM=tmux-256color COLORTERM=truecolor", "--config", config, relay.Rooms()[0].Name)
	line = strings.Replace(line, " SIGNALWIRE_PROJECT_ID= SIGNALWIRE_API_TOKEN= ", account, 1)
	s := start(t, 120, 36, line+"; exec sleep 600")
	s.want("People")
	director.Play(t, relay, after)
	s.want(sc.ready...)
	if sc.rings && !s.rang() {
		t.Error("the bell has not rung")
	}
	return s, relay
}

// play presses the keys and waits for the room.
func (a act) play(t *testing.T, s *terminal, now func() evidence) {
	t.Helper()
	if len(a.keys) > a.most {
		t.Errorf("%s takes %d keys, at most %d", a.does, len(a.keys), a.most)
	}
	first := time.Time{}
	if len(a.keys) == 0 {
		first = time.Now()
	}
	for i, p := range a.keys {
		if i > 0 || p.after > 0 {
			time.Sleep(max(between, p.after))
		}
		s.want(p.sees...)
		if first.IsZero() {
			first = time.Now()
		}
		s.tmux("send-keys", strings.Replace(p.key, ";", `\;`, 1)) // tmux takes a lone ; for its own
	}
	within := a.within
	if within == 0 {
		within = 5 * time.Second
	}
	var missing error
	for missing = errors.New("not looked at"); missing != nil && time.Since(first) < within; {
		if missing = a.done(now()); missing != nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if missing != nil {
		t.Fatalf("%s: after %v: %v\n%s", a.does, within, missing, s.screen())
	}
	t.Logf("%s: %d keys, %v", a.does, len(a.keys), time.Since(first).Round(10*time.Millisecond))
	s.want(a.shown...)
	if a.reads != nil {
		s.until(a.reads.String(), a.reads.MatchString)
	}
}

// witness reads the state of all rooms, and the requests since the number start.
func witness(t *testing.T, relay *localrelay.Server, start int) evidence {
	t.Helper()
	var e evidence
	for _, info := range relay.Rooms() {
		state, err := relay.RoomState(info.RoomSessionID)
		if err != nil {
			continue // it has just ended
		}
		e.rooms = append(e.rooms, state)
	}
	for _, r := range relay.Ledger() {
		if r.Seq > start {
			e.ledger = append(e.ledger, r)
		}
	}
	return e
}

// pressed returns keys without anything that must be seen before.
func pressed(keys ...string) []press {
	all := make([]press, len(keys))
	for i, k := range keys {
		all[i].key = k
	}
	return all
}

// lecture is a room of eighteen people.
const lecture = `
start room "Open lecture"
join "Ada Berg" "Ben Carter"
join "Chloe Davis" "Daniel Osei" "Elena Rossi" "Grace Lee" "Hana Novak" "Ivan Petrov" "Julia Weber" muted
join "Kofi Mensah" "Lucía Fernández" "Mateo Silva" "佐藤 健" muted no-camera
join "Nora Lind" "Omar Haddad" "Priya Raman" "שירה כהן" "Zoë Quinn"
`

// guardScenes are the scenes of protection, panic and alarms.
var guardScenes = []scene{
	{
		name: "somebody shouts", play: lecture + `
curtain
talk "Omar Haddad" 10m
`,
		ready: []string{"● Omar Haddad"},
		acts: []act{{
			does: "mute the shouter", most: 2,
			keys: []press{{key: ";"}, {key: "m", sees: []string{"▎ ● Omar Haddad"}}},
			done: func(now evidence) error {
				if n := now.count("video.member.audio_mute"); n != 1 {
					return fmt.Errorf("%d mute requests", n)
				}
				if !now.member("Omar Haddad").AudioMuted {
					return errors.New("the shouter is open")
				}
				return nil
			},
			shown: []string{"you muted Omar Haddad"},
		}},
	},
	{
		name: "a raid of forty among eighteen", config: `protected = "meta.role=lecturer"`, play: `
start room "Open lecture"
join "Ada Berg" meta {"role":"lecturer"}
join "Ben Carter" "Chloe Davis" "Daniel Osei" "Elena Rossi" "Grace Lee" "Hana Novak" "Ivan Petrov" muted
join "Julia Weber" "Kofi Mensah" "Lucía Fernández" "Mateo Silva" muted no-camera
join "Nora Lind" "Omar Haddad" "Priya Raman" "佐藤 健" "שירה כהן" "Zoë Quinn"
curtain
join 40 "Guest %d" over 3s
wait 4s
share "Guest 3"
repeat 10 talk Guest* 30s
`,
		ready: []string{"58 here"},
		acts: []act{{
			does: "lock, silence, and clear the picture", most: 2, within: 10 * time.Second,
			keys: []press{{key: "C-x"}, {key: "C-x", sees: []string{"Panic?", "Lock the room."}}},
			done: func(now evidence) error {
				room := now.room()
				if !room.Room.Locked {
					return errors.New("the room is not locked")
				}
				for _, m := range room.Members {
					isNew := strings.HasPrefix(m.Name, "Guest")
					switch {
					case m.Name == "Ada Berg" && (m.AudioMuted || m.VideoMuted || m.CurrentPosition == "off-canvas"):
						return errors.New("the protected lecturer was touched")
					case m.Name == "Ada Berg", m.Type == "screen" && m.CurrentPosition == "off-canvas":
					case !m.AudioMuted:
						return fmt.Errorf("%s is open", m.Name)
					case isNew && (m.CurrentPosition != "off-canvas" || !m.VideoMuted):
						return fmt.Errorf("%s is in the picture, at %s", m.Name, m.CurrentPosition)
					}
				}
				return nil
			},
			shown: []string{"you locked and silenced"},
		}},
	},
	{
		name: "all but the protected muted", config: `protected = "meta.role=interpreter"`, play: lecture + `
join "Iris Klein" "Tomás Ruiz" meta {"role":"interpreter"}
curtain
wait 1s
`,
		ready: []string{"20 here", "protected"},
		acts: []act{
			{
				does: "mute all but the protected", most: 3,
				keys: []press{{key: "a"}, {key: "m"}, {key: "y", sees: []string{
					"Mute 7 of 20 people?", "Iris Klein and Tomás Ruiz are protected",
				}}},
				done: openAre("Iris Klein", "Tomás Ruiz"),
			},
			{
				does: "undo it", most: 2,
				keys: []press{{key: "u", sees: []string{"you muted"}}, {key: "y", sees: []string{"Undo: unmute 7 people?"}}},
				done: openAre("Ada Berg", "Ben Carter", "Nora Lind", "Omar Haddad", "Priya Raman", "שירה כהן", "Zoë Quinn",
					"Iris Klein", "Tomás Ruiz"),
			},
		},
	},
}

// openAre checks whose microphones are open, and that nobody else's is.
func openAre(names ...string) func(evidence) error {
	return func(now evidence) error {
		for _, m := range now.room().Members {
			if want := slices.Contains(names, m.Name); m.AudioMuted == want {
				return fmt.Errorf("%s: open is %v, want %v", m.Name, !m.AudioMuted, want)
			}
		}
		return nil
	}
}

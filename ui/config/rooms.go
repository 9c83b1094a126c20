package config

import (
	"maps"
	"slices"
	"time"

	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/fold"
	"gavel/session/selector"
	"gavel/session/video"
)

// This file turns settings into the configuration of a room.

// recordings and loudnesses are the words of the settings record and alarms; off is no loudness.
var (
	recordings = map[string]alarm.Recording{"must": alarm.Must, "may": alarm.May, "never": alarm.Never}
	loudnesses = map[string]alarm.Loudness{"quiet": alarm.Quiet, "once": alarm.Once, "loud": alarm.Loud}
)

// AlarmsOf returns a function that returns the configuration of a room's alarms.
func AlarmsOf(v *Values) func(*video.Room) alarm.Config {
	return func(r *video.Room) alarm.Config {
		cfg := alarm.Config{
			Recording: recordings[v.Record["*"]], Identity: v.Identity, Quorums: v.Quorums,
			Protected: ChosenBy(v.Protected), Panel: ChosenBy(v.Panel),
			Off: map[alarm.Kind]bool{}, Loudness: map[alarm.Kind]alarm.Loudness{},
		}
		for _, name := range slices.Sorted(maps.Keys(v.Record)) {
			if name != "*" && IsCalled(r, name) {
				cfg.Recording = recordings[v.Record[name]]
			}
		}
		for kind, word := range v.Alarms {
			if loudness, rings := loudnesses[word]; rings {
				cfg.Loudness[alarm.Kind(kind)] = loudness
			} else {
				cfg.Off[alarm.Kind(kind)] = true
			}
		}
		return cfg
	}
}

// FloorsOf returns a function that returns the configuration of a room's floor. console names this console. It must be
// new in each run, so that a console never takes the lease of an earlier run for its own.
func FloorsOf(v *Values, console string) func(*video.Room) floor.Config {
	return func(r *video.Room) floor.Config {
		cfg := floor.Config{
			Console: console, Operator: v.FloorOperator, Sharing: v.FloorShare, Spotlight: v.FloorSpotlight,
			Budget:    v.FloorBudget,
			RejoinKey: v.Identity, Consent: floor.Consent(v.Consent["*"]), Panel: ChosenBy(v.Panel),
			Protected: ChosenBy(v.Protected),
		}
		for _, name := range slices.Sorted(maps.Keys(v.Consent)) {
			if name != "*" && IsCalled(r, name) {
				cfg.Consent = floor.Consent(v.Consent[name])
			}
		}
		return cfg
	}
}

// ChosenBy returns a function that reports whether s chooses a member; nil if s is nil.
func ChosenBy(s *selector.Selector) func(*video.Member) bool {
	if s == nil {
		return nil
	}
	since := time.Now()
	return func(m *video.Member) bool { return s.Match(m, &selector.Facts{Now: time.Now(), Since: since}) }
}

// IsCalled reports whether a room has that id or name. Case, accents and width make no difference in names.
func IsCalled(r *video.Room, name string) bool {
	if name == r.ID || name == r.RoomID {
		return true
	}
	key := fold.Key(name)
	return key != "" && (key == fold.Key(r.Name) || key == fold.Key(r.DisplayName))
}

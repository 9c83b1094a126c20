package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
)

// scenes is the table of scenes.
type scenes struct{}

func (scenes) name() string { return "table of scenes" }

func (scenes) lines(v *Values) []string {
	var lines []string
	for i := range v.Scenes {
		s := &v.Scenes[i]
		var parts []string
		for _, f := range sceneFields {
			if text := f.show(s); text != "" {
				parts = append(parts, f.name+" = "+text)
			}
		}
		lines = append(lines, bare(s.Name)+" = "+inline(parts))
	}
	return lines
}

func (scenes) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	var all []scene.Scene
	keys := map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		s := scene.Scene{Name: name}
		faults = append(faults, setScene(&s, m[name])...)
		switch other, taken := keys[s.Key]; {
		case s.Key == 0:
		case taken:
			faults = append(faults, &entryError{entry: name, field: "key", err: fmt.Errorf("is also the key of %s", other)})
		default:
			keys[s.Key] = name
		}
		all = append(all, s)
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	slices.SortStableFunc(all, func(a, b scene.Scene) int {
		const last = 10
		return cmp.Compare((a.Key+last-1)%last, (b.Key+last-1)%last) // those without a key come last
	})
	v.Scenes = all
	return nil
}

// setScene reads one scene, and returns its faults.
func setScene(s *scene.Scene, raw any) (faults []error) {
	var known []string
	for _, f := range sceneFields {
		known = append(known, f.name)
	}
	faults = setFields("scenes", s.Name, raw, known, func(field string, value any) error {
		return sceneFields[slices.Index(known, field)].set(s, value)
	})
	if len(faults) == 0 && s.Empty() {
		faults = append(faults, &entryError{entry: s.Name, err: errors.New("changes nothing")})
	}
	return faults
}

// sceneField is a field of a scene. show returns its value as TOML, "" if it changes nothing.
type sceneField struct {
	name string
	set  func(s *scene.Scene, raw any) error
	show func(s *scene.Scene) string
}

// sceneFields are the fields in the order of the help.
var sceneFields = []sceneField{
	{"key", func(s *scene.Scene, raw any) error {
		const first, last = 1, 9
		return whole(func(*Values) *int { return &s.Key }, first, last).set(nil, raw)
	}, func(s *scene.Scene) string {
		if s.Key == 0 {
			return ""
		}
		return strconv.Itoa(s.Key)
	}},
	oneText("layout", func(s *scene.Scene) *string { return &s.Layout }),
	{"places", setPlaces, showPlaces},
	yesNo("hide_muted", func(s *scene.Scene) *video.Flag { return &s.HideMuted }),
	yesNo("hands_first", func(s *scene.Scene) *video.Flag { return &s.HandsFirst }),
	{"levels", setLevels, showLevels},
	oneOf("floor", presets(), func(s *scene.Scene) *floor.Preset { return &s.Floor }),
	oneOf("record", scene.Recordings(), func(s *scene.Scene) *scene.Recording { return &s.Record }),
	oneText("play", func(s *scene.Scene) *string { return &s.Play }),
	{"length", func(s *scene.Scene, raw any) error {
		text, err := readText(raw)
		if err != nil {
			return err
		}
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return fmt.Errorf("is %q; allowed is a time such as 90s or 1m30s", text)
		}
		s.Length = d
		return nil
	}, func(s *scene.Scene) string {
		if s.Length == 0 {
			return ""
		}
		return quoted(s.Length.String())
	}},
	oneText("stream", func(s *scene.Scene) *string { return &s.Stream }),
	{"stop", setStops, showStops},
	{"take", func(s *scene.Scene, raw any) error {
		word := ""
		err := choice(func(*Values) *string { return &word }, "preview", immediate).set(nil, raw)
		s.Immediate = word == immediate
		return err
	}, func(s *scene.Scene) string {
		if !s.Immediate {
			return ""
		}
		return quoted(immediate)
	}},
	oneText("next", func(s *scene.Scene) *string { return &s.Next }),
}

// immediate is the value of take that skips the preview.
const immediate = "immediate"

func presets() []string {
	var words []string
	for _, p := range floor.Presets() {
		words = append(words, string(p))
	}
	return words
}

func oneText(name string, field func(*scene.Scene) *string) sceneField {
	return sceneField{name, func(s *scene.Scene, raw any) error {
		text, err := readText(raw)
		if err == nil && strings.TrimSpace(text) == "" {
			err = errors.New("is empty; leave it out instead")
		}
		*field(s) = text
		return err
	}, func(s *scene.Scene) string {
		if *field(s) == "" {
			return ""
		}
		return quoted(*field(s))
	}}
}

func oneOf[T ~string](name string, words []string, field func(*scene.Scene) *T) sceneField {
	return sceneField{name, func(s *scene.Scene, raw any) error {
		word := ""
		err := choice(func(*Values) *string { return &word }, words...).set(nil, raw)
		*field(s) = T(word)
		return err
	}, func(s *scene.Scene) string {
		if *field(s) == "" {
			return ""
		}
		return quoted(string(*field(s)))
	}}
}

func yesNo(name string, field func(*scene.Scene) *video.Flag) sceneField {
	return sceneField{name, func(s *scene.Scene, raw any) error {
		on := false
		err := toggle(func(*Values) *bool { return &on }).set(nil, raw)
		*field(s) = video.FlagOf(on)
		return err
	}, func(s *scene.Scene) string {
		if *field(s) == video.Unknown {
			return ""
		}
		return strconv.FormatBool(*field(s) == video.Yes)
	}}
}

// role reads the selector of a scene. It may use the lists of protected people and of the panel.
func role(raw any) (of *selector.Selector, err error) {
	err = selecting(ofLists, func(*Values) **selection { return &of }).set(nil, raw)
	return of, err
}

func setPlaces(s *scene.Scene, raw any) error {
	m, ok := raw.(map[string]any)
	if !ok {
		return wants(`a table such as { reserved-1 = "meta.role=host" }`, raw)
	}
	for name, value := range m {
		p := video.Position(name)
		if !p.Valid() || p == video.PositionAuto || p == video.PositionPlayback {
			return fmt.Errorf("has the place %q; allowed are standard-1, reserved-1, and so on, and off-canvas", name)
		}
		of, err := role(value)
		if err != nil {
			return fmt.Errorf("has the place %s, whose selector is wrong: %w", name, err)
		}
		s.Places = append(s.Places, scene.Place{Position: p, Of: of})
	}
	slices.SortFunc(s.Places, func(a, b scene.Place) int { return comparePlaces(a.Position, b.Position) })
	return nil
}

// comparePlaces puts reserved places first, then the others by their number.
func comparePlaces(a, b video.Position) int {
	rank := func(p video.Position) int {
		switch {
		case p.IsReserved():
			return 0
		case p.IsStandard():
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Number(), b.Number()))
}

func showPlaces(s *scene.Scene) string {
	if len(s.Places) == 0 {
		return ""
	}
	var parts []string
	for _, p := range s.Places {
		parts = append(parts, bare(string(p.Position))+" = "+quoted(p.Of.String()))
	}
	return inline(parts)
}

func setLevels(s *scene.Scene, raw any) error {
	var list []map[string]any
	switch raw := raw.(type) {
	case []map[string]any:
		list = raw
	case []any:
		for _, item := range raw {
			m, ok := item.(map[string]any)
			if !ok {
				return wants(`a list such as [{ of = "all", mic = -5 }]`, raw)
			}
			list = append(list, m)
		}
	default:
		return wants(`a list such as [{ of = "all", mic = -5 }]`, raw)
	}
	for i, m := range list {
		level, err := readLevel(m)
		if err != nil {
			return fmt.Errorf("has a wrong entry %d: %w", i+1, err)
		}
		s.Levels = append(s.Levels, level)
	}
	return nil
}

func readLevel(m map[string]any) (level scene.Level, err error) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		value := new(float64)
		low, high := -50.0, 50.0
		switch name {
		case "of":
			if level.Of, err = role(m[name]); err != nil {
				return level, fmt.Errorf("of: %w", err)
			}
			continue
		case "mic":
			level.Mic = value
		case "hear":
			level.Hear = value
		case "sensitivity":
			level.Sensitivity, low, high = value, 0, 100
		default:
			return level, fmt.Errorf("there is no field %q; the fields are of, mic, hear and sensitivity", name)
		}
		if err := number(func(*Values) *float64 { return value }, low, high).set(nil, m[name]); err != nil {
			return level, fmt.Errorf("%s %w", name, err)
		}
	}
	if level.Of == nil || level.Mic == nil && level.Hear == nil && level.Sensitivity == nil {
		return level, errors.New("it needs of, and mic, hear or sensitivity")
	}
	return level, nil
}

func showLevels(s *scene.Scene) string {
	if len(s.Levels) == 0 {
		return ""
	}
	var all []string
	for _, level := range s.Levels {
		parts := []string{"of = " + quoted(level.Of.String())}
		for _, f := range []struct {
			name  string
			value *float64
		}{{"mic", level.Mic}, {"hear", level.Hear}, {"sensitivity", level.Sensitivity}} {
			if f.value != nil {
				parts = append(parts, f.name+" = "+strconv.FormatFloat(*f.value, 'f', -1, 64))
			}
		}
		all = append(all, inline(parts))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// stoppable are the words of stop.
var stoppable = []string{"playback", "stream"}

func setStops(s *scene.Scene, raw any) error {
	words, err := readWords(raw)
	for _, word := range words {
		switch word {
		case stoppable[0]:
			s.StopPlaybacks = true
		case stoppable[1]:
			s.StopStreams = true
		default:
			return fmt.Errorf("has %q; allowed are %s%s", word, strings.Join(stoppable, ", "), didYouMean(word, stoppable))
		}
	}
	return err
}

func showStops(s *scene.Scene) string {
	var words []string
	if s.StopPlaybacks {
		words = append(words, stoppable[0])
	}
	if s.StopStreams {
		words = append(words, stoppable[1])
	}
	if len(words) == 0 {
		return ""
	}
	return quoted(words)
}

// reference is a field of a scene with a name that the file does not have.
type reference struct {
	scene, field, name, what string
	known                    []string
}

// unknownNames returns the names in scenes that the file does not have.
func unknownNames(v *Values) (unknown []reference) {
	var names []string
	for _, s := range v.Scenes {
		names = append(names, s.Name)
	}
	for _, s := range v.Scenes {
		for _, r := range []reference{
			{s.Name, "play", s.Play, "address in media", slices.Sorted(maps.Keys(v.Media))},
			{s.Name, "stream", s.Stream, "address in streams", slices.Sorted(maps.Keys(v.Streams))},
			{s.Name, "next", s.Next, "scene", names},
		} {
			if r.name != "" && !slices.Contains(r.known, r.name) {
				unknown = append(unknown, r)
			}
		}
	}
	return unknown
}

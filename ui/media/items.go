package media

import (
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// SeekStep is how far one key press moves a playback.
const SeekStep = 5 * time.Second

// Item is a recording, playback or stream. The console shows and handles them alike.
type Item struct {
	Kind     video.Target // OnRecording, OnPlayback or OnStream
	ID       string
	State    string
	URL      string // masked
	started  time.Time
	ended    time.Time
	seen     time.Time
	length   time.Duration // as the room sent it; 0: not sent
	position time.Duration // of a playback
	Volume   float64
	seekable bool
	mine     bool
	live     bool
	over     bool
}

// Items returns all recordings, playbacks and streams that run or ran in the room, kind by kind, oldest first.
func Items(s *video.Snapshot) []Item {
	items := make([]Item, 0, len(s.Recordings)+len(s.Playbacks)+len(s.Streams))
	for _, r := range s.Recordings {
		items = append(items, Item{
			Kind: video.OnRecording, ID: r.ID, State: r.State, started: r.StartedAt, ended: r.EndedAt,
			seen: r.SeenAt, length: r.Duration, mine: r.Mine, live: r.Active(), over: r.HasEnded(),
		})
	}
	for _, p := range s.Playbacks {
		items = append(items, Item{
			Kind: video.OnPlayback, ID: p.ID, State: p.State, URL: text.MaskURL(p.URL), started: p.StartedAt,
			ended: p.EndedAt, seen: p.SeenAt, position: p.Position, Volume: p.Volume, seekable: p.Seekable, mine: p.Mine,
			live: p.Active(), over: p.HasEnded(),
		})
	}
	for _, st := range s.Streams {
		items = append(items, Item{
			Kind: video.OnStream, ID: st.ID, State: st.State, URL: text.MaskURL(st.URL), started: st.StartedAt,
			ended: st.EndedAt, seen: st.SeenAt, length: st.Duration, mine: st.Mine,
			live: st.Active(), over: st.HasEnded(),
		})
	}
	return items
}

// Key identifies an item among all kinds.
func (m Item) Key() string { return m.Kind.ObjectArg() + "/" + m.ID }

// Live reports whether the item still runs, or is only paused.
func (m Item) Live() bool { return m.live }

// Over reports whether the item has certainly ended. In an unknown state it is neither live nor over.
func (m Item) Over() bool { return m.over }

// Running reports whether the item runs and is not paused.
func (m Item) Running() bool { return m.Live() && m.State != video.StatePaused }

// Position returns the position of a playback: as the room last sent it, plus the time since then while it plays.
func (m Item) Position(now time.Time) time.Duration {
	if m.State == video.StatePlaying && !m.seen.IsZero() && now.After(m.seen) {
		return m.position + now.Sub(m.seen)
	}
	return m.position
}

// Clock returns how long a recording or stream has run, or the position of a playback.
func (m Item) Clock(now time.Time) string {
	switch {
	case m.Kind == video.OnPlayback && m.Live():
		return draw.Clock(m.Position(now))
	case m.Live():
		return draw.RunClock(m.started, m.seen, now)
	case m.length > 0:
		return draw.Clock(m.length)
	case !m.started.IsZero() && m.ended.After(m.started):
		return draw.Clock(m.ended.Sub(m.started))
	}
	return ""
}

// Word names the kind of an item.
func (m Item) Word() string {
	switch m.Kind {
	case video.OnPlayback:
		return "playback"
	case video.OnStream:
		return "stream"
	}
	return "recording"
}

// ShownState returns the state as a clean word. The room may send unknown states.
func (m Item) ShownState() string {
	if m.State == "" {
		return "unknown"
	}
	return text.Clean(m.State)
}

// Sign returns the glyph of the state and its paint.
func (m Item) Sign(th *theme.Theme) (string, theme.Paint) {
	switch {
	case m.Over():
		return th.Glyphs.Stop, th.Dim
	case !m.Live():
		return th.Glyphs.Unknown, th.Warn
	case m.State == video.StatePaused:
		return th.Glyphs.Pause, th.Warn
	case m.Kind == video.OnPlayback:
		return th.Glyphs.Play, th.Good
	}
	return th.Glyphs.Rec, th.Rec
}

// Starter returns who started the item, if known.
func (m Item) Starter() string {
	if m.mine {
		return "by you"
	}
	return "by others"
}

// About returns what distinguishes an item from others of its kind: the address, else the short id.
func (m Item) About() string {
	if m.URL != "" {
		return m.URL
	}
	return "#" + text.ShortID(m.ID)
}

// Summary returns an item as a line of a list: state, clock, starter, address.
func (m Item) Summary(th *theme.Theme, now time.Time) string {
	sign, _ := m.Sign(th)
	words := []string{sign + " " + m.ShownState()}
	if c := m.Clock(now); c != "" {
		words = append(words, c)
	}
	return strings.Join(append(words, m.About()), "  ")
}

// Allows returns "" if an action makes sense for the item in its state, else why not.
func (m Item) Allows(a video.Action) string {
	row, _ := a.Info()
	switch {
	case m.Over():
		return "has ended"
	case !m.Live() && !row.Ends:
		return "is " + m.ShownState()
	case row.Sets == video.Setting{Field: video.FieldPaused, Value: video.Yes} && m.State == video.StatePaused:
		return "is already paused"
	case row.Sets == video.Setting{Field: video.FieldPaused, Value: video.No} && m.Running():
		return "is not paused"
	case row.Sets.Field == video.FieldTimecode && !m.seekable:
		return "is not seekable"
	}
	return ""
}

// PauseOf returns the action that pauses an item of the kind, "" where there is none.
func PauseOf(k video.Target) video.Action { return pausing(k, video.Yes) }

// ResumeOf returns the action that resumes an item of the kind.
func ResumeOf(k video.Target) video.Action { return pausing(k, video.No) }

func pausing(k video.Target, pauses video.Flag) video.Action {
	set := video.Setting{Field: video.FieldPaused, Value: pauses}
	return actionOn(k, func(row *video.ActionInfo) bool { return row.Sets == set })
}

// StopOf returns the action that stops an item of the kind.
func StopOf(k video.Target) video.Action {
	return actionOn(k, func(row *video.ActionInfo) bool { return row.Ends })
}

// actionOn returns the first such action on items of the kind, or "".
func actionOn(k video.Target, such func(*video.ActionInfo) bool) video.Action {
	for _, row := range video.Actions() {
		if row.Target == k && such(row) {
			return row.Action
		}
	}
	return ""
}

// Facts returns everything that is known about the item, as clean pairs of a name and a value.
func (m Item) Facts(now time.Time) [][2]string {
	out := [][2]string{{"State", m.ShownState()}, {"Id", text.Clean(m.ID)}}
	add := func(name, value string) {
		if value != "" {
			out = append(out, [2]string{name, value})
		}
	}
	add("Started", strings.TrimSpace(when(m.started)+" "+m.Starter()))
	add("Ended", when(m.ended))
	if m.Kind != video.OnPlayback {
		add("Length", m.Clock(now))
		add("Address", m.URL)
		return out
	}
	add("Position", m.Clock(now))
	add("Volume", strconv.FormatFloat(m.Volume, 'g', -1, 64))
	add("Seekable", map[bool]string{true: "yes", false: "no"}[m.seekable])
	add("Address", m.URL)
	return out
}

// when returns a time of the day, or "" for the zero time.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(time.TimeOnly)
}

// Only returns the id of the one recording, playback or stream that an action makes sense for; "" if there are none or
// several.
func Only(s *video.Snapshot, row *video.ActionInfo) string {
	id := ""
	for _, item := range Items(s) {
		if item.Kind != row.Target || item.Allows(row.Action) != "" {
			continue
		}
		if id != "" {
			return ""
		}
		id = item.ID
	}
	return id
}

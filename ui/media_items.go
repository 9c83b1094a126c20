package ui

import (
	"strings"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// mediaItem is a recording, playback or stream, as the console shows and handles them alike.
type mediaItem struct {
	kind     video.Target // OnRecording, OnPlayback or OnStream
	id       string
	state    string
	url      string // masked
	started  time.Time
	ended    time.Time
	seen     time.Time
	length   time.Duration // as told by the room; 0: not told
	position time.Duration // of a playback
	volume   float64
	seekable bool
	mine     bool
}

// mediaItems returns everything that runs or ran in the room, kind by kind, oldest first.
func mediaItems(s *video.Snapshot) []mediaItem {
	items := make([]mediaItem, 0, len(s.Recordings)+len(s.Playbacks)+len(s.Streams))
	for _, r := range s.Recordings {
		items = append(items, mediaItem{
			kind: video.OnRecording, id: r.ID, state: r.State, started: r.StartedAt, ended: r.EndedAt,
			seen: r.SeenAt, length: r.Duration, mine: r.Mine,
		})
	}
	for _, p := range s.Playbacks {
		items = append(items, mediaItem{
			kind: video.OnPlayback, id: p.ID, state: p.State, url: text.MaskURL(p.URL), started: p.StartedAt,
			ended: p.EndedAt, seen: p.SeenAt, position: p.Position, volume: p.Volume, seekable: p.Seekable, mine: p.Mine,
		})
	}
	for _, st := range s.Streams {
		items = append(items, mediaItem{
			kind: video.OnStream, id: st.ID, state: st.State, url: text.MaskURL(st.URL), started: st.StartedAt,
			ended: st.EndedAt, seen: st.SeenAt, length: st.Duration, mine: st.Mine,
		})
	}
	return items
}

// key identifies an item among all kinds.
func (m mediaItem) key() string { return m.kind.ObjectArg() + "/" + m.id }

// live reports whether the item still runs, or is only paused.
func (m mediaItem) live() bool { return m.state != video.StateCompleted }

func (m mediaItem) running() bool { return m.live() && m.state != video.StatePaused }

// at is where a playback stands: as last told, and moved on by the clock while it plays.
func (m mediaItem) at(now time.Time) time.Duration {
	if m.state == video.StatePlaying && !m.seen.IsZero() && now.After(m.seen) {
		return m.position + now.Sub(m.seen)
	}
	return m.position
}

// clock is how long a recording or stream has run, or where a playback stands.
func (m mediaItem) clock(now time.Time) string {
	switch {
	case m.kind == video.OnPlayback && m.live():
		return draw.Clock(m.at(now))
	case m.live():
		return runClock(m.started, m.seen, now)
	case m.length > 0:
		return draw.Clock(m.length)
	case !m.started.IsZero() && m.ended.After(m.started):
		return draw.Clock(m.ended.Sub(m.started))
	}
	return ""
}

// word names the kind of an item.
func (m mediaItem) word() string {
	switch m.kind {
	case video.OnPlayback:
		return "playback"
	case video.OnStream:
		return "stream"
	}
	return "recording"
}

// shownState is the state as a word; the room may invent others.
func (m mediaItem) shownState() string {
	if m.state == "" {
		return "unknown"
	}
	return text.Clean(m.state)
}

// sign is the glyph of the state and its paint.
func (m mediaItem) sign(th *theme.Theme) (string, theme.Paint) {
	switch {
	case !m.live():
		return th.Glyphs.Stop, th.Dim
	case m.state == video.StatePaused:
		return th.Glyphs.Pause, th.Warn
	case m.kind == video.OnPlayback:
		return th.Glyphs.Play, th.Good
	}
	return th.Glyphs.Rec, th.Rec
}

// starter says who started the item, as far as anybody can know.
func (m mediaItem) starter() string {
	if m.mine {
		return "by you"
	}
	return "by others"
}

// about is what tells an item from its siblings: the address, else the short id.
func (m mediaItem) about() string {
	if m.url != "" {
		return m.url
	}
	return "#" + text.ShortID(m.id)
}

// summary is an item in a line of a list: state, clock, who, what.
func (m mediaItem) summary(th *theme.Theme, now time.Time) string {
	sign, _ := m.sign(th)
	words := []string{sign + " " + m.shownState()}
	if c := m.clock(now); c != "" {
		words = append(words, c)
	}
	return strings.Join(append(words, m.about()), "  ")
}

// allows reports whether an action makes sense for the item in its state, and otherwise why not.
func (m mediaItem) allows(a video.Action) string {
	row, _ := a.Info()
	switch {
	case !m.live():
		return "has ended"
	case row.Sets == video.Setting{Property: video.PropPaused, Value: video.Yes} && m.state == video.StatePaused:
		return "is paused already"
	case row.Sets == video.Setting{Property: video.PropPaused, Value: video.No} && m.running():
		return "is not paused"
	case row.Sets.Property == video.PropTimecode && !m.seekable:
		return "cannot be moved: the room says it is not seekable"
	}
	return ""
}

// Actions by what they do to an item of each kind; "" where the kind has no such action.
func pauseOf(k video.Target) video.Action {
	return map[video.Target]video.Action{
		video.OnRecording: video.ActRecordingPause, video.OnPlayback: video.ActPlaybackPause,
	}[k]
}

func resumeOf(k video.Target) video.Action {
	return map[video.Target]video.Action{
		video.OnRecording: video.ActRecordingResume, video.OnPlayback: video.ActPlaybackResume,
	}[k]
}

func stopOf(k video.Target) video.Action {
	return map[video.Target]video.Action{
		video.OnRecording: video.ActRecordingStop, video.OnPlayback: video.ActPlaybackStop,
		video.OnStream: video.ActStreamStop,
	}[k]
}

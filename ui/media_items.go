package ui

import (
	"strings"
	"time"

	"gavel/session"
	"gavel/theme"
	"gavel/ui/text"
)

// mediaItem is a recording, playback or stream, as the console shows and handles them alike.
type mediaItem struct {
	kind     session.Target // OnRecording, OnPlayback or OnStream
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
func mediaItems(s *session.Snapshot) []mediaItem {
	items := make([]mediaItem, 0, len(s.Recordings)+len(s.Playbacks)+len(s.Streams))
	for _, r := range s.Recordings {
		items = append(items, mediaItem{
			kind: session.OnRecording, id: r.ID, state: r.State, started: r.StartedAt, ended: r.EndedAt,
			seen: r.SeenAt, length: r.Duration, mine: r.Mine,
		})
	}
	for _, p := range s.Playbacks {
		items = append(items, mediaItem{
			kind: session.OnPlayback, id: p.ID, state: p.State, url: text.MaskURL(p.URL), started: p.StartedAt,
			ended: p.EndedAt, seen: p.SeenAt, position: p.Position, volume: p.Volume, seekable: p.Seekable, mine: p.Mine,
		})
	}
	for _, st := range s.Streams {
		items = append(items, mediaItem{
			kind: session.OnStream, id: st.ID, state: st.State, url: text.MaskURL(st.URL), started: st.StartedAt,
			ended: st.EndedAt, seen: st.SeenAt, length: st.Duration, mine: st.Mine,
		})
	}
	return items
}

// key identifies an item among all kinds.
func (m mediaItem) key() string { return m.kind.ObjectArg() + "/" + m.id }

// live reports whether the item still runs, or is only paused.
func (m mediaItem) live() bool { return m.state != session.StateCompleted }

func (m mediaItem) running() bool { return m.live() && m.state != session.StatePaused }

// at is where a playback stands: as last told, and moved on by the clock while it plays.
func (m mediaItem) at(now time.Time) time.Duration {
	if m.state == session.StatePlaying && !m.seen.IsZero() && now.After(m.seen) {
		return m.position + now.Sub(m.seen)
	}
	return m.position
}

// clock is how long a recording or stream has run, or where a playback stands.
func (m mediaItem) clock(now time.Time) string {
	switch {
	case m.kind == session.OnPlayback && m.live():
		return clock(m.at(now))
	case m.live():
		return runClock(m.started, m.seen, now)
	case m.length > 0:
		return clock(m.length)
	case !m.started.IsZero() && m.ended.After(m.started):
		return clock(m.ended.Sub(m.started))
	}
	return ""
}

// word names the kind of an item.
func (m mediaItem) word() string {
	switch m.kind {
	case session.OnPlayback:
		return "playback"
	case session.OnStream:
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
	case m.state == session.StatePaused:
		return th.Glyphs.Pause, th.Warn
	case m.kind == session.OnPlayback:
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
func (m mediaItem) allows(a session.Action) string {
	switch {
	case !m.live():
		return "has ended"
	case isOneOf(a, session.ActRecordingPause, session.ActPlaybackPause) && m.state == session.StatePaused:
		return "is paused already"
	case isOneOf(a, session.ActRecordingResume, session.ActPlaybackResume) && m.running():
		return "is not paused"
	case isOneOf(a, session.ActPlaybackSeek, session.ActPlaybackForward, session.ActPlaybackRewind) && !m.seekable:
		return "cannot be moved: the room says it is not seekable"
	}
	return ""
}

func isOneOf(a session.Action, all ...session.Action) bool {
	for _, one := range all {
		if a == one {
			return true
		}
	}
	return false
}

// Actions by what they do to an item of each kind; "" where the kind has no such action.
func pauseOf(k session.Target) session.Action {
	return map[session.Target]session.Action{
		session.OnRecording: session.ActRecordingPause, session.OnPlayback: session.ActPlaybackPause,
	}[k]
}

func resumeOf(k session.Target) session.Action {
	return map[session.Target]session.Action{
		session.OnRecording: session.ActRecordingResume, session.OnPlayback: session.ActPlaybackResume,
	}[k]
}

func stopOf(k session.Target) session.Action {
	return map[session.Target]session.Action{
		session.OnRecording: session.ActRecordingStop, session.OnPlayback: session.ActPlaybackStop,
		session.OnStream: session.ActStreamStop,
	}[k]
}

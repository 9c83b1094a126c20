package localrelay

import (
	"net/url"
	"slices"
	"time"
)

// maxSeek bounds offsets, so that milliseconds fit a time.Duration; no file is that long.
const maxSeek = float64(1000 * time.Hour / time.Millisecond)

// Schemes of media addresses (PROTOCOL.md section 9.1).
var (
	playSchemes   = []string{"http", "https", "rtmp", "rtmps"}
	streamSchemes = []string{"rtmp", "rtmps"}
)

// mediaURL returns the parameter url, if it is an address with one of the schemes.
func mediaURL(p params, schemes []string) (string, *refusal) {
	text, err := p.text("url")
	if err != nil {
		return "", err
	}
	u, parseErr := url.Parse(text)
	if parseErr != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		return "", bad("url must be an address with one of the schemes %v", schemes)
	}
	return text, nil
}

func listRecordings(r *room, _ params) (result, *refusal) {
	return result{"recordings": activeRecordings(r.recordings)}, nil
}

func startRecording(r *room, _ params) (result, *refusal) {
	if len(r.recordings) >= maxMedia {
		return nil, bad("too many recordings")
	}
	now := r.now()
	m := &recording{since: now, entity: recordingEntity{
		ID: r.ids.next(), State: stateRecording, StartedAt: unixSeconds(now),
	}}
	r.recordings = append(r.recordings, m)
	if len(r.recordings) == 1 {
		r.changeRoom("recording")
	}
	r.mediaEvent("recording", "started", m.entity)
	return result{"recording": m.entity, "message": "Recording started"}, nil
}

// onRecording returns a handler of a method for one recording.
func onRecording(f func(r *room, m *recording)) handler {
	return func(r *room, p params) (result, *refusal) {
		id, err := p.text("recording_id")
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(r.recordings, func(m *recording) bool { return m.entity.ID == id })
		if i < 0 {
			return nil, notFound("recording not found: %s", id)
		}
		f(r, r.recordings[i])
		return nil, nil
	}
}

func (r *room) pauseRecording(m *recording) {
	if m.entity.State == stateRecording {
		m.pause(r.now())
		r.mediaEvent("recording", "updated", m.entity)
	}
}

func (r *room) resumeRecording(m *recording) {
	if m.entity.State == statePaused {
		m.resume(r.now())
		r.mediaEvent("recording", "updated", m.entity)
	}
}

func (r *room) stopRecording(m *recording) { r.endRecording(m, stateCompleted) }

func listPlaybacks(r *room, _ params) (result, *refusal) {
	return result{"playbacks": activePlaybacks(r.playbacks, r.now())}, nil
}

// placing is the requested place of a playback.
type placing struct {
	layout    string
	positions map[string]string
}

// readPlayback checks the parameters of playback.start.
func readPlayback(r *room, p params) (*playback, placing, *refusal) {
	var where placing
	address, err := mediaURL(p, playSchemes)
	if err != nil {
		return nil, where, err
	}
	b := &playback{length: r.server.options.PlaybackLength, entity: playbackEntity{URL: address, Seekable: true}}
	if p.has("volume") {
		if b.entity.Volume, err = p.number("volume", -volumeLimit, volumeLimit); err != nil {
			return nil, where, err
		}
	}
	if p.has("seek_position") {
		start, err := p.number("seek_position", 0, maxSeek)
		if err != nil {
			return nil, where, err
		}
		b.at = min(milliseconds(start), b.length)
	}
	if where.layout, err = p.optionalText("layout"); err != nil {
		return nil, where, err
	}
	if where.positions, err = p.positions(true); err != nil {
		return nil, where, err
	}
	b.position = where.positions["self"]
	return b, where, r.checkLayout(where.layout, where.positions, true)
}

// startPlayback plays a file. A layout that it sets stays after the end of the file.
func startPlayback(r *room, p params) (result, *refusal) {
	if len(r.playbacks) >= maxMedia {
		return nil, bad("too many playbacks")
	}
	b, where, err := readPlayback(r, p)
	if err != nil {
		return nil, err
	}
	now := r.now()
	b.entity.ID, b.entity.State, b.entity.StartedAt = r.ids.next(), statePlaying, unixSeconds(now)
	b.since, b.reported = now, now
	r.playbacks = append(r.playbacks, b)
	if where.layout != "" {
		r.useLayout(where.layout)
	}
	r.usePositions(where.positions)
	r.dirtyLayout = true
	r.mediaEvent("playback", "started", b.seen(now))
	poke(r.wake)
	return result{"playback": b.seen(now), "message": "Playback started"}, nil
}

func milliseconds(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

// onPlayback returns a handler of a method for one playback. playback.updated follows unless the playback has ended.
func onPlayback(f func(r *room, b *playback, p params) *refusal) handler {
	return func(r *room, p params) (result, *refusal) {
		id, err := p.text("playback_id")
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(r.playbacks, func(b *playback) bool { return b.entity.ID == id })
		if i < 0 {
			return nil, notFound("playback not found: %s", id)
		}
		b := r.playbacks[i]
		if err := f(r, b, p); err != nil {
			return nil, err
		}
		if b.active() {
			r.mediaEvent("playback", "updated", b.seen(r.now()))
		}
		poke(r.wake)
		return nil, nil
	}
}

func pausePlayback(r *room, b *playback, _ params) *refusal {
	now := r.now()
	b.seek(now, b.offset(now))
	b.entity.State = statePaused
	return nil
}

func resumePlayback(r *room, b *playback, _ params) *refusal {
	now := r.now()
	b.seek(now, b.offset(now))
	b.entity.State = statePlaying
	return nil
}

func stopPlayback(r *room, b *playback, _ params) *refusal {
	r.endPlayback(b, r.now(), stateCompleted)
	return nil
}

func setPlaybackVolume(_ *room, b *playback, p params) *refusal {
	v, err := p.number("volume", -volumeLimit, volumeLimit)
	if err != nil {
		return err
	}
	b.entity.Volume = v
	return nil
}

// seekAbsolute moves to an offset in milliseconds, clamped to the file.
func seekAbsolute(r *room, b *playback, p params) *refusal {
	to, err := p.number("position", 0, maxSeek)
	if err != nil {
		return err
	}
	b.seek(r.now(), milliseconds(to))
	return nil
}

// seekRelative moves forward, or back with a negative number of milliseconds, clamped to the file.
func seekRelative(r *room, b *playback, p params) *refusal {
	by, err := p.number("position", -maxSeek, maxSeek)
	if err != nil {
		return err
	}
	now := r.now()
	b.seek(now, b.offset(now)+milliseconds(by))
	return nil
}

func listStreams(r *room, _ params) (result, *refusal) {
	return result{"streams": activeStreams(r.streams)}, nil
}

func startStream(r *room, p params) (result, *refusal) {
	address, err := mediaURL(p, streamSchemes)
	if err != nil {
		return nil, err
	}
	if len(r.streams) >= maxMedia {
		return nil, bad("too many streams")
	}
	now := r.now()
	s := &stream{since: now, entity: streamEntity{
		ID: r.ids.next(), State: stateStreaming, URL: address, StartedAt: unixSeconds(now),
	}}
	r.streams = append(r.streams, s)
	if len(r.streams) == 1 {
		r.changeRoom("streaming")
	}
	r.mediaEvent("stream", "started", s.entity)
	return result{"stream": s.entity, "message": "Stream started"}, nil
}

func stopStream(r *room, p params) (result, *refusal) {
	id, err := p.text("stream_id")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(r.streams, func(s *stream) bool { return s.entity.ID == id })
	if i < 0 {
		return nil, notFound("stream not found: %s", id)
	}
	r.endStream(i, stateCompleted)
	return nil, nil
}

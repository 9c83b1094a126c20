package session

import (
	"context"
	"fmt"
	"time"

	"gavel/session/video"
)

// Recording is a recording with its methods: RoomSessionRecording in the reference. The embedded value is its state
// when it was read. Current returns its present state. Source: PROTOCOL.md section 9.3.
type Recording struct {
	video.Recording
	room *RoomSession
}

// Playback is a playback with its methods: RoomSessionPlayback in the reference. The embedded value is its state when
// it was read. Current returns its present state.
type Playback struct {
	video.Playback
	room *RoomSession
}

// Stream is a stream with its methods: RoomSessionStream in the reference. The embedded value is its state when it was
// read. Current returns its present state.
type Stream struct {
	video.Stream
	room *RoomSession
}

// GetRecordings asks the room for its active recordings.
func (r *RoomSession) GetRecordings(ctx context.Context) ([]*Recording, error) {
	with := func(rec *video.Recording) *Recording { return &Recording{*rec, r} }
	return listOf(ctx, r, video.ActGetRecordings, RecordingsIn, with)
}

// StartRecording starts another recording. It cannot be undone. The error matches [video.ErrUnknown] if the room has
// accepted the command but does not show the recording. Other errors are those of [RoomSession.Do].
func (r *RoomSession) StartRecording(ctx context.Context) (*Recording, error) {
	id, err := r.startOf(ctx, video.StartRecording())
	if err != nil {
		return nil, err
	}
	return r.Recording(id), nil
}

// GetPlaybacks asks the room for its active playbacks.
func (r *RoomSession) GetPlaybacks(ctx context.Context) ([]*Playback, error) {
	with := func(p *video.Playback) *Playback { return &Playback{*p, r} }
	return listOf(ctx, r, video.ActGetPlaybacks, PlaybacksIn, with)
}

// PlayOptions are the optional parameters of Play. Those that are zero are not sent.
type PlayOptions struct {
	SeekPosition time.Duration                     // where to start, up to a week, in whole milliseconds
	Volume       float64                           // -50 to 50; 0 is normal
	Positions    map[video.MemberID]video.Position // places of members; [video.Self] is the playback
	Layout       string                            // name of the layout to change to
}

// Play plays a file or stream into the room. It cannot be undone. The address starts with http, https, rtmp or rtmps
// and has at most 2048 bytes. An invalid address or option is a [*video.ArgumentError]. Other errors are those of
// [RoomSession.StartRecording].
func (r *RoomSession) Play(ctx context.Context, url string, o PlayOptions) (*Playback, error) {
	args := video.Args{"url": url}
	if o.SeekPosition != 0 {
		args["seekPosition"] = millis(o.SeekPosition)
	}
	if o.Volume != 0 {
		args["volume"] = o.Volume
	}
	if o.Positions != nil {
		args["positions"] = o.Positions
	}
	if o.Layout != "" {
		args["layout"] = o.Layout
	}
	id, err := r.startOf(ctx, video.Command{Action: video.ActPlay, Args: args})
	if err != nil {
		return nil, err
	}
	return r.Playback(id), nil
}

// GetStreams asks the room for its active streams.
func (r *RoomSession) GetStreams(ctx context.Context) ([]*Stream, error) {
	with := func(t *video.Stream) *Stream { return &Stream{*t, r} }
	return listOf(ctx, r, video.ActGetStreams, StreamsIn, with)
}

// StartStream sends the room's video and audio to an rtmp or rtmps address of at most 2048 bytes. It cannot be undone.
// The address usually holds a secret key. An invalid address is a [*video.ArgumentError]. Other errors are those of
// [RoomSession.StartRecording].
func (r *RoomSession) StartStream(ctx context.Context, url string) (*Stream, error) {
	id, err := r.startOf(ctx, video.Command{Action: video.ActStartStream, Args: video.Args{"url": url}})
	if err != nil {
		return nil, err
	}
	return r.Stream(id), nil
}

// Recording returns the recording with the id and its methods. If the recording is unknown, the value has only the id.
func (r *RoomSession) Recording(id string) *Recording {
	if rec := r.Snapshot().Recording(id); rec != nil {
		return &Recording{*rec, r}
	}
	return &Recording{video.Recording{ID: id}, r}
}

// Playback returns the playback with the id and its methods. If the playback is unknown, the value has only the id.
func (r *RoomSession) Playback(id string) *Playback {
	if p := r.Snapshot().Playback(id); p != nil {
		return &Playback{*p, r}
	}
	return &Playback{video.Playback{ID: id}, r}
}

// Stream returns the stream with the id and its methods. If the stream is unknown, the value has only the id.
func (r *RoomSession) Stream(id string) *Stream {
	if t := r.Snapshot().Stream(id); t != nil {
		return &Stream{*t, r}
	}
	return &Stream{video.Stream{ID: id}, r}
}

// OnRecording is [On] with a handler that receives the recording with its methods.
func (r *RoomSession) OnRecording(
	k video.Kind[video.InRoom, video.RecordingEvent], h func(*Recording),
) (off func()) {
	return on(r, k, h, func(e video.RecordingEvent) *Recording { return &Recording{*e.Recording, r} })
}

// OnPlayback is [On] with a handler that receives the playback with its methods.
func (r *RoomSession) OnPlayback(k video.Kind[video.InRoom, video.PlaybackEvent], h func(*Playback)) (off func()) {
	return on(r, k, h, func(e video.PlaybackEvent) *Playback { return &Playback{*e.Playback, r} })
}

// OnStream is [On] with a handler that receives the stream with its methods.
func (r *RoomSession) OnStream(k video.Kind[video.InRoom, video.StreamEvent], h func(*Stream)) (off func()) {
	return on(r, k, h, func(e video.StreamEvent) *Stream { return &Stream{*e.Stream, r} })
}

// startOf runs a starting command and returns the id of the started object, which is then in the snapshot. The room may
// answer without the object, as version 4 of the SDK allows. The id then comes with the event.
func (r *RoomSession) startOf(ctx context.Context, c video.Command) (id string, err error) {
	res, err := r.Do(ctx, c)
	if err == nil && res.Created == "" {
		err = fmt.Errorf("%s: accepted, but the room does not show what was started: %w", c.Action, video.ErrUnknown)
	}
	return res.Created, err
}

// Current returns the recording as the room last sent it, or nil if it is unknown.
func (rec *Recording) Current() *video.Recording {
	return rec.room.Snapshot().Recording(rec.ID)
}

// Pause pauses the recording.
func (rec *Recording) Pause(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingPause, rec.ID, nil))
}

// Resume resumes a paused recording.
func (rec *Recording) Resume(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingResume, rec.ID, nil))
}

// Stop ends the recording. It cannot be undone.
func (rec *Recording) Stop(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingStop, rec.ID, nil))
}

// Current returns the playback as the room last sent it, or nil if it is unknown.
func (p *Playback) Current() *video.Playback { return p.room.Snapshot().Playback(p.ID) }

// Pause pauses the playback.
func (p *Playback) Pause(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackPause, p.ID, nil))
}

// Resume resumes a paused playback.
func (p *Playback) Resume(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackResume, p.ID, nil))
}

// Stop ends the playback. It cannot be undone.
func (p *Playback) Stop(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackStop, p.ID, nil))
}

// SetVolume sets the playback's volume, -50 to 50; 0 is normal.
func (p *Playback) SetVolume(ctx context.Context, volume float64) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackSetVolume, p.ID, video.Args{"volume": volume}))
}

// Seek moves the playback to a point in time, counted from its beginning: 0 to one week, in whole milliseconds. It
// cannot be undone. A time out of range is a [*video.ArgumentError].
func (p *Playback) Seek(ctx context.Context, to time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackSeek, p.ID, video.Args{"timecode": millis(to)}))
}

// Forward moves the playback forward by up to a week, in whole milliseconds; 0 means 5 s. It cannot be undone. A
// negative time is a [*video.ArgumentError].
func (p *Playback) Forward(ctx context.Context, by time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackForward, p.ID, skip(by)))
}

// Rewind moves the playback back by up to a week, in whole milliseconds; 0 means 5 s. It cannot be undone. A negative
// time is a [*video.ArgumentError].
func (p *Playback) Rewind(ctx context.Context, by time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackRewind, p.ID, skip(by)))
}

// Current returns the stream as the room last sent it, or nil if it is unknown.
func (t *Stream) Current() *video.Stream { return t.room.Snapshot().Stream(t.ID) }

// Stop ends the stream. It cannot be undone.
func (t *Stream) Stop(ctx context.Context) error {
	return t.room.run1(ctx, video.OnObject(video.ActStreamStop, t.ID, nil))
}

func millis(d time.Duration) float64 { return float64(d.Milliseconds()) }

func skip(by time.Duration) video.Args {
	if by == 0 {
		return nil
	}
	return video.Args{"offset": millis(by)}
}

package session

import (
	"context"
	"fmt"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// RoomSessionRecording is a recording that can be paused, resumed and stopped. The embedded value is how it was when it
// was read; Current returns how it is. Source: PROTOCOL.md section 9.3.
type RoomSessionRecording struct {
	video.Recording
	room *RoomSession
}

// RoomSessionPlayback is a playback that can be controlled.
type RoomSessionPlayback struct {
	video.Playback
	room *RoomSession
}

// RoomSessionStream is a stream that can be stopped.
type RoomSessionStream struct {
	video.Stream
	room *RoomSession
}

// GetRecordings asks the room for its active recordings.
func (r *RoomSession) GetRecordings(ctx context.Context) ([]*RoomSessionRecording, error) {
	return listOf(ctx, r, video.ActGetRecordings, r.recordingFrom)
}

// StartRecording starts one more recording.
func (r *RoomSession) StartRecording(ctx context.Context) (*RoomSessionRecording, error) {
	return startOf(ctx, r, video.StartRecording(), r.recordingFrom, r.Recording)
}

// GetPlaybacks asks the room for its active playbacks.
func (r *RoomSession) GetPlaybacks(ctx context.Context) ([]*RoomSessionPlayback, error) {
	return listOf(ctx, r, video.ActGetPlaybacks, r.playbackFrom)
}

// PlayOptions are the parameters of Play that may be left out.
type PlayOptions struct {
	SeekPosition time.Duration                     // where to begin
	Volume       float64                           // -50 to 50; 0 is normal
	Positions    map[video.MemberID]video.Position // who goes where; [video.Self] is the playback
	Layout       string
}

// Play plays a file or stream into the room. The address begins with http, https, rtmp or rtmps.
func (r *RoomSession) Play(ctx context.Context, url string, o PlayOptions) (*RoomSessionPlayback, error) {
	args := video.Args{"url": url}
	if o.SeekPosition != 0 {
		args["seekPosition"] = float64(o.SeekPosition.Milliseconds())
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
	return startOf(ctx, r, video.Command{Action: video.ActPlay, Args: args}, r.playbackFrom, r.Playback)
}

// GetStreams asks the room for its active streams.
func (r *RoomSession) GetStreams(ctx context.Context) ([]*RoomSessionStream, error) {
	return listOf(ctx, r, video.ActGetStreams, r.streamFrom)
}

// StartStream sends the room's picture and sound to an rtmp or rtmps address. The address usually holds a secret key.
func (r *RoomSession) StartStream(ctx context.Context, url string) (*RoomSessionStream, error) {
	return startOf(
		ctx,
		r,
		video.Command{Action: video.ActStartStream, Args: video.Args{"url": url}},
		r.streamFrom,
		r.Stream,
	)
}

func (r *RoomSession) recordingFrom(v wire.Node, id string) *RoomSessionRecording {
	rec := video.Recording{ID: id, State: video.StateRecording}
	wire.MergeRecording(&rec, v)
	return &RoomSessionRecording{Recording: rec, room: r}
}

func (r *RoomSession) playbackFrom(v wire.Node, id string) *RoomSessionPlayback {
	p := video.Playback{ID: id, State: video.StatePlaying}
	wire.MergePlayback(&p, v)
	return &RoomSessionPlayback{Playback: p, room: r}
}

func (r *RoomSession) streamFrom(v wire.Node, id string) *RoomSessionStream {
	t := video.Stream{ID: id, State: video.StateStreaming}
	wire.MergeStream(&t, v)
	return &RoomSessionStream{Stream: t, room: r}
}

// Recording returns the recording with the id, with its methods, as the room last sent it; nil when it is unknown.
func (r *RoomSession) Recording(id string) *RoomSessionRecording {
	if rec := r.Snapshot().Recording(id); rec != nil {
		return &RoomSessionRecording{Recording: *rec, room: r}
	}
	return nil
}

// Playback returns the playback with the id, with its methods, as the room last sent it; nil when it is unknown.
func (r *RoomSession) Playback(id string) *RoomSessionPlayback {
	if p := r.Snapshot().Playback(id); p != nil {
		return &RoomSessionPlayback{Playback: *p, room: r}
	}
	return nil
}

// Stream returns the stream with the id, with its methods, as the room last sent it; nil when it is unknown.
func (r *RoomSession) Stream(id string) *RoomSessionStream {
	if t := r.Snapshot().Stream(id); t != nil {
		return &RoomSessionStream{Stream: *t, room: r}
	}
	return nil
}

func listOf[T any](ctx context.Context, r *RoomSession, a video.Action, from func(wire.Node, string) *T) ([]*T, error) {
	list, err := r.list(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]*T, 0, len(list))
	for _, v := range list {
		if id := wire.IDOf(v, "id"); id != "" {
			out = append(out, from(v, id))
		}
	}
	return out, nil
}

// startOf runs a starting command. The room may answer without the object, as version 4 of the SDK allows; then the
// event tells its id. current returns the object as the snapshot has it, or nil.
func startOf[T any](
	ctx context.Context,
	r *RoomSession,
	c video.Command,
	from func(wire.Node, string) *T,
	current func(string) *T,
) (*T, error) {
	res, err := r.Do(ctx, c)
	if err != nil {
		return nil, err
	}
	if started := current(res.Created); started != nil {
		return started, nil
	}
	if v, id := wire.ParseEntity(res.Value); id != "" {
		return from(v, id), nil
	}
	return nil, fmt.Errorf("%s: accepted, but the room does not show what was started: %w", c.Action, video.ErrUnknown)
}

// Current returns the recording as the room last sent it, or nil when it is unknown.
func (rec *RoomSessionRecording) Current() *video.Recording {
	return rec.room.Snapshot().Recording(rec.ID)
}

// Pause pauses the recording.
func (rec *RoomSessionRecording) Pause(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingPause, rec.ID, nil))
}

// Resume continues a paused recording.
func (rec *RoomSessionRecording) Resume(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingResume, rec.ID, nil))
}

// Stop ends the recording. It cannot be undone.
func (rec *RoomSessionRecording) Stop(ctx context.Context) error {
	return rec.room.run1(ctx, video.OnObject(video.ActRecordingStop, rec.ID, nil))
}

// Current returns the playback as the room last sent it, or nil when it is unknown.
func (p *RoomSessionPlayback) Current() *video.Playback { return p.room.Snapshot().Playback(p.ID) }

// Pause pauses the playback.
func (p *RoomSessionPlayback) Pause(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackPause, p.ID, nil))
}

// Resume continues a paused playback.
func (p *RoomSessionPlayback) Resume(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackResume, p.ID, nil))
}

// Stop ends the playback.
func (p *RoomSessionPlayback) Stop(ctx context.Context) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackStop, p.ID, nil))
}

// SetVolume sets the playback's volume, -50 to 50; 0 is normal.
func (p *RoomSessionPlayback) SetVolume(ctx context.Context, volume float64) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackSetVolume, p.ID, video.Args{"volume": volume}))
}

// Seek moves the playback to a point in time, counted from its beginning.
func (p *RoomSessionPlayback) Seek(ctx context.Context, to time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackSeek, p.ID, video.Args{"timecode": millis(to)}))
}

// Forward moves the playback on; 0 means 5 s.
func (p *RoomSessionPlayback) Forward(ctx context.Context, by time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackForward, p.ID, skip(by)))
}

// Rewind moves the playback back; 0 means 5 s.
func (p *RoomSessionPlayback) Rewind(ctx context.Context, by time.Duration) error {
	return p.room.run1(ctx, video.OnObject(video.ActPlaybackRewind, p.ID, skip(by)))
}

// Current returns the stream as the room last sent it, or nil when it is unknown.
func (t *RoomSessionStream) Current() *video.Stream { return t.room.Snapshot().Stream(t.ID) }

// Stop ends the stream.
func (t *RoomSessionStream) Stop(ctx context.Context) error {
	return t.room.run1(ctx, video.OnObject(video.ActStreamStop, t.ID, nil))
}

func millis(d time.Duration) float64 { return float64(d.Milliseconds()) }

func skip(by time.Duration) video.Args {
	if by == 0 {
		return nil
	}
	return video.Args{"offset": millis(by)}
}

package video

import (
	"math"
	"time"
)

// The actions on playbacks.
const (
	ActGetPlaybacks      Action = "getPlaybacks"
	ActPlay              Action = "play"
	ActPlaybackPause     Action = "playback.pause"
	ActPlaybackResume    Action = "playback.resume"
	ActPlaybackStop      Action = "playback.stop"
	ActPlaybackSetVolume Action = "playback.setVolume"
	ActPlaybackSeek      Action = "playback.seek"
	ActPlaybackForward   Action = "playback.forward"
	ActPlaybackRewind    Action = "playback.rewind"
)

// The reasons why the effect of a seek is not checked, and why a seek is not undone.
const (
	blindSeek   = "the position of a running playback does not prove a seek"
	noSeekBack  = "the playback has moved on since"
	noOtherTake = "a playback that has ended cannot continue"
)

var hasMoved = Standing{Is: "the playback has moved", Not: "the playback has not moved"}

var playbackRows = []*ActionInfo{
	{
		Action: ActGetPlaybacks, Wire: "video.playback.list", Target: OnRoom, Result: "playbacks", Scope: "room.playback",
		Section: "9.1",
		Label:   "read the playbacks", Verb: "read the playbacks", Risk: RiskRead,
	},
	{
		Action: ActPlay, Wire: "video.playback.start", Target: OnRoom, Result: "playback", Scope: "room.playback",
		Section: "9.1",
		Args: []Arg{
			{
				Name: "url", Wire: "url", Label: "address", Type: ArgURL, Required: true,
				Schemes: []string{"http", "https", "rtmp", "rtmps"},
			},
			{
				Name: "seekPosition", Wire: "seek_position", Label: "begin at", Type: ArgMillis, Max: maxMillis, Default: 0.0,
				noZero: true, // playbacks start there anyway
			},
			volumeArg("volume", false),
			positionsArg(false),
			{Name: "layout", Wire: "layout", Label: "layout", Type: ArgLayout},
		},
		Label: "play a file or stream", Verb: "start a playback", Done: "started a playback", Synonyms: "video music",
		Risk: RiskCalm, Final: "what was seen and heard cannot be taken back", Starts: OnPlayback,
		Besides:  Setting{Field: FieldLayoutName},
		standing: Standing{Is: "a playback has started", Not: "no playback has started"},
	},
	{
		Action: ActPlaybackPause, Wire: "video.playback.pause", Target: OnPlayback, Scope: "room.playback", Section: "9.3",
		Label: "pause the playback", Verb: "pause the playback", Done: "paused the playback",
		Risk: RiskCalm, Sets: Setting{FieldPaused, Yes},
		standing: Standing{Is: "the playback is paused", Not: "the playback is not paused"},
		effect:   playbackIs(StatePaused),
		inverse:  opposite(ActPlaybackResume),
	},
	{
		Action: ActPlaybackResume, Wire: "video.playback.resume", Target: OnPlayback, Scope: "room.playback", Section: "9.3",
		Label: "resume the playback", Verb: "resume the playback", Done: "resumed the playback",
		Risk: RiskCalm, Sets: Setting{FieldPaused, No},
		standing: Standing{Is: "the playback is running", Not: "the playback is still paused"},
		effect:   playbackIs(StatePlaying),
		inverse:  opposite(ActPlaybackPause),
	},
	{
		Action: ActPlaybackStop, Wire: "video.playback.stop", Target: OnPlayback, Scope: "room.playback", Section: "9.3",
		Label: "stop the playback", Verb: "stop the playback", Done: "stopped the playback",
		Risk: RiskAsks, Ends: true, Final: noOtherTake,
		standing: Standing{Is: "the playback has ended", Not: "the playback is still running"},
		effect: func(_ Args, on subject) Verdict {
			if on.playback == nil {
				return CannotTell
			}
			return ended(on.playback.HasEnded(), on.playback.Active())
		},
	},
	{
		Action: ActPlaybackSetVolume, Wire: "video.playback.set_volume", Target: OnPlayback, Scope: "room.playback",
		Section: "9.3",
		Args:    []Arg{volumeArg("volume", true)},
		Label:   "playback volume", Verb: "set the playback's volume", Done: "set the playback's volume",
		Risk: RiskCalm, Sets: Setting{Field: FieldPlaybackVolume}, value: to("volume"),
		states: func(args Args) Standing {
			volume := textOf(args["volume"])
			return Standing{Is: "the playback's volume is " + volume, Not: "the playback's volume is not " + volume}
		},
		effect: isNow("volume", playbackVolume), now: playbackVolume,
		inverse: func(c Command, was *Before) []Command {
			return []Command{OnObject(ActPlaybackSetVolume, c.Object, Args{"volume": was.Playback.Volume})}
		},
	},
	{
		Action: ActPlaybackSeek, Wire: "video.playback.seek_absolute", Target: OnPlayback, Scope: "room.playback_seek",
		Section: "9.3",
		Args: []Arg{{
			Name: "timecode", Wire: "position", Label: "position", Type: ArgMillis, Required: true, Max: maxMillis,
		}},
		Label: "seek in the playback", Verb: "move the playback", Done: "moved the playback",
		Risk: RiskCalm, Final: noSeekBack, Sets: Setting{Field: FieldTimecode}, Blind: blindSeek, standing: hasMoved,
		now: func(on subject) any {
			if on.playback == nil {
				return nil
			}
			return float64(on.playback.Position / time.Millisecond)
		},
	},
	{
		Action: ActPlaybackForward, Wire: "video.playback.seek_relative", Target: OnPlayback, Scope: "room.playback_seek",
		Section: "9.3",
		Args:    []Arg{skipArg()},
		Label:   "forward the playback", Verb: "forward the playback", Done: "forwarded the playback",
		Risk: RiskCalm, Final: noSeekBack, Sets: Setting{Field: FieldTimecode}, Blind: blindSeek, standing: hasMoved,
		addsUp: true, params: func(args Args, p params) params { return append(p, param{"position", skip(args)}) },
	},
	{
		Action: ActPlaybackRewind, Wire: "video.playback.seek_relative", Target: OnPlayback, Scope: "room.playback_seek",
		Section: "9.3",
		Args:    []Arg{skipArg()},
		Label:   "rewind the playback", Verb: "rewind the playback", Done: "rewound the playback",
		Risk: RiskCalm, Final: noSeekBack, Sets: Setting{Field: FieldTimecode}, Blind: blindSeek, standing: hasMoved,
		addsUp: true, params: func(args Args, p params) params { return append(p, param{"position", -skip(args)}) },
	},
}

// playbackIs is the effect that the playback has the state.
func playbackIs(state string) func(Args, subject) Verdict {
	return func(_ Args, on subject) Verdict {
		if on.playback == nil {
			return CannotTell
		}
		return holdsIf(on.playback.State == state)
	}
}

func playbackVolume(on subject) any {
	if on.playback == nil {
		return nil
	}
	return on.playback.Volume
}

// skip returns how far forward and rewind move, in milliseconds.
func skip(args Args) float64 {
	if ms, given := args["offset"].(float64); given {
		return math.Abs(ms)
	}
	return defaultSkipMillis
}

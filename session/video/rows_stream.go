package video

// The actions on streams.
const (
	ActGetStreams  Action = "getStreams"
	ActStartStream Action = "startStream"
	ActStreamStop  Action = "stream.stop"
)

var streamRows = []*ActionInfo{
	{
		Action: ActGetStreams, Wire: "video.stream.list", Target: OnRoom, Result: "streams", Scope: "room.stream",
		Section: "9.1",
		Label:   "read the streams", Verb: "read the streams", Risk: RiskRead,
	},
	{
		Action: ActStartStream, Wire: "video.stream.start", Target: OnRoom, Result: "stream", Scope: "room.stream",
		Section: "9.1",
		Args: []Arg{{
			Name: "url", Wire: "url", Label: "address with stream key", Type: ArgURL, Required: true,
			Schemes: []string{"rtmp", "rtmps"},
		}},
		Label: "start a stream", Verb: "start a stream", Done: "started a stream", Synonyms: "rtmp broadcast",
		Risk: RiskCalm, Final: "what was seen cannot be taken back", Starts: OnStream,
		standing: Standing{Is: "a stream has started", Not: "no stream has started"},
	},
	{
		Action: ActStreamStop, Wire: "video.stream.stop", Target: OnStream, Scope: "room.stream", Section: "9.3",
		Label: "stop the stream", Verb: "stop the stream", Done: "stopped the stream",
		Risk: RiskAsks, Ends: true, Final: "a stream that has ended cannot continue",
		standing: Standing{Is: "the stream has ended", Not: "the stream is still running"},
		effect: func(_ Args, on subject) Verdict {
			if on.stream == nil {
				return CannotTell
			}
			return ended(on.stream.HasEnded(), on.stream.Active())
		},
	},
}

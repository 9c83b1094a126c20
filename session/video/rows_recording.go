package video

var recordingRows = []*ActionInfo{
	{
		Action: ActGetRecordings, Wire: "video.recording.list", Target: OnRoom, Result: "recordings", Scope: "room.recording",
		Section: "9.1",
		Label:   "read the recordings", Verb: "read the recordings", Risk: RiskRead,
	},
	{
		Action: ActStartRecording, Wire: "video.recording.start", Target: OnRoom, Result: "recording",
		Scope:   "room.recording",
		Section: "9.1",
		Label:   "start a recording", Verb: "start a recording", Done: "started a recording",
		Risk: RiskCalm, Final: "a recording that has started can only be stopped", Starts: OnRecording,
		standing: Standing{Is: "a recording has started", Not: "no recording has started"},
	},
	{
		Action: ActRecordingPause, Wire: "video.recording.pause", Target: OnRecording, Scope: "room.recording",
		Section: "9.3",
		Label:   "pause the recording", Verb: "pause the recording", Done: "paused the recording",
		Risk: RiskCalm, Sets: Setting{FieldPaused, Yes},
		standing: Standing{Is: "the recording is paused", Not: "the recording is not paused"},
		effect:   recordingIs(StatePaused),
		inverse:  opposite(ActRecordingResume),
	},
	{
		Action: ActRecordingResume, Wire: "video.recording.resume", Target: OnRecording, Scope: "room.recording",
		Section: "9.3",
		Label:   "resume the recording", Verb: "resume the recording", Done: "resumed the recording",
		Risk: RiskCalm, Sets: Setting{FieldPaused, No},
		standing: Standing{Is: "the recording is running", Not: "the recording is still paused"},
		effect:   recordingIs(StateRecording),
		inverse:  opposite(ActRecordingPause),
	},
	{
		Action: ActRecordingStop, Wire: "video.recording.stop", Target: OnRecording, Scope: "room.recording", Section: "9.3",
		Label: "stop the recording", Verb: "stop the recording", Done: "stopped the recording",
		Risk: RiskAsks, Ends: true, Final: "a recording that has ended cannot continue",
		standing: Standing{Is: "the recording has ended", Not: "the recording is still running"},
		effect: func(_ Args, on subject) Verdict {
			if on.recording == nil {
				return CannotTell
			}
			return ended(on.recording.HasEnded(), on.recording.Active())
		},
	},
}

// ended is the effect of a command that stops something. In an unknown state the object is neither active nor certainly
// over.
func ended(hasEnded, active bool) Verdict {
	if !hasEnded && !active {
		return CannotTell
	}
	return holdsIf(hasEnded)
}

// recordingIs is the effect that the recording has the state.
func recordingIs(state string) func(Args, subject) Verdict {
	return func(_ Args, on subject) Verdict {
		if on.recording == nil {
			return CannotTell
		}
		return holdsIf(on.recording.State == state)
	}
}

// The actions on recordings.
const (
	ActGetRecordings   Action = "getRecordings"
	ActStartRecording  Action = "startRecording"
	ActRecordingPause  Action = "recording.pause"
	ActRecordingResume Action = "recording.resume"
	ActRecordingStop   Action = "recording.stop"
)

// StartRecording starts another recording.
func StartRecording() Command { return Command{Action: ActStartRecording} }

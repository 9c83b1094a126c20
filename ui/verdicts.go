package ui

import (
	"errors"
	"fmt"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
)

// noAnswer is said of a command whose outcome is unknown.
const noAnswer = ": sent, no answer"

// closesMicrophone is what deafening does besides.
var closesMicrophone = video.Setting{Field: video.FieldAudioMuted, Value: video.Yes}

// leastOfReason is how much of a reason is seen at least, whoever it is about: room for "refused by the room".
const leastOfReason = 24

// success says in room cells that a command was done, and how certain that is. Where there is no room for all, that
// goes before the caution.
func (s speaker) success(c video.Command, o video.Outcome, took time.Duration, caution string, room int) string {
	tail := s.outcomeTail(o, took)
	said := draw.Capital(s.pastIn(c, room-text.Width(caution+tail))) + caution + tail
	if text.Width(said) <= room {
		return said
	}
	return draw.Capital(s.pastIn(c, room-text.Width(tail))) + tail + caution
}

func (s speaker) checking() string {
	return noAnswer + s.lostAt() + ". Checking" + s.pending
}

// caution is what else a command does than its name says, or does in this room, to go behind the sentence about it.
func (s speaker) caution(c video.Command) string {
	switch row, _ := c.Action.Info(); {
	case row.Unmutes() && c.KeepMuted:
		return ", muted microphones stay muted"
	case row.Besides == closesMicrophone:
		for _, id := range c.Targets {
			if m := s.names.Member(id); m != nil && !m.AudioMuted {
				return ", microphone off as well"
			}
		}
		return ""
	}
	if said := c.Caution(s.snap); said != "" {
		return " " + s.dot + " " + text.Clean(said)
	}
	return ""
}

// failure says in room cells that a command failed, why, and for how many of its targets.
func (s speaker) failure(c video.Command, res video.Result, err error, room int) string {
	failed := 0
	var first error
	for _, t := range res.Targets {
		if t.Err != nil {
			failed++
			if first == nil {
				first = t.Err
			}
		}
	}
	if first == nil {
		first = err
	}
	why := "refused by the room"
	if first != nil {
		why = s.reason(first)
	}
	head, tail := "Could not ", ": "+why
	if n := len(res.Targets); n > 1 && failed < n {
		head, tail = "", fmt.Sprintf(": %d of %d failed: %s", failed, n, why)
	}
	room -= min(text.Width(tail), leastOfReason)
	wish := s.wishIn(c, room-len(head))
	if text.Width(head+wish) > room {
		head, wish = "", s.wishIn(c, room) // the reason says that it was not done
	}
	return draw.Capital(head + wish + tail)
}

// outcomeTail ends the sentence about a command that was done.
func (s speaker) outcomeTail(o video.Outcome, d time.Duration) string {
	return " " + s.dot + " " + people.OutcomeWord(o) + draw.Took(d)
}

func (s speaker) lostAt() string {
	if l := s.snap.Link; l.State != video.LinkLive && !l.Since.IsZero() {
		return " (connection lost " + l.Since.Format(time.TimeOnly) + ")"
	}
	return ""
}

// verdict is what the session says of a command whose outcome was in doubt, in its fixed words, else what is given.
func (s speaker) verdict(entry uint64, otherwise string) string {
	log := s.snap.Log
	for i := len(log) - 1; i >= 0 && entry != 0; i-- {
		if log[i].N == entry {
			if said := log[i].Verdict(s.names.LabelAs); said != "" {
				return text.Clean(said)
			}
			break
		}
	}
	return otherwise
}

// nothingToDo says why a command would change nothing.
func (s speaker) nothingToDo(c video.Command, plan video.Plan) string {
	switch {
	case len(plan.Already) == 0:
		return s.names.Names(c.Targets) + ": not in the room any more"
	case len(c.Targets) == 1:
		return s.names.Names(c.Targets) + ": " + c.Already() + ", nothing sent"
	}
	return "all " + s.names.CountOf(plan.Already) + ": " + c.Already() + ", nothing sent"
}

// reason is an error as a line for the status bar. Errors may quote the room.
func (s speaker) reason(err error) string {
	var state *video.StateError
	var rpc *video.RPCError
	switch {
	case errors.As(err, &state):
		return text.Clean(state.Reason)
	case errors.As(err, &rpc) && rpc.Message != "":
		return "refused by the room: " + text.Clean(rpc.Message)
	}
	return text.Clean(err.Error())
}

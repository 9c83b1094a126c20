package say

import (
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// alarmed are the sentences about alarms without names or numbers.
var alarmed = map[alarm.Kind]string{
	alarm.RecordingEnded:  "The recording has ended.",
	alarm.RecordingPaused: "The recording is paused.",
	alarm.RecordingLost:   "The recording is gone. It ended unseen.",
	alarm.StreamEnded:     "The stream has ended.",
	alarm.StreamLost:      "The stream is gone. It ended unseen.",
	alarm.Forbidden:       "A recording is running, and this room must not be recorded.",
	alarm.NotRecording:    "The room is live, and nothing is being recorded.",
	alarm.Silence:         "Nobody has been heard for two minutes while recording.",
	alarm.StillQuiet:      "The panic was a quarter of an hour ago. Should the room stay quiet?",
}

// Alarm returns the sentence about an alarm. It reports the state, not the cause, which the wire does not carry.
func Alarm(a alarm.Alarm, name Name) string {
	switch a.Kind {
	case alarm.RecordingStuck:
		return "The recording is neither running nor over: " + Quote(a.State) + "."
	case alarm.StreamStuck:
		return "The stream is neither running nor over: " + Quote(a.State) + "."
	case alarm.QuorumLost:
		return "Too few people remain in " + Quote(a.Object) + "."
	case alarm.Raid:
		return draw.Plural(len(a.Who), "person", "people") + " joined at once, with microphones or cameras on."
	case alarm.Crowd:
		return draw.Plural(len(a.Who), "person", "people") + " joined at once."
	case alarm.Returned:
		return returned(a, names(a.Who, name))
	}
	return alarmed[a.Kind]
}

// returned distinguishes a person who was recognised from one who only has the same name.
func returned(a alarm.Alarm, who string) string {
	if a.Loudness == alarm.Loud {
		return sentence(who + " was removed, and is back")
	}
	return sentence(who + " joined. Someone of that name was removed")
}

// Replies to keys about alarms.
const (
	NoAlarm        = "There is no alarm."
	AlarmElsewhere = "That alarm is about another room."
	CrowdExpected  = "No alarms about crowds for half an hour."
	Pardoned       = "Pardoned."
)

// TurnOff is the choice that turns alarms of a kind off.
func TurnOff(k alarm.Kind) string { return "no alarms tonight about " + AlarmName(k) }

// TurnedOff is the reply to it.
func TurnedOff(k alarm.Kind) string { return sentence(TurnOff(k)) }

// MarkedNew is the reply to the choice that marks the people who came.
func MarkedNew(n int) string { return "Marked " + draw.Plural(n, "person", "people") + " who came." }

// AlarmIn returns [Alarm] for an alarm in another room.
func AlarmIn(room *video.Room, a alarm.Alarm, name Name) string {
	return "In " + Quote(room.Title()) + ": " + Alarm(a, name)
}

// RoomNeedsYou returns, in a few words, which other room needs the user, or how many rooms do.
func RoomNeedsYou(room *video.Room, rooms int) string {
	if rooms > 1 {
		return number(rooms) + " rooms need you"
	}
	const title = 20
	return text.Cut(text.Clean(room.Title()), title) + " needs you"
}

// At returns a sentence with the time before it.
func At(at time.Time, said string) string { return at.Format(time.TimeOnly) + "  " + said }

// ways are the words for the remedies of alarms.
var ways = map[alarm.Way]string{
	alarm.Record:     "start a recording",
	alarm.Resume:     "resume the recording",
	alarm.Stop:       "stop the recording",
	alarm.Stream:     "start a stream",
	alarm.Mark:       "mark the people who joined",
	alarm.Lock:       "lock the room",
	alarm.Expect:     "expect a crowd for half an hour",
	alarm.Pardon:     "pardon: no alarm about this person again",
	alarm.Reread:     "read the room again",
	alarm.ShowMember: "go to the person",
	alarm.Panic:      "panic: lock, clear the canvas, mute all but the protected",
	alarm.EndQuiet:   "end quiet mode; nobody is unmuted",
	alarm.StayQuiet:  "stay quiet, and ask again in a quarter of an hour",
}

// Way returns the words for a remedy of an alarm, as a choice in a list.
func Way(w alarm.Way) string { return ways[w] }

// alarmNames are the kinds of alarms, to follow "no alarms about".
var alarmNames = map[alarm.Kind]string{
	alarm.RecordingEnded:  "recordings that end",
	alarm.RecordingPaused: "recordings that are paused",
	alarm.RecordingStuck:  "recordings that neither run nor end",
	alarm.RecordingLost:   "recordings that are gone",
	alarm.StreamEnded:     "streams that end",
	alarm.StreamStuck:     "streams that neither run nor end",
	alarm.StreamLost:      "streams that are gone",
	alarm.Forbidden:       "recordings where none may run",
	alarm.NotRecording:    "rooms that are not recorded",
	alarm.Raid:            "raids",
	alarm.Crowd:           "many people who join at once",
	alarm.QuorumLost:      "groups with too few people",
	alarm.Returned:        "people who were removed and are back",
	alarm.StillQuiet:      "rooms that stay quiet after a panic",
	alarm.Silence:         "silence while recording",
}

// AlarmName returns the words for a kind of alarm, to follow "no alarms about": "raids".
func AlarmName(k alarm.Kind) string { return alarmNames[k] }

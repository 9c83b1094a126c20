package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/text"
)

// Value prints, for people, the result of a method that reads or creates. It reads numbers and times as the session
// does.
func Value(w io.Writer, info *video.ActionInfo, value json.RawMessage, showKeys bool) error {
	address := maskIfAny
	if showKeys {
		address = text.Clean
	}
	switch info.Result {
	case "members":
		if members, err := session.MembersIn(value); err == nil {
			return Members(w, members)
		}
	case "layouts":
		var names []string
		if json.Unmarshal(value, &names) == nil {
			return printLines(w, names)
		}
	case "recordings", "recording":
		if list, err := session.RecordingsIn(value); err == nil {
			return recordingTable(w, list)
		}
	case "playbacks", "playback":
		if list, err := session.PlaybacksIn(value); err == nil {
			return playbackTable(w, list, address)
		}
	case "streams", "stream":
		if list, err := session.StreamsIn(value); err == nil {
			return streamTable(w, list, address)
		}
	}
	return printCleanJSON(w, value)
}

func recordingTable(w io.Writer, list []*video.Recording) error {
	rows := make([][]string, len(list))
	for i, r := range list {
		rows[i] = []string{r.ID, r.State, timeText(r.StartedAt), timeText(r.EndedAt), lengthText(r.Duration)}
	}
	return Table(w, []string{"ID", "STATE", "STARTED", "ENDED", "DURATION"}, rows)
}

func playbackTable(w io.Writer, list []*video.Playback, address func(string) string) error {
	rows := make([][]string, len(list))
	for i, p := range list {
		rows[i] = []string{
			p.ID, p.State, address(p.URL), strconv.FormatFloat(p.Volume, 'f', -1, 64), durationText(p.Position),
			timeText(p.StartedAt), timeText(p.EndedAt),
		}
	}
	return Table(w, []string{"ID", "STATE", "URL", "VOLUME", "POSITION", "STARTED", "ENDED"}, rows)
}

func streamTable(w io.Writer, list []*video.Stream, address func(string) string) error {
	rows := make([][]string, len(list))
	for i, s := range list {
		rows[i] = []string{
			s.ID, s.State, address(s.URL), timeText(s.StartedAt), timeText(s.EndedAt), lengthText(s.Duration),
		}
	}
	return Table(w, []string{"ID", "STATE", "URL", "STARTED", "ENDED", "DURATION"}, rows)
}

// timeText returns a time as the clock of this machine shows it.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(time.DateTime)
}

// lengthText returns the length of a recording or stream; 0 means that the room has not sent it.
func lengthText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return durationText(d)
}

// durationText returns a duration to a tenth of a second.
func durationText(d time.Duration) string {
	const tenth = 100 * time.Millisecond
	return d.Round(tenth).String()
}

// printLines prints one untrusted text per line.
func printLines(w io.Writer, lines []string) error {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(text.Clean(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printCleanJSON prints JSON for people: indented, with every line cleaned.
func printCleanJSON(w io.Writer, value json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Indent(&b, value, "", "  "); err != nil {
		return fmt.Errorf("read the room's answer: %w", err)
	}
	_, err := io.WriteString(w, strings.Join(text.CleanLines(b.String()), "\n")+"\n")
	return err
}

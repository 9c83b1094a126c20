package say

import (
	"strings"
	"testing"
	"time"

	"gavel/session/journal"
	"gavel/session/video"
)

// evening returns an account with untrusted names.
func evening() journal.Summary {
	at := func(s int) time.Time { return time.Date(2026, 11, 26, 14, 0, s, 0, time.UTC) }
	mute := video.AudioMute("m-1")
	return journal.Summary{From: at(0), To: at(600), Lost: 1, Sessions: []*journal.Session{{
		ID: "s-1", Name: "hall", Title: "The | hall\x1b[31m", From: at(0), To: at(600), Watched: journal.Seconds(590 * time.Second),
		Most: 2, MostAt: at(60),
		People: []*journal.Attendee{
			{
				Name: "Ann", IDs: []video.MemberID{"m-1"}, Present: journal.Seconds(10 * time.Minute), Visits: make([]journal.Span, 2),
				Talked: journal.Seconds(75 * time.Second), Turns: 3, Hands: 1, Waited: journal.Seconds(20 * time.Second),
			},
			{Name: "<b>|`Eve`", IDs: []video.MemberID{"m-2"}, Present: journal.Seconds(time.Minute), Visits: make([]journal.Span, 1)},
		},
		Groups:     []journal.Group{{Name: "blue", People: 1, Talked: journal.Seconds(75 * time.Second), Turns: 3}, {People: 1}},
		Recordings: []journal.Recorded{{ID: "r-1", From: at(10), To: at(110), State: "completed", Mine: true}},
		Actions: []journal.Action{
			{
				By: "dana", Places: []journal.Place{{Recording: "r-1", Offset: journal.Seconds(50 * time.Second)}},
				Entry: video.Entry{
					At: at(60), Kind: video.EntryCommand, Command: &mute, Who: []video.Person{{ID: "m-1", Name: "Ann"}},
					Outcome: video.OutcomeConfirmed,
				},
			},
			{By: "dana", Entry: video.Entry{
				At: at(70), Kind: video.EntryCommand, Command: &mute, Undo: true, Who: []video.Person{{ID: "m-1", Name: "Ann"}},
				Outcome: video.OutcomeNotDone,
			}},
		},
		Remarks: []journal.Remark{
			{At: at(110), Entry: &video.Entry{Kind: video.EntryRecording, Note: video.NoteRecordingEnded}},
			{At: at(111), Kind: "deaf_muted"},
		},
	}}}
}

const eveningAsText = `The | hall<1B>[31m
Thursday, 26 November 2026, 14:00:00 to 14:10:00. 2 people, at most 2 at once (14:01:00).
This report covers 9:50 of 10:00.

People
  talked  turns  present  returns  hands  waited  name
  1:15    3      10:00    1        1      0:20    Ann
                 1:00                             <b>|` + "`Eve`" + `

Groups
  talked  turns  people  group
  1:15    3      1       blue
                 1       (none)

Recordings
  from      to        length  started     state      id
  14:00:10  14:01:50  1:40    with gavel  completed  r-1

Actions
  time      recording  outcome    action
  14:01:00  0:50       confirmed  dana muted Ann
  14:01:10             not done   undo: dana muted Ann

Also
  time      recording  what
  14:01:50             The recording ended, not by you.
1 record is missing, according to the journal itself.
`

func TestReportAsText(t *testing.T) {
	if got := Report(evening(), false, time.UTC); got != eveningAsText {
		t.Errorf("got:\n%s\nwant:\n%s", got, eveningAsText)
	}
}

// TestReportAsMarkdown checks that untrusted text adds no markup.
func TestReportAsMarkdown(t *testing.T) {
	got := Report(evening(), true, time.UTC)
	for _, want := range []string{"# The \\| hall", "## People\n", "| talked | turns |", "| \\<b\\>\\|\\`Eve\\` |", "dana muted Ann"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
	if strings.ContainsAny(got, "\x1b\x07") {
		t.Errorf("the report holds control characters: %q", got)
	}
}

// TestMarkdownHasNoLinks: a name that is an address stays text.
func TestMarkdownHasNoLinks(t *testing.T) {
	for raw, want := range map[string]string{
		"see https://evil.example/a?b":  `see https\://evil.example/a?b`,
		"HTTP://evil.example":           `HTTP\://evil.example`,
		"www.evil.example":              `www\.evil.example`,
		"mailto:eve@evil.example":       `mailto\:eve@evil.example`,
		"[x](https://evil.example)":     `\[x\](https\://evil.example)`,
		"<ftp://evil.example> at 14:03": `\<ftp\://evil.example\> at 14:03`,
	} {
		if got := escaped(raw); got != want {
			t.Errorf("%q became %q, want %q", raw, got, want)
		}
	}
}

func TestEmptyReport(t *testing.T) {
	if got := Report(journal.Summary{}, false, time.UTC); got != "No room is in the journal.\n" {
		t.Errorf("%q", got)
	}
}

// TestReportOfTheFloor adds turns, an agenda and alarms.
func TestReportOfTheFloor(t *testing.T) {
	sum := evening()
	s := sum.Sessions[0]
	s.People[0].Floor, s.People[0].Granted = journal.Seconds(80*time.Second), 2
	s.Groups[0].Floor = journal.Seconds(80 * time.Second)
	s.Items = []journal.Item{{
		Name: "Budget", From: s.From, Length: journal.Seconds(5 * time.Minute), Talked: journal.Seconds(70 * time.Second),
		Floor: journal.Seconds(80 * time.Second), Granted: 2,
	}}
	s.Alarms = []journal.Alarmed{
		{At: s.From, Kind: "recording_ended", Places: []journal.Place{{Recording: "r-1", Offset: journal.Seconds(9 * time.Second)}}},
		{At: s.To, Kind: "returned", Who: []video.Person{{ID: "m-1", Name: "Ann"}}, Loud: true},
		{At: s.To, Kind: "of a later version"},
	}
	got := Report(sum, false, time.UTC)
	for _, want := range []string{`
People
  talked  turns  floor  given  present  returns  hands  waited  name
  1:15    3      1:20   2      10:00    1        1      0:20    Ann
                               1:00                             <b>|`, `
Groups
  talked  turns  floor  people  group
  1:15    3      1:20   1       blue
`, `
Agenda
  from      length  talked  floor  given  item
  14:00:00  5:00    1:10    1:20   2      Budget
`, `
Alarms
  time      recording  alarm
  14:00:00  0:09       The recording has ended.
  14:10:00             Ann was removed, and is back.
`} {
		if !strings.Contains(got, want) {
			t.Errorf("this is missing:%s\nin:\n%s", want, got)
		}
	}
}

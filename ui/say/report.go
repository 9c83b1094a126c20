package say

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"gavel/session/alarm"
	"gavel/session/door"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// NoJournal precedes the report of a night that no journal records.
const NoJournal = "No journal records this night, so this report has only what the console knows: the people who are " +
	"here, and the last entries of its log.\n\n"

// WritingReport is a report in progress.
const WritingReport = "Writing the report"

// NoReport returns why there is none.
func NoReport(err error) string { return "There is no report: " + Reason(err) + "." }

// Report returns the report of a night from its journal, as text or as Markdown. zone is the time zone of all times.
func Report(s journal.Summary, markdown bool, zone *time.Location) string {
	r := report{markdown: markdown, zone: zone}
	for _, one := range s.Sessions {
		r.session(one)
	}
	if len(s.Sessions) == 0 {
		r.line("No room is in the journal.")
	}
	if s.Lost > 0 {
		lost := draw.Plural(int(s.Lost), "record is", "records are")
		r.line(lost + " missing, according to the journal itself.")
	}
	return strings.TrimRight(r.out.String(), "\n") + "\n"
}

// report writes headings, lines and tables as text or Markdown.
type report struct {
	out      strings.Builder
	markdown bool
	zone     *time.Location
}

func (r *report) session(s *journal.Session) {
	title := text.NameOf((&video.Room{Name: s.Name, DisplayName: s.Title, ID: s.ID}).Title(), s.ID).Text
	r.heading("# ", title)
	days := s.From.In(r.zone).Format("Monday, 2 January 2006")
	r.line(fmt.Sprintf("%s, %s to %s. %s, at most %d at once (%s).", days, r.clock(s.From), r.clock(s.To),
		draw.Capital(draw.Plural(len(s.People), "person", "people")), s.Most, r.clock(s.MostAt)))
	if gap := s.To.Sub(s.From) - time.Duration(s.Watched); gap >= time.Second {
		r.line("This report covers " + draw.Clock(time.Duration(s.Watched)) + " of " + draw.Clock(s.To.Sub(s.From)) + ".")
	}
	r.people(s)
	r.groups(s.Groups)
	r.items(s.Items)
	r.recordings(s.Recordings)
	r.actions(s.Actions)
	r.alarms(s.Alarms)
	r.remarks(s.Remarks)
}

func (r *report) people(s *journal.Session) {
	rows := make([][]string, 0, len(s.People))
	for _, p := range s.People {
		name := text.NameOf(p.Name, string(p.IDs[0])).Text
		rows = append(rows, []string{
			clockOr(p.Talked), numberOr(p.Turns), clockOr(p.Floor), numberOr(p.Granted), draw.Clock(time.Duration(p.Present)),
			numberOr(len(p.Visits) - 1), numberOr(p.Hands), clockOr(p.Waited), name,
		})
	}
	heads := []string{"talked", "turns", "floor", "given", "present", "returns", "hands", "waited", "name"}
	r.table("People", heads, rows, "floor", "given")
}

func (r *report) items(list []journal.Item) {
	rows := make([][]string, 0, len(list))
	for _, one := range list {
		rows = append(rows, []string{
			r.clock(one.From), clockOr(one.Length), clockOr(one.Talked), clockOr(one.Floor), numberOr(one.Granted),
			text.Clean(one.Name),
		})
	}
	r.table("Agenda", []string{"from", "length", "talked", "floor", "given", "item"}, rows)
}

func (r *report) alarms(list []journal.Alarmed) {
	rows := make([][]string, 0, len(list))
	for _, one := range list {
		a := alarm.Alarm{Kind: alarm.Kind(one.Kind), Object: one.Object, State: one.State, Who: one.Who}
		if one.Loud {
			a.Loudness = alarm.Loud
		}
		if said := Alarm(a, Called); said != "" { // else it is a kind of a later version
			rows = append(rows, []string{r.clock(one.At), offsets(one.Places), said})
		}
	}
	r.table("Alarms", []string{"time", "recording", "alarm"}, rows)
}

func (r *report) groups(list []journal.Group) {
	rows := make([][]string, 0, len(list))
	for _, g := range list {
		name := text.Clean(g.Name)
		if name == "" {
			name = "(none)"
		}
		rows = append(rows, []string{clockOr(g.Talked), numberOr(g.Turns), clockOr(g.Floor), number(g.People), name})
	}
	r.table("Groups", []string{"talked", "turns", "floor", "people", "group"}, rows, "floor")
}

func (r *report) recordings(list []journal.Recorded) {
	rows := make([][]string, 0, len(list))
	for _, one := range list {
		to, length := "still running", ""
		if !one.To.IsZero() {
			to, length = r.clock(one.To), draw.Clock(one.To.Sub(one.From))
		}
		by := "by someone else"
		if one.Mine {
			by = "with gavel"
		}
		rows = append(rows, []string{r.clock(one.From), to, length, by, text.Clean(one.State), text.Clean(one.ID)})
	}
	r.table("Recordings", []string{"from", "to", "length", "started", "state", "id"}, rows)
}

func (r *report) actions(list []journal.Action) {
	rows := make([][]string, 0, len(list))
	for _, a := range list {
		rows = append(rows, []string{r.clock(a.At), offsets(a.Places), actionOutcome(&a.Entry), actionBy(a)})
	}
	r.table("Actions", []string{"time", "recording", "outcome", "action"}, rows)
}

// actionBy returns the log entry of an action with the user in place of "you", because several moderators may have
// written the journal.
func actionBy(a journal.Action) string {
	by := text.Clean(a.By)
	if by == "" {
		by = "you"
	}
	return given(&a.Entry, by, names(a.About(), Called))
}

func actionOutcome(e *video.Entry) string {
	if len(e.Targets) > 1 {
		return Outcomes(e.Targets)
	}
	return Outcome(e.Outcome)
}

func (r *report) remarks(list []journal.Remark) {
	rows := make([][]string, 0, len(list))
	for _, one := range list {
		if one.Kind == door.Kind {
			one.Entry = &video.Entry{
				At: one.At, Kind: video.EntryRoom, Note: video.NoteDecision,
				Decision: &video.Decision{Kind: one.Kind, Data: one.Data},
			}
		}
		if one.Entry != nil { // other decisions are only in the JSON form
			rows = append(rows, []string{r.clock(one.At), offsets(one.Places), Line(one.Entry, Called)})
		}
	}
	r.table("Also", []string{"time", "recording", "what"}, rows)
}

// offsets returns the moment in each recording that was running.
func offsets(list []journal.Place) string {
	parts := make([]string, 0, len(list))
	for _, p := range list {
		parts = append(parts, draw.Clock(time.Duration(p.Offset)))
	}
	return strings.Join(parts, ", ")
}

func (r *report) clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(r.zone).Format(time.TimeOnly)
}

func clockOr(d journal.Seconds) string {
	if d == 0 {
		return ""
	}
	return draw.Clock(time.Duration(d))
}

func numberOr(n int) string {
	if n <= 0 {
		return ""
	}
	return number(n)
}

func (r *report) heading(level, s string) {
	if r.markdown {
		s = level + escaped(s)
	}
	r.line(s)
}

func (r *report) line(s string) {
	r.out.WriteString(s + "\n")
	if r.markdown {
		r.out.WriteByte('\n')
	}
}

// table writes rows below a heading, or nothing if there are none, and leaves out the optional columns that are empty.
// Names are in the last column, because a right-to-left name in the middle would move other columns.
func (r *report) table(heading string, heads []string, rows [][]string, optional ...string) {
	if len(rows) == 0 {
		return
	}
	for _, name := range optional {
		at := slices.Index(heads, name)
		if slices.ContainsFunc(rows, func(row []string) bool { return row[at] != "" }) {
			continue
		}
		heads = slices.Delete(slices.Clone(heads), at, at+1)
		for i := range rows {
			rows[i] = slices.Delete(rows[i], at, at+1)
		}
	}
	if !r.markdown {
		r.out.WriteByte('\n')
	}
	r.heading("## ", heading)
	if r.markdown {
		r.row(heads)
		r.out.WriteString("|" + strings.Repeat(" --- |", len(heads)) + "\n")
		for _, row := range rows {
			r.row(row)
		}
		r.out.WriteByte('\n')
		return
	}
	widths := make([]int, len(heads))
	for _, row := range append([][]string{heads}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], text.Width(cell))
		}
	}
	for _, row := range append([][]string{heads}, rows...) {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString("  " + text.Pad(cell, widths[i]))
		}
		r.out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
}

func (r *report) row(cells []string) {
	r.out.WriteByte('|')
	for _, c := range cells {
		r.out.WriteString(" " + escaped(c) + " |")
	}
	r.out.WriteByte('\n')
}

// escaped returns text that Markdown shows unchanged and without links, because GitHub turns a bare address into a
// link.
func escaped(s string) string {
	var b strings.Builder
	for _, c := range s {
		if strings.ContainsRune("\\`*_{}[]<>#+-!|&~$", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return linkStart().ReplaceAllString(b.String(), `$1\$2`)
}

// linkStart matches the start of a link that needs no markup.
var linkStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(https?|ftp|mailto|xmpp|www)([:.])`)
})

package dialog

import (
	"slices"
	"strings"

	"gavel/session/fold"
	"gavel/session/video"
	"gavel/ui/named"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/typed"
	"gavel/ui/widget"
)

// phraseID is the choice of a phrase that names members.
const phraseID = "phrase"

// said returns the choice for a line such as "mute Ann" with its command, and whether the line is a phrase. If it is,
// no other choice is offered, so that a choice that happens to contain the letters does not run. A line that starts
// words of another choice is not a phrase, unless a name in it is exact. The command holds ids, because the names may
// change before Enter.
func said(d Desk, line string, others []widget.Choice) (choice widget.Choice, c video.Command, is bool) {
	c, names, is := phraseOf(line)
	if !is || slices.Contains([]string{"all", "everybody", "everyone"}, strings.ToLower(names)) {
		return choice, c, false
	}
	ids, wrong := named.All(d.Roster(), names, false)
	exact := len(ids) == 1 && fold.Key(d.Snapshot().Member(ids[0]).Name) == fold.Key(names)
	if !exact && slices.ContainsFunc(others, func(o widget.Choice) bool {
		return widget.StartsWords(line, o.Text+" "+o.Also)
	}) {
		return choice, c, false
	}
	if wrong != "" {
		return widget.Choice{ID: phraseID, Text: text.Clean(line), Off: wrong}, c, true
	}
	c.Targets = ids
	choice = widget.Choice{ID: phraseID, Text: say.Wish(c, d.Roster())}
	if d.WatchOnly() && c.Risk() != video.RiskRead {
		choice.Off = "watch only"
	}
	return choice, c, true
}

// phraseOf returns the command of a phrase without its members, and their names.
func phraseOf(line string) (c video.Command, names string, is bool) {
	line = strings.TrimLeft(line, " ")
	for _, before := range []string{"lower the hand of ", "lower hand of ", "lower hand "} {
		if len(line) > len(before) && strings.EqualFold(line[:len(before)], before) {
			return video.SetRaisedHand(false), line[len(before):], true
		}
	}
	row, names, is := typed.Phrase(line)
	if !is || names == "" || row.Target != video.OnMember || asksFor(row.Action) {
		return c, "", false
	}
	return video.Command{Action: row.Action, Args: video.Args{}, KeepMuted: row.Unmutes()}, names, true
}

// asksFor reports whether an action needs a value.
func asksFor(a video.Action) bool {
	row, _ := a.Info()
	return slices.ContainsFunc(row.Args, func(arg video.Arg) bool { return arg.Required })
}

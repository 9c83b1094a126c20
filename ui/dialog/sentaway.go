package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Away is the list of people who were sent away by commands of this console. *host.Host implements it.
type Away interface {
	State() *host.State
	// Explain sets the reason why a person was sent away.
	Explain(id video.MemberID, at time.Time, reason string) error
}

// sentAway is the list of people who were sent away, the newest first.
type sentAway struct {
	*widget.Chooser
	d    Desk
	away Away
	of   []host.Away // the list from which choices were built
	made []widget.Choice
}

// NewSentAway lists the people who were sent away. One key brings a person back, another sets the reason.
func NewSentAway(d Desk, away Away) widget.Dialog {
	l := &sentAway{d: d, away: away}
	l.Chooser = widget.NewMenu(d, "Sent away", l.choices(), func(ids []string) tea.Cmd { return l.bringBack(ids[0]) })
	l.W, l.Fresh, l.Other, l.Below = widget.Widest, l.choices, l.key, l.about
	l.Empty = "Nobody was sent away from this room."
	keys := d.Keys()
	l.Hints = []key.Binding{draw.Named(keys.Promote, "bring back"), draw.Named(keys.Reason, "reason")}
	return l
}

// choices returns the list. It is rebuilt only if it has changed.
func (l *sentAway) choices() []widget.Choice {
	now := l.away.State().Away
	if l.made != nil && len(now) == len(l.of) && (len(now) == 0 || &now[0] == &l.of[0]) {
		return l.made
	}
	l.of, l.made = now, make([]widget.Choice, 0, len(now))
	for _, a := range slices.Backward(now) {
		l.made = append(l.made, widget.Choice{
			ID: idOf(&a), Text: text.NameOf(a.Name, string(a.ID)).Text, Note: say.SentAway(&a),
		})
	}
	return l.made
}

// idOf returns the id of one departure. A person may be sent away more than once.
func idOf(a *host.Away) string { return string(a.ID) + " " + strconv.FormatInt(a.At.UnixNano(), 10) }

// find returns the person of a choice, or nil.
func (l *sentAway) find(id string) *host.Away {
	for _, a := range l.away.State().Away {
		if idOf(&a) == id {
			return &a
		}
	}
	return nil
}

// under returns the person under the cursor, or nil.
func (l *sentAway) under() *host.Away {
	item, ok := l.List.Item()
	if !ok {
		return nil
	}
	return l.find(item.ID)
}

func (l *sentAway) key(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd) {
	keys, a := l.d.Keys(), l.under()
	switch {
	case a == nil:
		return false, false, nil
	case key.Matches(k, keys.Promote):
		return true, a.MayReturn(), l.bringBack(idOf(a))
	case key.Matches(k, keys.Reason):
		l.ask(*a)
		return true, false, nil
	}
	return false, false, nil
}

// bringBack promotes a person from the audience, with the microphone as it was before.
func (l *sentAway) bringBack(id string) tea.Cmd {
	a := l.find(id)
	if a == nil {
		return nil
	}
	if !a.MayReturn() {
		l.d.Say(say.CannotReturn(a), draw.Warn)
		return nil
	}
	return l.d.Propose(a.Promotion())
}

// ask asks for the reason why the person was sent away.
func (l *sentAway) ask(a host.Away) {
	p := NewReasonPrompt(l.d, "Reason for "+say.Called(video.Person{ID: a.ID, Name: a.Name}), func(reason string) tea.Cmd {
		if err := l.away.Explain(a.ID, a.At, reason); err != nil {
			l.d.Say(say.ReasonLost(err), draw.Bad)
			return nil
		}
		l.d.Say(say.ReasonKept, draw.Good)
		return nil
	})
	p.Field.Set(a.Reason)
	l.d.Open(p)
}

// NewReasonPrompt asks for the reason of a command.
func NewReasonPrompt(d Desk, title string, then func(reason string) tea.Cmd) *widget.Prompt {
	check := func(line string) string {
		if strings.TrimSpace(line) == "" {
			return "type a reason, or leave with Esc"
		}
		return ""
	}
	return widget.NewTextPrompt(d, title, "For the log and the journal, not for the room", check, then)
}

// about describes the person under the cursor.
func (l *sentAway) about(w, most int) []string {
	a := l.under()
	if a == nil {
		return nil
	}
	var lines []string
	for _, said := range say.SentAwayWhole(a) {
		for _, line := range draw.Wrap(said, w) {
			lines = append(lines, l.d.Theme().Dim.Apply(draw.Fit(line, w)))
		}
	}
	return lines[:min(len(lines), most)]
}

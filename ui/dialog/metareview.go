package dialog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// metaReview is the second page of the metadata editor: what would change, and how to send it.
type metaReview struct {
	e       *metaEditor
	before  metadata // what the room has now
	after   metadata // what was typed
	partial bool     // only some keys were typed
	diff    metaDiff
	menu    widget.List
	top     int
}

// The ways to go on.
const (
	metaUpdate  = "update"
	metaDelete  = "delete"
	metaReplace = "replace"
	metaEditOn  = "edit"
)

func newMetaReview(e *metaEditor, before, after metadata, partial bool) *metaReview {
	r := &metaReview{e: e, before: before, after: after, partial: partial, diff: diffMetadata(before, after)}
	if partial {
		r.diff.removed = nil
	}
	update := widget.Choice{ID: metaUpdate, Key: "u", Text: "update", Note: "merge: " + r.counts(false)}
	if len(r.diff.added)+len(r.diff.changed) == 0 {
		update.Off = "nothing to add or change"
	}
	remove := widget.Choice{ID: metaDelete, Key: "d", Text: "delete keys"}
	remove.Note = strings.Join(cleanAll(r.diff.removed), ", ") + " (asks)"
	if len(r.diff.removed) == 0 {
		remove.Off = "no key is missing"
	}
	replace := widget.Choice{ID: metaReplace, Key: "r", Text: "replace everything", Note: r.counts(true) + " (asks)"}
	switch {
	case partial:
		replace.Off = "needs the whole object, not single keys"
	case r.diff.none():
		replace.Off = "nothing would change"
	}
	r.menu = widget.NewList([]widget.Choice{update, remove, replace, {ID: metaEditOn, Key: "e", Text: "edit on"}})
	return r
}

func cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = text.Clean(s)
	}
	return out
}

// counts says how many keys are concerned.
func (r *metaReview) counts(removed bool) string {
	words := []string{fmt.Sprintf("%d added", len(r.diff.added)), fmt.Sprintf("%d changed", len(r.diff.changed))}
	if removed {
		words = append(words, fmt.Sprintf("%d removed", len(r.diff.removed)))
	}
	return strings.Join(words, ", ")
}

func (e *metaEditor) reviewKey(k tea.KeyMsg) (bool, tea.Cmd) {
	keys, r := e.d.Keys(), e.review
	switch {
	case key.Matches(k, keys.Cancel), key.Matches(k, keys.Close):
		e.review = nil
		return false, nil
	case key.Matches(k, keys.Accept):
		c, _ := r.menu.Item()
		return r.choose(c)
	case key.Matches(k, keys.HalfDown), key.Matches(k, keys.PageDown):
		r.top += 5
	case key.Matches(k, keys.HalfUp), key.Matches(k, keys.PageUp):
		r.top = max(0, r.top-5)
	case widget.MoveList(&r.menu, k, keys, false):
	default:
		for _, c := range r.menu.Items {
			if c.Key == k.String() {
				r.menu.Put(c.ID)
				return r.choose(c)
			}
		}
	}
	return false, nil
}

// choose sends what was chosen. Commands that ask leave the editor open: whoever says no has not lost the text.
func (r *metaReview) choose(c widget.Choice) (bool, tea.Cmd) {
	if c.Off != "" {
		r.e.d.Say(c.Text+": "+c.Off, draw.Info)
		return false, nil
	}
	after := r.after
	switch c.ID {
	case metaUpdate:
		keys := slices.Concat(r.diff.added, r.diff.changed)
		return true, r.send(video.ActUpdateMeta, video.ActUpdateMemberMeta, video.Args{"meta": after.object(keys)})
	case metaDelete:
		gone := r.diff.removed
		r.e.sent = func(now metadata) bool {
			return !slices.ContainsFunc(gone, func(name string) bool { _, has := now[name]; return has })
		}
		return false, r.send(video.ActDeleteMeta, video.ActDeleteMemberMeta, video.Args{"keys": gone})
	case metaReplace:
		r.e.sent = func(now metadata) bool { return diffMetadata(now, after).none() }
		all := slices.Sorted(maps.Keys(after))
		return false, r.send(video.ActSetMeta, video.ActSetMemberMeta, video.Args{"meta": after.object(all)})
	}
	r.e.review = nil
	return false, nil
}

func (r *metaReview) send(room, member video.Action, args video.Args) tea.Cmd {
	if r.e.id == "" {
		return r.e.d.Propose(video.Command{Action: room, Args: args})
	}
	return r.e.d.Propose(video.Command{Action: member, Targets: []video.MemberID{r.e.id}, Args: args})
}

func (r *metaReview) lines(w, maxH int) []string {
	th := r.e.d.Theme()
	changes := r.changes(th, w)
	menuH := len(r.menu.Items)
	room := maxH - menuH - 2 // a blank line, and the hints
	if room < 1 {
		return r.menu.Lines(th, w, max(1, min(menuH, maxH)))
	}
	h := min(len(changes), room)
	r.top = min(r.top, len(changes)-h)
	out := draw.FitAll(changes[r.top:], w, h)
	out = append(out, draw.Pad(w))
	out = append(out, r.menu.Lines(th, w, menuH)...)
	hints := draw.HintLine(th, w-draw.MoreWidth, r.e.Hint())
	return append(out, draw.Spread(hints, draw.MoreSign(th, r.top, h, len(changes)), w))
}

// changes lists added, changed and removed keys with their values.
func (r *metaReview) changes(th *theme.Theme, w int) []string {
	var out []string
	add := func(sign string, paint theme.Paint, name string, values ...json.RawMessage) {
		line := sign + " " + text.Clean(name) + ": "
		for i, v := range values {
			if i > 0 {
				line += " " + th.Glyphs.Arrow + " "
			}
			line += text.Clean(string(canonical(v)))
		}
		out = append(out, paint.Apply(text.Cut(line, w)))
	}
	for _, name := range r.diff.added {
		add("+", th.Good, name, r.after[name])
	}
	for _, name := range r.diff.changed {
		add("~", th.Warn, name, r.before[name], r.after[name])
	}
	for _, name := range r.diff.removed {
		add("-", th.Bad, name, r.before[name])
	}
	if len(out) == 0 {
		out = append(out, th.Dim.Apply(text.Cut("the room has exactly this already", w)))
	}
	return out
}

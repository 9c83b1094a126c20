package deck

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/fold"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Desk is what the deck needs from the console. Its methods are called from Update and View only.
type Desk interface {
	widget.Host
	// Now returns the time of the frame that is being made.
	Now() time.Time
	// Cards returns the rooms in progress, whether they were read at least once, and why the last read failed, as clean
	// text.
	Cards() (cards []Card, known bool, failure string)
	// OpenRoom shows the room, and WatchRoom follows it without showing it.
	OpenRoom(id string) tea.Cmd
	WatchRoom(id string) tea.Cmd
}

// Deck is a dialog with a card for each room in progress.
type Deck struct {
	draw.HintRow
	d      Desk
	cur    string // id of the room under the cursor
	shown  string // id of the room under the cursor in the last frame; keys act on no other
	top    int    // first row in sight
	cols   int    // in the last frame
	rows   int    // in sight, in the last frame
	at     []spot // of the cards, in the last frame
	field  widget.Editor
	typing bool
}

// spot is where a card was drawn.
type spot struct {
	id, digit  string
	x, y, w, h int
}

// New returns the deck, with the cursor on the room that needs a moderator most, else on the room with the id.
func New(d Desk, here string) *Deck {
	deck := &Deck{d: d, cur: here, field: widget.NewLine("")}
	cards, _, _ := d.Cards()
	if first, _ := Needing(cards); first != nil {
		deck.cur = first.Room.ID
	}
	return deck
}

// Context returns the context of its keys in the key map.
func (k *Deck) Context() keymap.Context {
	if k.typing {
		return keymap.Palette
	}
	return keymap.Dialog
}

// Title returns the title of its frame.
func (k *Deck) Title() string {
	cards, _, _ := k.d.Cards()
	if _, n := Needing(cards); n > 0 {
		return "Rooms · " + strconv.Itoa(n) + " " + needWord(n) + " you"
	}
	return "Rooms"
}

func needWord(n int) string {
	if n == 1 {
		return "needs"
	}
	return "need"
}

// Danger reports that its frame is not painted as a warning.
func (k *Deck) Danger() bool { return false }

// Typing reports whether the name of a room is typed.
func (k *Deck) Typing() bool { return k.typing }

// Ticking reports that it shows clocks.
func (k *Deck) Ticking() bool { return true }

// Wide reports that it uses the width of the screen.
func (k *Deck) Wide() bool { return true }

// fitting returns the cards that fit what was typed.
func (k *Deck) fitting() []Card {
	cards, _, _ := k.d.Cards()
	typed := fold.Key(strings.TrimSpace(k.field.Text()))
	if typed == "" {
		return cards
	}
	return slices.DeleteFunc(slices.Clone(cards), func(c Card) bool {
		return !strings.Contains(fold.Key(c.Room.Title()+" "+c.Room.Name+" "+c.Room.ID), typed)
	})
}

// index returns the card under the cursor: 0 if its room is gone.
func (k *Deck) index(cards []Card) int {
	return max(0, slices.IndexFunc(cards, func(c Card) bool { return c.Room.ID == k.cur }))
}

// Key handles a key and reports whether the deck is done.
func (k *Deck) Key(msg tea.KeyMsg) (bool, tea.Cmd) {
	cards, keys := k.fitting(), k.d.Keys()
	at := k.index(cards)
	if k.typing {
		return k.typed(msg, cards, at)
	}
	if i := slices.IndexFunc(k.at, func(s spot) bool { return s.digit == msg.String() }); i >= 0 {
		return k.open(cards, k.at[i].id)
	}
	switch {
	case key.Matches(msg, keys.Cancel) && !k.field.Empty():
		k.field.Set("")
	case key.Matches(msg, keys.Cancel), key.Matches(msg, keys.Close), key.Matches(msg, keys.Rooms):
		return true, nil
	case key.Matches(msg, keys.Filter):
		k.typing = true
	case len(cards) == 0:
		return false, nil
	case key.Matches(msg, keys.Accept):
		return k.open(cards, k.shown)
	case key.Matches(msg, keys.Enqueue):
		if has(cards, k.shown) {
			return false, k.d.WatchRoom(k.shown)
		}
	default:
		k.move(cards, at, msg)
	}
	return false, nil
}

// open opens a room that was shown, unless it has ended since.
func (k *Deck) open(cards []Card, id string) (bool, tea.Cmd) {
	if !has(cards, id) {
		return false, nil
	}
	return true, k.d.OpenRoom(id)
}

func has(cards []Card, id string) bool {
	return slices.ContainsFunc(cards, func(c Card) bool { return c.Room.ID == id })
}

// maxDigit is how many rooms have a digit.
const maxDigit = 9

func (k *Deck) typed(msg tea.KeyMsg, cards []Card, at int) (bool, tea.Cmd) {
	keys := k.d.Keys()
	switch {
	case key.Matches(msg, keys.Cancel):
		k.field.Set("")
		k.typing = false
	case key.Matches(msg, keys.Submit):
		return k.open(cards, k.shown)
	case key.Matches(msg, keys.NextItem), key.Matches(msg, keys.PrevItem):
		k.move(cards, at, msg)
	default:
		k.field.Key(msg)
	}
	return false, nil
}

// move moves the cursor. Rooms run from the left to the right, then down.
func (k *Deck) move(cards []Card, at int, msg tea.KeyMsg) {
	keys, cols := k.d.Keys(), max(1, k.cols)
	by := 0
	switch {
	case key.Matches(msg, keys.Down), key.Matches(msg, keys.NextItem):
		by = cols
	case key.Matches(msg, keys.Up), key.Matches(msg, keys.PrevItem):
		by = -cols
	case key.Matches(msg, keys.Right), key.Matches(msg, keys.NextPane):
		by = 1
	case key.Matches(msg, keys.Left), key.Matches(msg, keys.PrevPane):
		by = -1
	case key.Matches(msg, keys.Top):
		by = -len(cards)
	case key.Matches(msg, keys.Bottom):
		by = len(cards)
	case key.Matches(msg, keys.PageDown), key.Matches(msg, keys.HalfDown):
		by = cols * max(1, k.rows)
	case key.Matches(msg, keys.PageUp), key.Matches(msg, keys.HalfUp):
		by = -cols * max(1, k.rows)
	}
	if cols >= len(cards) && (by == cols || by == -cols) { // there is one row
		by /= cols
	}
	to := at + by
	if cols > 1 && (by == cols || by == -cols) && (to < 0 || to >= len(cards)) {
		to = at // there is no card below or above
	}
	if len(cards) > 0 {
		k.cur = cards[max(0, min(to, len(cards)-1))].Room.ID
	}
}

// Click puts the cursor on the card at a cell.
func (k *Deck) Click(x, y int) {
	for _, s := range k.at {
		if x >= s.x && x < s.x+s.w && y >= s.y && y < s.y+s.h {
			k.cur = s.id
		}
	}
}

// Changed reports that the deck stays open: it is about all rooms.
func (k *Deck) Changed() bool { return false }

// Widths of cards, in cells.
const cardWidth, cardWidest, cardGap = 34, 60, 2

// Lines draws the deck within maxW by maxH cells.
func (k *Deck) Lines(maxW, maxH int) []string {
	th, keys := k.d.Theme(), k.d.Keys()
	cards := k.fitting()
	bottom := []string{"", k.HintLine(th, maxW, []key.Binding{
		draw.Named(keys.Accept, "open"), draw.Named(keys.Enqueue, "watch"), draw.Named(keys.Filter, "find"),
		draw.Named(keys.Cancel, "back"),
	})}
	var top []string
	if k.typing || !k.field.Empty() {
		top = []string{th.Accent.Apply(th.Glyphs.Prompt) + " " + k.field.Line(widget.InputStyle{
			Theme: th, Width: max(1, min(cardWidest, maxW-2)), Focused: k.typing, Ghost: "name of a room",
		})}
	}
	top, bottom = draw.Shrink(top, bottom, maxH-briefLines)
	body := k.body(cards, maxW, maxH-len(top)-len(bottom))
	for i := range k.at {
		k.at[i].y += len(top)
	}
	out := slices.Concat(top, body, bottom)
	return draw.EvenLines(out[:min(len(out), maxH)], maxW)
}

// body draws the cards in at most h lines of w cells.
func (k *Deck) body(cards []Card, w, h int) []string {
	if len(cards) == 0 {
		k.at, k.shown = nil, ""
		return []string{k.d.Theme().Dim.Apply(text.Cut(k.why(), w))}
	}
	cols := max(1, min((w+cardGap)/(cardWidth+cardGap), len(cards)))
	rows := (len(cards) + cols - 1) / cols
	brief := rows*(cardLines+1)-1 > h // a blank line between cards
	k.cols, k.rows = cols, rows
	if brief {
		k.rows = max(1, h/briefLines)
	}
	k.shown = cards[k.index(cards)].Room.ID
	k.scroll(k.index(cards)/cols, rows)
	width := min((w-cardGap*(cols-1))/cols, cardWidest)
	out := make([]string, 0, h)
	k.at = k.at[:0]
	for row := k.top; row < min(rows, k.top+k.rows); row++ {
		if !brief && row > k.top {
			out = append(out, "")
		}
		out = append(out, k.row(cards, row, width, brief, len(out))...)
	}
	if more := len(cards) - k.rows*cols; more > 0 && len(out) > 0 {
		draw.ScrollMarks(out, k.d.Theme(), k.top, k.top+len(out)+rows-min(rows, k.top+k.rows), cols*(width+cardGap))
	}
	return out
}

// row draws one row of cards.
func (k *Deck) row(cards []Card, row, width int, brief bool, y int) []string {
	p := pen{k.d.Theme(), k.d.Now()}
	var out []string
	for col := range k.cols {
		i := row*k.cols + col
		if i >= len(cards) {
			break
		}
		digit := " "
		if i < maxDigit {
			digit = strconv.Itoa(i + 1)
		}
		c := &cards[i]
		lines := p.lines(c, digit, width-1, brief)
		bar := " "
		if i == k.index(cards) {
			bar = p.th.CursorBar.Apply(p.th.Glyphs.CursorBar)
		}
		k.at = append(k.at, spot{c.Room.ID, strings.TrimSpace(digit), col * (width + cardGap), y, width, len(lines)})
		for n, line := range lines {
			if len(out) <= n {
				out = append(out, "")
			}
			if col > 0 {
				out[n] += draw.Pad(cardGap)
			}
			out[n] += bar + line
		}
	}
	return out
}

// scroll moves the window so that the cursor's row is in it.
func (k *Deck) scroll(row, rows int) {
	k.top = max(0, min(k.top, row, rows-k.rows))
	k.top = max(k.top, row-k.rows+1)
}

// why returns why there are no cards.
func (k *Deck) why() string {
	all, known, failure := k.d.Cards()
	pending := k.d.Theme().Glyphs.Pending
	switch {
	case failure != "":
		return "The rooms cannot be listed: " + failure
	case !known:
		return say.RoomsUnknown + pending
	case len(all) > 0:
		return "No room has this name."
	}
	return "No room is in progress: waiting for one to start" + pending
}

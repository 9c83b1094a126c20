package dialog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// NewRecordMenu opens on the key for recording while a recording runs, or may run.
func NewRecordMenu(d Desk) widget.Dialog {
	return newMediaMenu(d, mediaMenu{
		d: d, kind: video.OnRecording, title: "Recording", start: "start another recording",
		begin: func() tea.Cmd { return d.Propose(video.StartRecording()) },
	})
}

// NewPlaybackMenu starts a playback, or controls running ones.
func NewPlaybackMenu(d Desk) widget.Dialog {
	return newMediaMenu(d, mediaMenu{
		d: d, kind: video.OnPlayback, title: "Playback", start: "play a file or stream",
		named: video.ActPlay, use: "play ",
		begin: func() tea.Cmd {
			d.Open(newURLPrompt(d, video.ActPlay, "Play"))
			return nil
		},
		paste: func(url string) tea.Cmd {
			d.Open(pastedURL(d, video.ActPlay, "Play", url))
			return nil
		},
	})
}

// NewStreamMenu starts a stream, or stops running ones.
func NewStreamMenu(d Desk) widget.Dialog {
	return newMediaMenu(d, mediaMenu{
		d: d, kind: video.OnStream, title: "Streams", start: "stream to an address",
		named: video.ActStartStream, use: "stream to ",
		begin: func() tea.Cmd {
			d.Open(newURLPrompt(d, video.ActStartStream, "Stream to"))
			return nil
		},
		paste: func(url string) tea.Cmd {
			d.Open(pastedURL(d, video.ActStartStream, "Stream to", url))
			return nil
		},
	})
}

// mediaMenu is a menu about all running recordings, playbacks or streams.
type mediaMenu struct {
	d            Desk
	kind         video.Target
	title, start string
	begin        func() tea.Cmd
	paste        func(url string) tea.Cmd // nil: an address has no meaning here
	named        video.Action             // the action that uses a named address; "" if there is none
	use          string                   // the words before its name
}

// namedID is the start of the id of a named address.
const namedID = "named:"

// startID is the choice that starts something new.
const startID = "start"

func newMediaMenu(d Desk, m mediaMenu) widget.Dialog {
	c := widget.NewMenu(d, m.title, m.choices(), m.chosen)
	c.W = widget.Widest
	c.Fresh = m.choices
	c.Pasted = m.paste
	// A running item is a more likely choice than a new one, and an allowed action than one that is not.
	if running := c.List.Items[1:]; len(running) > 0 {
		allowed := slices.IndexFunc(running, func(c widget.Choice) bool { return c.Off == "" })
		c.List.Put(running[max(allowed, 0)].ID)
	}
	return &tickingMenu{c}
}

// tickingMenu is a menu with clocks in it.
type tickingMenu struct{ *widget.Chooser }

func (t *tickingMenu) Ticking() bool { return true }

func (t *tickingMenu) Lines(maxW, maxH int) []string {
	t.Changed()
	return t.Chooser.Lines(maxW, maxH)
}

// choices returns the start of a new item and, for each running item, its actions.
func (m mediaMenu) choices() []widget.Choice {
	live := m.live()
	out := []widget.Choice{{ID: startID, Key: "a", Text: m.start}} // not n, which means no elsewhere
	th, now := m.d.Theme(), m.d.Now()
	for i, item := range live {
		if len(live) == 1 {
			out = append(out, itemChoices(m.d, item)...)
			break
		}
		c := widget.Choice{ID: item.Key(), Text: item.Summary(th, now), Note: item.Starter()}
		if i < assumedSlots {
			c.Key = strconv.Itoa(i + 1)
		}
		out = append(out, c)
	}
	for _, name := range m.d.AddressNames(m.named) {
		out = append(out, widget.Choice{ID: namedID + name, Text: m.use + text.Clean(name)})
	}
	if m.kind == video.OnRecording && len(live) == 0 {
		switch m.d.Snapshot().Room.Recording {
		case video.Yes:
			out[0].Note = "already recording"
		case video.Unknown:
			out[0].Note = "not known whether it is being recorded"
		case video.No:
		}
	}
	return out
}

func (m mediaMenu) live() []media.Item {
	var live []media.Item
	for _, item := range media.Items(m.d.Snapshot()) {
		if item.Kind == m.kind && !item.Over() {
			live = append(live, item)
		}
	}
	return live
}

func (m mediaMenu) chosen(ids []string) tea.Cmd {
	if ids[0] == startID {
		return m.begin()
	}
	if name, ok := strings.CutPrefix(ids[0], namedID); ok {
		return m.useNamed(name)
	}
	for _, item := range media.Items(m.d.Snapshot()) {
		if item.Key() == ids[0] {
			m.d.Open(newItemMenu(m.d, item))
			return nil
		}
	}
	return runItemChoice(m.d, ids[0])
}

// useNamed plays a named address, or streams to it.
func (m mediaMenu) useNamed(name string) tea.Cmd {
	return m.d.FindAddress(m.named, name, func(url string, err error) tea.Cmd {
		if err != nil {
			m.d.Say(say.NoAddress(name, err), draw.Bad)
			return nil
		}
		return m.d.Propose(video.Command{Action: m.named, Args: video.Args{"url": url}})
	})
}

// newItemMenu offers the actions on one recording, playback or stream.
func newItemMenu(d Desk, item media.Item) widget.Dialog {
	find := func() []widget.Choice {
		for _, now := range media.Items(d.Snapshot()) {
			if now.Key() == item.Key() {
				return itemChoices(d, now)
			}
		}
		return nil
	}
	c := widget.NewMenu(d, draw.Capital(item.Word())+" "+item.About(), find(), func(ids []string) tea.Cmd {
		return runItemChoice(d, ids[0])
	})
	c.W, c.Fresh = widget.Widest, find
	return &tickingMenu{c}
}

// itemKeys are the letters of the actions on items, by the method's name without its object.
var itemKeys = map[string]string{
	"pause": "p", "resume": "r", "stop": "s", "setVolume": "v", "seek": "t", "forward": "f", "rewind": "b",
}

// itemChoices lists the actions on an item. An action that makes no sense now keeps its line, with the reason.
func itemChoices(d Desk, item media.Item) []widget.Choice {
	var out []widget.Choice
	for _, row := range video.Actions() {
		if row.Target != item.Kind {
			continue
		}
		_, method, _ := strings.Cut(string(row.Action), ".")
		c := widget.Choice{ID: string(row.Action) + " " + item.ID, Key: itemKeys[method], Text: row.Label}
		c.Off = item.Allows(row.Action)
		switch {
		case len(out) == 0:
			c.Note = item.Summary(d.Theme(), d.Now()) + "  " + item.Starter()
			if c.Off != "" {
				c.Off += "  " + c.Note
			}
		case row.Sets.Field == video.FieldPlaybackVolume:
			c.Note = people.Signed(item.Volume)
		case row.AddsUp():
			c.Note = fmt.Sprintf("%g s", media.SeekStep.Seconds())
		}
		out = append(out, c)
	}
	return out
}

// runItemChoice runs a choice of itemChoices. It asks for a number if one is needed.
func runItemChoice(d Desk, id string) tea.Cmd {
	action, object, _ := strings.Cut(id, " ")
	c := video.OnObject(video.Action(action), object, nil)
	row, _ := c.Action.Info()
	if len(row.Args) == 0 {
		return d.Propose(c)
	}
	arg := row.Args[0]
	with := func(v float64) tea.Cmd {
		c.Args = video.Args{arg.Name: v}
		return d.Propose(c)
	}
	switch {
	case arg.Type == video.ArgNumber:
		volume, _ := c.Now(d.Snapshot(), "").(float64)
		d.Open(widget.NewNumberPrompt(d, "Volume of the playback", arg.Min, arg.Max, volume, with))
	case arg.Required:
		const example = "as 1:30 or 1:02:03, or seconds"
		d.Open(widget.NewTextPrompt(d, "Go to a time of the playback", example, wrongTime, func(s string) tea.Cmd {
			ms, _ := parseTime(s)
			return with(ms)
		}))
	default:
		return with(float64(media.SeekStep.Milliseconds()))
	}
	return nil
}

// parseTime parses 90, 1:30 or 1:01:30 and returns milliseconds.
func parseTime(s string) (ms float64, ok bool) {
	total := 0.0
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) > 3 {
		return 0, false
	}
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || n < 0 || n > 1e6 || i > 0 && n >= 60 || part[0] == '+' {
			return 0, false
		}
		total = total*60 + n
	}
	return total * 1000, true
}

func wrongTime(s string) string {
	if _, ok := parseTime(s); !ok {
		return "type a time as 1:30 or 90"
	}
	return ""
}

// pastedURL asks for the address that an action needs, and starts with the pasted one.
func pastedURL(d Desk, a video.Action, title, url string) widget.Dialog {
	p := newURLPrompt(d, a, title)
	p.Field.Set(strings.TrimSpace(url))
	return p
}

// newURLPrompt asks for the address that an action needs. It hides the secret part.
func newURLPrompt(d Desk, a video.Action, title string) *widget.Prompt {
	row, _ := a.Info()
	command := func(url string) video.Command {
		return video.Command{Action: a, Args: video.Args{"url": url}}
	}
	check := func(url string) string {
		if url == "" {
			return "type an address, or paste one"
		}
		if _, err := command(url).Normalize(); err != nil {
			return say.Reason(err)
		}
		return ""
	}
	p := widget.NewTextPrompt(d, title, "", check, func(url string) tea.Cmd { return d.Propose(command(url)) })
	p.Hide = widget.SecretOfURL
	if arg := row.Arg("url"); arg != nil {
		p.About = arg.Label + ": " + strings.Join(arg.Schemes, ", ")
		p.Ghost = fmt.Sprintf("%s://…", arg.Schemes[len(arg.Schemes)-1])
	}
	return p
}

package term_test

import (
	"fmt"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/term"
)

// room is a model that shows the last key.
type room struct {
	term *term.Terminal
	last string
}

func (r *room) Init() tea.Cmd { return nil }

func (r *room) View() string { return "" }

func (r *room) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	if in, ok := msg.(term.Input); ok {
		for _, m := range in.Msgs {
			if key, ok := m.(tea.KeyMsg); ok {
				r.last = key.String()
			}
		}
		if r.last == "q" {
			cmd = tea.Quit
		}
	}
	r.term.Show(msg, r.frame)
	return r, cmd
}

func (r *room) frame() term.Frame {
	return term.Frame{Lines: []string{"The last key was", r.last}, Cursor: term.Cursor{Y: 1, Visible: true}}
}

// Example is the whole of a program with a Terminal.
func Example() {
	var p *tea.Program
	t, err := term.Open(os.Stdin, os.Stdout, term.Options{Title: "room", Mouse: true, Lost: func(error) { p.Kill() }})
	if err != nil {
		fmt.Println("This needs a terminal.")
		return
	}
	p = tea.NewProgram(&room{term: t}, tea.WithoutRenderer(), tea.WithInput(nil), tea.WithoutSignalHandler())
	if err := t.Start(p.Send); err != nil {
		fmt.Println(err)
		return
	}
	defer t.Restore()
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
}

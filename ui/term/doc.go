// Package term is the terminal of the console: it reads keys, paints frames, and is the only one that sets a mode of
// the terminal. Bubble Tea stays as the loop, with its commands and models; its renderer and its reader are not used.
// Its ticker alone takes 0.5 % of a core, and a key waits 9.5 ms for it.
//
// # Use
//
// Open a Terminal, start it with the program's Send, and restore it on every way out:
//
//	t, err := term.Open(os.Stdin, os.Stdout, term.Options{Title: "gavel", Mouse: true, Lost: …})
//	p := tea.NewProgram(model{t}, tea.WithContext(ctx), tea.WithoutSignalHandler(),
//		tea.WithoutRenderer(), tea.WithInput(nil))
//	if err := t.Start(p.Send); err != nil { … } // the terminal is as it was
//	defer t.Restore()
//	_, err = p.Run()
//
// The model gets Input where it got tea.KeyMsg and tea.MouseMsg: all that one read held. It hands every message to Show
// at the end of Update, and returns "" from View:
//
//	func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
//		if in, ok := msg.(term.Input); ok {
//			for _, key := range in.Msgs { … }
//		}
//		m.term.Show(msg, m.frame) // calls m.frame only when the frame will be painted
//		return m, cmd
//	}
//
// Do not use tea.Exec, tea.Suspend or the commands that set modes. Terminal.Suspend stops the process; the Terminal
// takes care of SIGTSTP, SIGCONT and SIGWINCH. A program without a package that tells lipgloss the background before
// Bubble Tea's own init runs (as gavel/theme does) waits there for the terminal's answer, up to five seconds.
//
// # Who owns what
//
// Three goroutines belong to a Terminal; Restore ends them. One reads and decodes, and posts Input. One paints: it
// compares the newest frame with what the screen shows, and writes. Only it waits for the terminal, so that Show, Paint
// and Write never do, and a frame that was overtaken is never written. One waits for signals. Nothing runs while
// nothing happens.
//
// A process that cannot call Restore (a signal that must end it now, a keeper beside it) calls GiveBack or writes
// RestoreBytes.
//
// # Keys
//
// The decoder is written here, as one table with terminfo's data behind it, and not taken from a library. Of the 915
// CSI, SS3 and eight-bit key strings of ncurses-term, github.com/charmbracelet/ultraviolet (October 2026), which has
// the same authors as Bubble Tea, takes 79 apart, 65 of them into letters. It keeps nothing after it has reported
// Escape, so that each of the 771 strings of seven bits that is cut after its ESC becomes letters; waiting longer would
// delay Escape. A letter is a command here. The test data and its generator are in ncurses_test.go; excluded says what
// is left out there, and why: a person types the same bytes.
//
// ESC that comes alone is Escape at once. What follows within a second and begins like the rest of a sequence completes
// it, or is dropped. ESC O and ESC [ therefore swallow one key that comes within a second, and ESC P and ESC X wait 50
// ms: nothing that gavel asks is answered by the string that they open.
package term

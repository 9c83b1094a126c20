// Package term is the terminal of the console. It reads keys and paints frames, and no other package sets a mode of the
// terminal. Bubble Tea provides the loop, the commands and the models. Its renderer and its reader are not used: the
// renderer's ticker alone takes 0.5 % of a core and delays a key by 9.5 ms.
//
// # Use
//
// Open a Terminal, start it with the program's Send, and restore it before every exit:
//
//	t, err := term.Open(os.Stdin, os.Stdout, term.Options{Title: "gavel", Mouse: true, Lost: …})
//	p := tea.NewProgram(model{t}, tea.WithContext(ctx), tea.WithoutSignalHandler(),
//		tea.WithoutRenderer(), tea.WithInput(nil))
//	if err := t.Start(p.Send); err != nil { … } // the terminal is as it was
//	defer t.Restore()
//	_, err = p.Run()
//
// The model gets Input instead of tea.KeyMsg and tea.MouseMsg. An Input holds all messages of one read. The model
// passes every message to Show at the end of Update, and returns "" from View:
//
//	func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
//		if in, ok := msg.(term.Input); ok {
//			for _, key := range in.Msgs { … }
//		}
//		m.term.Show(msg, m.frame) // calls m.frame only when the frame will be painted
//		return m, cmd
//	}
//
// Do not use tea.Exec, tea.Suspend or the commands that set modes. To stop the process, call Terminal.Suspend. The
// Terminal handles SIGTSTP, SIGCONT and SIGWINCH. Bubble Tea's init asks the terminal for its background and waits up
// to five seconds for the answer, unless an earlier init has set lipgloss's background, as that of gavel/theme does.
//
// # Who owns what
//
// A Terminal has three goroutines; Restore ends them. One reads and decodes, and posts Input. One compares the newest
// frame with the screen, and writes the difference. Only this one waits for the terminal: Show, Paint and Write never
// do, and a superseded frame is never written. One waits for signals. All three sleep while nothing happens.
//
// A process that cannot call Restore calls GiveBack or writes RestoreBytes. Examples are a process that a signal ends
// at once, and the keeper process beside it.
//
// # Keys
//
// The decoder uses no library. It is one table, tested with terminfo's data. Of the 915 CSI, SS3 and 8-bit key strings
// of ncurses-term, github.com/charmbracelet/ultraviolet (October 2026), by the authors of Bubble Tea, splits 79 into
// several events, 65 of them into letters. It keeps nothing after it has reported Escape. So each of the 771 7-bit
// strings turns into letters if it is cut after its ESC; waiting longer would delay Escape. In gavel a letter is a
// command. The test data and its generator are in ncurses_test.go. Its function excluded names the strings left out,
// with the reason: a person types the same bytes.
//
// A lone ESC is reported as Escape at once. If bytes within the next second continue a sequence, they complete it, or
// are dropped. ESC O and ESC [ therefore swallow one key within that second. ESC P and ESC X wait only 50 ms, because
// no query of gavel is answered with the strings that they start.
package term

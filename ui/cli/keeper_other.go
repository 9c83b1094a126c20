//go:build !unix

package cli

// keeper does not exist here: the console does without.
type keeper struct{}

func newKeeper(*tty, keeperFolders) *keeper { return nil }

func (*keeper) screen(bool) {}
func (*keeper) dismiss()    {}
func (*keeper) dismissed()  {}

// isKeeper reports that this process is no keeper.
func isKeeper([]string) bool { return false }

func keepTerminal() int { return exitUsage }

func forbidDumps() {}

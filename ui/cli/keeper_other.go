//go:build !unix

package cli

// keeper does nothing on this system.
type keeper struct{}

func newKeeper(*tty, keeperFolders) *keeper { return nil }

func (*keeper) screen(bool) {}
func (*keeper) dismiss()    {}
func (*keeper) dismissed()  {}

// isKeeper returns false: this process is not a keeper.
func isKeeper([]string) bool { return false }

func keepTerminal() int { return exitUsage }

func forbidDumps() {}

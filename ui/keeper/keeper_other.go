//go:build !linux

package keeper

import "os"

// Keeper does nothing on this system.
type Keeper struct{}

// New returns nil.
func New(_, _ *os.File, _ string) *Keeper { return nil }

// Screen does nothing.
func (*Keeper) Screen(bool) {}

// Dismiss does nothing.
func (*Keeper) Dismiss() {}

// Keep returns false: this process is not a keeper.
func Keep(func(End) string) bool { return false }

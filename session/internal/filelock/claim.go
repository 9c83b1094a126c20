package filelock

import (
	"errors"
	"os"
)

// Claim is a lock file that a program holds for as long as it does something that others must know of. The claim ends
// with the program, however it ends. A Claim is not safe for concurrent use.
type Claim struct {
	path string
	held *os.File
}

// NewClaim returns a claim on a path, which nobody holds yet.
func NewClaim(path string) Claim { return Claim{path: path} }

// Hold claims the path, unless another program has it, or it cannot be written. Only the owner may read the file.
func (c *Claim) Hold() {
	if c.held != nil {
		return
	}
	const ownerOnly = 0o600
	f, err := os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, ownerOnly)
	if err != nil {
		return
	}
	if Lock(f, 0) != nil {
		_ = f.Close()
		return
	}
	c.held = f
}

// Release ends the claim.
func (c *Claim) Release() {
	if c.held != nil {
		_, _ = os.Remove(c.path), c.held.Close()
		c.held = nil
	}
}

// IsElsewhere reports whether another program, or another Claim of this one, holds the path.
func (c *Claim) IsElsewhere() bool {
	f, err := os.OpenFile(c.path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return c.held == nil && errors.Is(Lock(f, 0), ErrHeld)
}

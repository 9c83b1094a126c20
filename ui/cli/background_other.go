//go:build !unix

package cli

// staysInBackground does nothing, because this system has no background jobs.
func staysInBackground() {}

//go:build !unix

package cli

// staysInBackground does nothing: there is no background here.
func staysInBackground() {}

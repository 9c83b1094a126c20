// Package account finds the API token: in a file, the environment, what a program prints, or the system's keyring.
//
// The first place that is configured and has a token takes precedence; see [Sources]. A program and the keyring have a
// time limit, because a locked keyring waits for ever. No error, warning or result holds a token, except that of
// [Sources.Token].
package account

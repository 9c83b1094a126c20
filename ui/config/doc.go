// Package config reads the configuration file: one TOML file with the settings that a user wants every night.
//
// [Settings] is the only list of settings. Reading, printing, the help, the README and the errors follow from its rows:
// name, type, default, whether a change takes effect while the console runs, and what it does. A key that is not in the
// table is an error with its file, its line and the nearest name.
//
// The package only reads the file. Which flag or variable takes precedence over it is up to the caller. [Watch] reports
// that the file may have changed, and a [Reader] finds out what is new in it. A file that is missing, empty or faulty
// never replaces the values in force. Nothing here is a secret: the file never holds a token.
package config

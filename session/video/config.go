package video

import (
	"fmt"
	"log/slog"
)

// String returns a fixed text, never the secret.
func (Secret) String() string { return "[redacted]" }

// GoString returns a fixed text, never the secret.
func (Secret) GoString() string { return "[redacted]" }

// Format writes a fixed text for every verb.
func (Secret) Format(w fmt.State, _ rune) { _, _ = w.Write([]byte("[redacted]")) }

// MarshalText returns a fixed text, never the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// LogValue returns a fixed text, never the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// Reveal returns the secret.
func (s Secret) Reveal() string { return string(s) }

// Secret is a string that prints as [redacted] wherever it is formatted, logged or encoded.
type Secret string

package video

// Secret is a string that prints as [redacted] wherever it is formatted, logged or encoded.
type Secret string

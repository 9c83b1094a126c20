package text

import "golang.org/x/text/unicode/norm"

// Same reports whether two clean texts are equal, however their accents are encoded. Keyboards
// write é as one character, some phones and file systems as two.
func Same(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }

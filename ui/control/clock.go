package control

import (
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"net/http"
	"strings"
)

// clockPage shows the clock of the floor to the speaker. It holds nothing secret: it asks for the token, and reads the
// floor with it.
//
//go:embed clock.html
var clockPage string

// clockPath is the path of the page, the only one without a token.
const clockPath = "/clock"

// clockPolicy lets the page run its own script and style, and connect to this port only.
var clockPolicy = "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'none'; script-src " + hashOf("script") + "; style-src " + hashOf("style")

// hashOf returns the hash of an element of the page, in the form of a Content-Security-Policy.
func hashOf(element string) string {
	_, text, _ := strings.Cut(clockPage, "<"+element+">")
	text, _, _ = strings.Cut(text, "</"+element+">")
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func (s *Server) getClock(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", clockPolicy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, _ = w.Write([]byte(clockPage)) // the client may have disconnected
}

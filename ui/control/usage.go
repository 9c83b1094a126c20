package control

import (
	"fmt"
	"net/http"
)

// usage is a mistake in a request; nothing was sent.
type usage struct {
	status  int
	message string
}

func (u *usage) Error() string { return u.message }

func usagef(format string, args ...any) error {
	return &usage{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

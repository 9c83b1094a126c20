package floor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/fold"
)

// ParseTurn returns the length of a turn, such as 3m; 0 means no limit. The error is an [ArgumentError].
func ParseTurn(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, &ArgumentError{Name: "turn", Value: fold.Clip(text), Allowed: "a time such as 3m or 90s, or 0 for no limit"}
	}
	return d, nil
}

// ParseGuests returns a number of guests. The error is an [ArgumentError].
func ParseGuests(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, &ArgumentError{Name: "max", Value: fold.Clip(text), Allowed: fmt.Sprintf("1 to %d", maxGuests)}
	}
	return n, nil
}

// ParseOrder reads an order such as "first" or "alternating party". The error is an [ArgumentError].
func ParseOrder(text string) (Order, error) {
	by, key, _ := strings.Cut(text, " ")
	o := Order{By: OrderBy(by), Key: strings.TrimSpace(key)}
	if by == "" {
		return o, noOrder(o)
	}
	return o, o.Check()
}

// laneCodes name the lanes for programs.
var laneCodes = [...]string{"", "reply", "point"}

// Code returns the name of the lane for programs, as [ParseLane] reads it.
func (l Lane) Code() string { return laneCodes[min(l, Points)] }

// ParseLane returns the lane with a code, "" for the speakers. The error is an [ArgumentError].
func ParseLane(code string) (Lane, error) {
	if i := slices.Index(laneCodes[:], code); i >= 0 {
		return Lane(i), nil
	}
	return 0, &ArgumentError{Name: "lane", Value: fold.Clip(code), Allowed: "reply or point"}
}

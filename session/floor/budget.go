package floor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gavel/session/fold"
)

// Budget limits how much a person may speak, or, with a Key, all people together that have the same value of that key
// in their metadata. The zero value has no limits.
type Budget struct {
	Key   string        `json:"key,omitempty"`   // of the metadata; "" means each person alone
	Turns int           `json:"turns,omitempty"` // 1 to 1000; 0 means no limit
	Time  time.Duration `json:"time,omitempty"`  // 5 s to 24 h; 0 means no limit
}

// Limits of a budget.
const (
	mostTurns     = 1000
	mostBudget    = 24 * time.Hour
	budgetAllowed = `a time (5s to 24h), a number of turns (1 to 1000 turns), or both, then optionally "by KEY"; or none`
)

// ParseBudget reads a budget such as "10m, 3 turns, by party"; "none" has no limits. The error is an [ArgumentError].
func ParseBudget(text string) (Budget, error) {
	bad := &ArgumentError{
		Name: "budget", Value: fold.Clip(text), Allowed: budgetAllowed,
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if len(words) == 1 && words[0] == "none" {
		return Budget{}, nil
	}
	var b Budget
	for i := 0; i < len(words); i++ {
		n, errTurns := strconv.Atoi(words[i])
		d, errTime := time.ParseDuration(words[i])
		more := i+1 < len(words)
		switch {
		case words[i] == "by" && more && b.Key == "":
			i++
			b.Key = words[i]
		case errTurns == nil && n > 0 && n <= mostTurns && more && strings.HasPrefix(words[i+1], "turn") && b.Turns == 0:
			i++
			b.Turns = n
		case errTurns != nil && errTime == nil && d >= minTurn && d <= mostBudget && b.Time == 0:
			b.Time = d
		default:
			return Budget{}, bad
		}
	}
	if b.Turns == 0 && b.Time == 0 {
		return Budget{}, bad
	}
	return b, nil
}

// String returns the budget as [ParseBudget] reads it.
func (b Budget) String() string {
	var parts []string
	if b.Time > 0 {
		parts = append(parts, fold.Duration(b.Time))
	}
	if b.Turns == 1 {
		parts = append(parts, "1 turn")
	} else if b.Turns > 1 {
		parts = append(parts, fmt.Sprintf("%d turns", b.Turns))
	}
	if len(parts) == 0 {
		return "none"
	}
	if b.Key != "" {
		parts = append(parts, "by "+b.Key)
	}
	return strings.Join(parts, ", ")
}

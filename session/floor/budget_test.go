package floor_test

import (
	"errors"
	"testing"
	"time"

	"gavel/session/floor"
)

func TestParseBudget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]floor.Budget{
		"10m":                    {Time: 10 * time.Minute},
		"1h30m":                  {Time: 90 * time.Minute},
		"30s":                    {Time: 30 * time.Second},
		"1h90s":                  {Time: time.Hour + 90*time.Second},
		"2h30s":                  {Time: 2*time.Hour + 30*time.Second},
		"3 turns":                {Turns: 3},
		"1 turn":                 {Turns: 1},
		"10m, 3 turns, by party": {Time: 10 * time.Minute, Turns: 3, Key: "party"},
		"2h by meta":             {Time: 2 * time.Hour, Key: "meta"},
		"none":                   {},
	} {
		got, err := floor.ParseBudget(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		if again, err := floor.ParseBudget(got.String()); err != nil || again != want {
			t.Errorf("%q is written as %q: %+v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{
		"", " ", "3", "by party", "10m by", "0 turns", "-3 turns", "1s", "25h", "10m 10m", "3 turns 4 turns", "much", "none 10m",
		"99999999999999999999 turns", "10m by a by b",
	} {
		if b, err := floor.ParseBudget(text); !errors.As(err, new(*floor.ArgumentError)) {
			t.Errorf("%q: %+v, %v", text, b, err)
		}
	}
}

// TestBudgetOfAGroup sets a budget while the floor is on. What the group has spoken counts.
func TestBudgetOfAGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0, floor.Config{})
	s.join("ann", "Ann", meta(`{"party":"red"}`))
	s.join("ben", "Ben", meta(`{"party":"red"}`))
	s.join("cy", "Cy", meta(`{"party":"blue"}`))
	s.begin(floor.Queue)
	s.raise("ann", "ben", "cy")
	s.next()
	s.pass(2 * time.Minute)
	s.do(s.e.SetBudget(s.clock(), floor.Budget{Turns: 1, Key: "party"}))
	if err := s.e.Next(s.clock(), "ben", false); !errors.As(err, new(*floor.Ask)) {
		t.Errorf("Ann has used up the budget of Ben's party: %v", err)
	}
	s.do(s.e.SetBudget(s.clock(), floor.Budget{Time: 3 * time.Minute, Key: "party"}))
	s.next()
	if v := s.view(); v.Turns[0].ID != "ben" || v.Turns[0].Limit > time.Minute+10*time.Second {
		t.Errorf("%+v", v.Turns)
	}
	if err := s.e.SetBudget(s.clock(), s.view().Budget); !errors.Is(err, floor.ErrAlready) {
		t.Errorf("the same again: %v", err)
	}
	state := s.e.Save(s.clock())
	again := &stage{s.world, newDesk(t, s.world, floor.Config{})}
	again.e.Resume(s.clock(), state)
	if got := again.view().Budget; got != s.view().Budget {
		t.Errorf("resumed with %+v", got)
	}
}

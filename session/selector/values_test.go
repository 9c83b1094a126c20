package selector

import (
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "2m": 2 * time.Minute, "1h": time.Hour, "1h30m": 90 * time.Minute,
		"0s": 0, "007s": 7 * time.Second,
		"1h1s": time.Hour + time.Second, "10000h": maxDuration, "1h90m": 150 * time.Minute,
	} {
		var got term
		if problem := parseDuration(&got, text); problem != "" || got.span != want {
			t.Errorf("%s: got %v, want %v: %s", text, got.span, want, problem)
		}
		var again term
		if problem := parseDuration(&again, got.typed); problem != "" || again.span != want {
			t.Errorf("%s is written %s, which is %v: %s", text, got.typed, again.span, problem)
		}
	}
	for _, text := range []string{
		"", "2", "m", "2min", "2 m", "-2m", "+2m", "1.5h", "2m1h", "2m2m", "2d", "2M", "10001h", "10000h1s", "4294967295h",
		"99999999999999999999s", "٢m", "2m ", "1h2",
	} {
		var got term
		if problem := parseDuration(&got, text); problem == "" {
			t.Errorf("%q is read as %v", text, got.span)
		}
	}
}

func TestParsePercentage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"0%": 0, "20%": 20, "12.5%": 12.5, "100%": 100, "020%": 20} {
		var got term
		if problem := parsePercentage(&got, text); problem != "" || got.share != want {
			t.Errorf("%s: got %v, want %v: %s", text, got.share, want, problem)
		}
	}
	for _, text := range []string{
		"", "%", "20", "-1%", "101%", "1e1%", "NaN%", "Inf%", "0x10%", "1_0%", ".%", "20%%", "2m",
	} {
		var got term
		if problem := parsePercentage(&got, text); problem == "" {
			t.Errorf("%q is read as %v", text, got.share)
		}
	}
}

func TestOffersAreValidValues(t *testing.T) {
	t.Parallel()
	for _, w := range words {
		if w.values == nil {
			continue
		}
		for _, text := range w.values.offers {
			if got := mustParse(t, w.Name+w.Operators[0].Sign+text).String(); got != w.Name+w.Operators[0].Sign+text {
				t.Errorf("%s offers %s, which is written %s", w.Name, text, got)
			}
		}
	}
}

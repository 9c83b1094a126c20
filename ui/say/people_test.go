package say

import "testing"

func TestList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		names []string
		most  int
		want  string
	}{
		{"nobody", nil, 3, ""},
		{"one", []string{"Ann"}, 3, "Ann"},
		{"two", []string{"Ann", "Ben"}, 3, "Ann and Ben"},
		{"as many as are named", []string{"Ann", "Ben", "Cy"}, 3, "Ann, Ben and Cy"},
		{"one too many", []string{"Ann", "Ben", "Cy", "Dee"}, 3, "Ann, Ben, Cy and 1 other"},
		{"many", []string{"Ann", "Ben", "Cy", "Dee", "Eve"}, 2, "Ann, Ben and 3 others"},
		{"one of many", []string{"Ann", "Ben", "Cy"}, 1, "Ann and 2 others"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := List(c.names, c.most); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Zoe":         `"Zoe"`,
		`layout "4x"`: `"layout '4x'"`,
	} {
		if got := Quote(raw); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
	}
}

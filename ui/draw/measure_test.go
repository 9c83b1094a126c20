package draw

import "testing"

func TestCropAndCutKeepWidth(t *testing.T) {
	t.Parallel()
	line := "\x1b[1mab प्रिया 李小龍\x1b[0m and more"
	total := Width(line)
	for from := range total + 1 {
		left, right := Crop(line, 0, from), Crop(line, from, total)
		if Width(left) > from || Width(right) > total-from {
			t.Errorf("crop at %d: %d and %d of %d", from, Width(left), Width(right), total)
		}
		if w := Width(Fit(line, from)); w != from {
			t.Errorf("fit to %d is %d wide", from, w)
		}
		if w := Width(cut(line, from)); w > from {
			t.Errorf("cut to %d is %d wide", from, w)
		}
	}
}

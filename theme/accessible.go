package theme

// Palettes for people for whom the usual palettes are hard to see. theme/contrast_test.go computes their contrast, and
// theme/accessible_test.go how far apart the states are for people who see fewer colours.

// contrastDark has at least 7 to 1 on the backgrounds of a dark terminal.
var contrastDark = palette{
	dim: rgb("#d6dde4", "253", ""), faint: rgb("#8b949e", "246", ""),
	accent: rgb("#a5d3ff", "153", ""), key: rgb("#ffffff", "231", ""),
	green: rgb("#6df58c", "120", ""), good: rgb("#b5f5b5", "157", ""),
	amber: rgb("#ffd75f", "221", ""), red: rgb("#ffb8b0", "217", ""),
	blue: rgb("#8ee8f2", "159", ""), orange: rgb("#ffc08a", "223", ""),
	rose: rgb("#f0c4c4", "224", ""), violet: rgb("#dcc4ff", "225", ""),
	bar: rgb("#a5d3ff", "153", ""), barEmpty: rgb("#8b949e", "246", ""),
	onAccent: rgb("#000000", "16", ""), onDanger: rgb("#ffffff", "231", ""),
	rowBG: rgb("#0b2a4a", "17", ""), blurBG: rgb("#22272e", "235", ""), inputBG: rgb("#22272e", "235", ""),
	onRow:    rgb("#ffffff", "231", ""),
	accentBG: rgb("#ffd75f", "221", ""), dangerBG: rgb("#8b0000", "88", ""),
}

// contrastLight has at least 7 to 1 on the backgrounds of a light terminal.
var contrastLight = palette{
	dim: rgb("#3a4148", "238", ""), faint: rgb("#6a737d", "243", ""),
	accent: rgb("#063f80", "18", ""), key: rgb("#000000", "16", ""),
	green: rgb("#0a4d1f", "22", ""), good: rgb("#14502a", "22", ""),
	amber: rgb("#5c3c00", "52", ""), red: rgb("#8e0f17", "88", ""),
	blue: rgb("#054a57", "17", ""), orange: rgb("#6e2e00", "52", ""),
	rose: rgb("#5a3233", "237", ""), violet: rgb("#4f1f8f", "54", ""),
	bar: rgb("#063f80", "18", ""), barEmpty: rgb("#6a737d", "243", ""),
	onAccent: rgb("#ffffff", "231", ""), onDanger: rgb("#ffffff", "231", ""),
	rowBG: rgb("#d8eaff", "195", ""), blurBG: rgb("#eef1f4", "231", ""), inputBG: rgb("#eef1f4", "255", ""),
	onRow:    rgb("#000000", "16", ""),
	accentBG: rgb("#063f80", "18", ""), dangerBG: rgb("#8e0f17", "88", ""),
}

// blindDark and blindLight distinguish states by blue against yellow and by lightness. People with protanopia and
// deuteranopia see both, and the lightness differs enough for tritanopia.
var blindDark = palette{
	dim: rgb("#c0c6cc", "251", ""), faint: rgb("#444c56", "239", "8"),
	accent: rgb("#7cc4ff", "117", "12"), key: rgb("#d5dde5", "253", ""),
	green: rgb("#3db5ff", "39", "12"), good: rgb("#a5d8ff", "153", ""),
	amber: rgb("#d9b48c", "180", "5"), red: rgb("#ff8a1f", "208", "9"),
	blue: rgb("#8fb3dc", "110", "12"), orange: rgb("#f7f05a", "227", "5"),
	rose: rgb("#a3a3a3", "248", "1"), violet: rgb("#ffd9ff", "225", "13"),
	bar: rgb("#3db5ff", "39", "12"), barEmpty: rgb("#4a525c", "240", "8"),
	onAccent: rgb("#ffffff", "231", "15"), onDanger: rgb("#ffffff", "231", "15"),
	rowBG: rgb("#1c2733", "234", ""), blurBG: rgb("#22272e", "235", ""), inputBG: rgb("#22272e", "235", ""),
	onRow:    rgb("#f2f6fa", "255", ""),
	accentBG: rgb("#2b5c94", "24", "4"), dangerBG: rgb("#8f3d00", "94", "1"),
}

var blindLight = palette{
	dim: rgb("#57606a", "240", ""), faint: rgb("#c4cad1", "251", "8"),
	accent: rgb("#0a58b0", "25", "12"), key: rgb("#32383f", "237", ""),
	green: rgb("#0000f0", "21", "12"), good: rgb("#000087", "18", ""),
	amber: rgb("#5f005f", "53", "5"), red: rgb("#d40000", "160", "9"),
	blue: rgb("#5f5faf", "61", "12"), orange: rgb("#870000", "88", "5"),
	rose: rgb("#6b6b6b", "242", "1"), violet: rgb("#af00d7", "128", "13"),
	bar: rgb("#0000f0", "21", "12"), barEmpty: rgb("#c4cad1", "250", "8"),
	onAccent: rgb("#ffffff", "231", "15"), onDanger: rgb("#ffffff", "231", "15"),
	rowBG: rgb("#e4eefb", "255", ""), blurBG: rgb("#eef1f4", "255", ""), inputBG: rgb("#eef1f4", "255", ""),
	onRow:    rgb("#1f2328", "235", ""),
	accentBG: rgb("#0a58b0", "25", "4"), dangerBG: rgb("#b3222a", "124", "1"),
}

// contrasting returns the theme of a palette with high contrast. The shades of the 16 colours are unknown, so that
// profile uses only bold, underline and reverse, which have the contrast of the terminal's own text.
func (k kit) contrasting(c palette) *Theme {
	if k.poor() {
		return k.hueless(Paint{})
	}
	return k.coloured(c)
}

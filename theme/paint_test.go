package theme

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// paints returns the paints of a theme by name of field.
func paints(t *Theme) map[string]Paint {
	found := map[string]Paint{}
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		if p, ok := reflect.TypeAssert[Paint](v.Field(i)); ok {
			found[v.Type().Field(i).Name] = p
		}
	}
	return found
}

func styles(k kit) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"nothing":    k.plain(),
		"bold":       k.bold(),
		"faint":      k.plain().Faint(true),
		"italic":     k.plain().Italic(true),
		"reverse":    k.plain().Reverse(true),
		"foreground": k.plain().Foreground(darkPalette.green),
		"background": k.onBG(darkPalette.rowBG),
		"both":       k.bold().Foreground(darkPalette.onAccent).Background(darkPalette.accentBG),
		"light":      k.bold().Foreground(lightPalette.amber),
	}
}

func TestPaintEqualsRenderByteForByte(t *testing.T) {
	texts := []string{"x", "Mark Oduya", "田中 花子", "a  b ", "●", "Zoë"}
	for _, profile := range []Profile{TrueColor, ANSI256, ANSI16, Plain} {
		for name, style := range styles(newKit(profile)) {
			paint := newPaint(style)
			for _, text := range texts {
				if got, want := paint.Apply(text), style.Render(text); got != want {
					t.Errorf("%s %s: got %q, want %q", profile.Name(), name, got, want)
				}
				if got, want := string(paint.Append([]byte("> "), text)), "> "+style.Render(text); got != want {
					t.Errorf("%s %s: appended %q, want %q", profile.Name(), name, got, want)
				}
			}
		}
	}
}

// Lip Gloss switches the underline on and off for each rune. Apart from that, the bytes are equal.
func TestPaintEqualsRenderForUnderline(t *testing.T) {
	style := newKit(ANSI16).plain().Underline(true)
	paint := newPaint(style)
	got, want := paint.Apply("abc"), strings.ReplaceAll(style.Render("abc"), paint.Off()+paint.On(), "")
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNewPaintDropsSizes(t *testing.T) {
	k := newKit(TrueColor)
	sized := k.bold().Width(20).Height(3).Padding(1).Margin(2).Border(lipgloss.RoundedBorder()).SetString("y")
	if got, want := newPaint(sized), newPaint(k.bold()); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestZeroPaintChangesNothing(t *testing.T) {
	if got := (Paint{}).Apply("name"); got != "name" {
		t.Errorf("got %q", got)
	}
	if got := newPaint(newKit(TrueColor).bold()).Apply(""); got != "" {
		t.Errorf("empty text became %q", got)
	}
}

func TestOverKeepsTheBackgroundBelow(t *testing.T) {
	k := newKit(TrueColor)
	row, good := newPaint(k.onBG(darkPalette.rowBG)), k.fg(darkPalette.green)
	if got, want := good.Over(row).Apply("on"), row.On()+good.On()+"on"+row.Off(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := good.Over(Paint{}).Apply("on"), good.Apply("on"); got != want {
		t.Errorf("over nothing: got %q, want %q", got, want)
	}
	if got, want := (Paint{}).Over(row).Apply("on"), row.Apply("on"); got != want {
		t.Errorf("nothing over: got %q, want %q", got, want)
	}
}

func TestOverKeepsReversedRows(t *testing.T) {
	k := newKit(ANSI16)
	row := newPaint(k.plain().Reverse(true))
	if got := k.fg(darkPalette.green).Over(row); got != row {
		t.Errorf("got %+v, want %+v", got, row)
	}
	plain := newPaint(newKit(Plain).plain().Reverse(true))
	if got := newPaint(newKit(Plain).bold()).Over(plain).Apply("x"); got != "x" {
		t.Errorf("without escapes: got %q", got)
	}
}

func TestPaintsTakeNoCells(t *testing.T) {
	for _, name := range Names() {
		for _, profile := range []Profile{TrueColor, ANSI256, ANSI16, Plain} {
			th, err := ByName(name, profile)
			if err != nil {
				t.Fatal(err)
			}
			for field, paint := range paints(th) {
				if got := ansi.StringWidth(paint.Apply("two")); got != 3 {
					t.Errorf("%s %s %s: width %d", name, profile.Name(), field, got)
				}
			}
		}
	}
}

func BenchmarkPaintApply(b *testing.B) {
	paint := newKit(TrueColor).fgBold(darkPalette.green)
	b.ReportAllocs()
	for b.Loop() {
		_ = paint.Apply("Member 00017")
	}
}

func BenchmarkStyleRender(b *testing.B) {
	style := newKit(TrueColor).bold().Foreground(darkPalette.green)
	b.ReportAllocs()
	for b.Loop() {
		_ = style.Render("Member 00017")
	}
}

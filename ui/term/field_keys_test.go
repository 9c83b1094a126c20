package term

import (
	"strings"
	"testing"
)

// These faults were found in the field and keep their names from there. Each case must decode to the right key or to
// none; the console decides the effect of a key.

func wantKeys(t *testing.T, want string, pieces ...piece) {
	t.Helper()
	var d decoder
	if got := strings.Join(play(&d, pieces...), " "); got != want {
		t.Errorf("%v is %s, want %s", pieces, got, want)
	}
}

func TestField_K1_SS3IsAKeyOrNothing(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"\x1bOM": "enter", "\x1bOd": "ctrl+left", "\x1bOr": "2", "\x1bO2P": "f13", "\x1bOH": "home", "\x1bOp": "0",
	} {
		wantKeys(t, want, at(0, keys))
	}
}

func TestField_K2_SequenceInTwoPieces(t *testing.T) {
	t.Parallel()
	wantKeys(t, "esc right", at(0, "\x1b"), at(60*ms, "[C"))
	wantKeys(t, "f1", at(0, "\x1bO"), at(60*ms, "P"))
}

func TestField_K3_CtrlCInAnOpenPaste(t *testing.T) {
	t.Parallel()
	wantKeys(t, "ctrl+c", at(0, "\x1b[200~hello"), at(quitWait, "\x03"))
	wantKeys(t, "[hello] ctrl+c", at(0, "\x1b[200~hello"), at(pasteWait, "\x03"))
}

func TestField_K4_EscapeAndAKeyInOneRead(t *testing.T) {
	t.Parallel()
	wantKeys(t, "esc esc", at(0, "\x1b\x1b"))
	wantKeys(t, "esc j", at(0, "\x1bj"))
	wantKeys(t, "esc : r l o c k", at(0, "\x1b:rlock"))
}

func TestField_K5_CodedKeys(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"\x1b[99;5u": "ctrl+c", "\x1b[27;5;99~": "ctrl+c", "\x1b[27u": "esc", "\x1b[109;2u": "M",
	} {
		wantKeys(t, want, at(0, keys))
	}
}

func TestField_K6_RxvtShiftTakesNoOtherKey(t *testing.T) {
	t.Parallel()
	wantKeys(t, "(shift+delete) m", at(0, "\x1b[3$"), at(0, "m"))
	wantKeys(t, "(shift+delete) m", at(0, "\x1b[3$m"))
}

func TestField_K7_OtherKeyboardsAreKeys(t *testing.T) {
	t.Parallel()
	wantKeys(t, "ь в μ צ ｍ z Q f9", at(0, "ьвμצｍzQ\x1b[20~"))
}

func TestField_K8_CapsLockIsACapital(t *testing.T) {
	t.Parallel()
	wantKeys(t, "K K", at(0, "K"), at(100*ms, "\x1b[107;65u"))
}

func TestField_K9_ThirtyArrowsInOneWrite(t *testing.T) {
	t.Parallel()
	wantKeys(t, strings.TrimSpace(strings.Repeat("down ", 30)), at(0, strings.Repeat("\x1b[B", 30)))
}

func TestField_D4_ScreenIsClearedBeforeItIsLeft(t *testing.T) {
	t.Parallel()
	cleared, left := strings.Index(RestoreBytes, "\x1b[2J"), strings.Index(RestoreBytes, "\x1b[?1049l")
	if cleared < 0 || left < cleared {
		t.Errorf("RestoreBytes are %q", RestoreBytes)
	}
}

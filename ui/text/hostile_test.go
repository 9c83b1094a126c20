package text

import "strings"

// hostile is a corpus of names that have broken terminals, tables and moderators.
var hostile = []string{
	"", " ", "   \u00a0\u3000", "Ann", "Ann  Lee", "\x1b[31mred", "\x1b]0;title", "\x1b]52;c;cHduZWQ=\a",
	"\x1bP+q544e\x1b\\",
	"\x9b31m", "\u009b31m", "\u009d0;t\u009c", "\u0090q",
	"\x1b_apc\x1b\\", "\x1b^pm", "a\x07b", "a\bb", "a\rb", "a\nb", "a\tb",
	"\x00", "\x7f", "\x80\x81\xfe\xff", "a\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\ufffd", "\ufeffAnn", "Ann\u200b",
	"\u202eevil", "a\u202ab\u202c", "\u2066x\u2069", "\u061c\u200e\u200f", "a\u2028b\u2029c", "soft\u00adhyphen",
	"w\u2060j",
	"👨\u200d👩\u200d👧", "👨🏽\u200d👩🏿\u200d👧🏻", "👍🏽", "🏽", "a🏽", "❤️", "⚠️", "☎︎", "❤️\u200d🔥", "🏳️\u200d🌈",
	"👁️\u200d🗨️", "1️⃣", "#⃣",
	"🇯🇵", "🇯", "🇯a", "🇯🇵🇯", "🇯\ufe0f🇵", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "\U000e0041",
	"กำ", "น้ำ", "ที่นี่", "ກຳ", "राम कुमार", "क्\u200dष", "क्ष", "தமிழ்", "తెలుగు", "മലയാളം", "രവീന്ദ്ര\u200d",
	"ខ្មែរ", "မြန်မာ", "සිංහල",
	"রবীন্দ্রনাথ", "བོད་ཡིག", "می\u200cخواهم", "محمد", "דָּוִד", "a\u200cb", "a\u200db", "\u200d", "\u200d👨",
	"👨\u200d", "👨\u200da",
	"Z" + strings.Repeat("\u0301", 3), "Z" + strings.Repeat("\u0301", 40) + "algo", "\u0301start", " \u0301",
	"a \u0301b", ">\u0338",
	"e\u0301", "é", "\u1112\u1161\u11ab", "\u1161", "\u11ab", "\u1112\u0301\u1161", "ﾀﾞｲ", "田中 花子", "田中　花子",
	"ｆｕｌｌ", "ﷺ", "⸻", "〰", "㊗", "㉈",
	"\u2800\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u034f", "\u17b4", "\u180e", "\u180b", "\ufe00",
	"\U000e0100", "\ue000", "\U0010ffff", "\ufdd0", "\u0378",
	"\u0600١", "\u06dd", "\u302e", "가\u302e", "\u0903", "क\u0903", "\u093e", "a\u093e", "ൎക", "\x00ำ", "\x00ﾞ",
	"ൎ\x00", "aﾞ\u0301\u0301\u0301\u0301", "\u2065", "\U0001d173", "☰", "𝌆",
	"<202E>", "<+3>", "Ann…", "…", "рaypal", "Аnn", "Αnn", strings.Repeat("x", 2000), strings.Repeat("\u202e", 2000),
	strings.Repeat("田", 1500), strings.Repeat("🇯🇵", 600), strings.Repeat("👨\u200d", 700) + "👨",
	strings.Repeat("क्\u200d", 500), strings.Repeat("\xff", 5000),
	strings.Repeat(" ", 3000) + "a", strings.Repeat("a ", 600), "a" + strings.Repeat("\u0300", 1500),
	strings.Repeat("ﾞ", 1100),
	"rtmp://h/app/key", "http://u:p@h/x?sig=1", "://", "%zz://a", "//:", "❺️\u200d🉥", "//h/x",
}

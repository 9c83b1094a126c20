package fold

import "testing"

func TestSkeletonMatchesLookAlikes(t *testing.T) {
	same := [][]string{
		{"Ann", "ann", "ANN", "Аnn", "Αnn", " Ann ", "An\u200bn", "Ａｎｎ", "A\u00adnn", "𝐀𝐧𝐧"},
		{"Paypal", "рaypal", "PayPaI", "paypa1", "PAYPAL"},
		{"Ivan Ivanov", "Ivan  Ivanov", "lvan Ivanov", "Ivan\u00a0Ivanov"},
		{"Bob", "ВОВ", "B0b", "Β0Β"},
		{"Morn", "Mom", "Мом"},
		{"👍🏽", "👍", "👍🏿"},
		{"Zoë", "Zoe\u0308", "ZOË"},
		{"Straße", "STRASSE"},
		{"Μim", "mιm", "МIМ"},
		{"İlker", "i̇lker"},
	}
	for _, names := range same {
		for _, name := range names[1:] {
			if got, want := Skeleton(name), Skeleton(names[0]); got != want {
				t.Errorf("%q and %q: %q, %q", names[0], name, want, got)
			}
		}
	}
	for _, pair := range [][2]string{
		{"Ann", "Anna"}, {"Ann", "Anne"}, {"Max", "Mex"}, {"田中", "田"}, {"Zoë", "Zoe"}, {"Ann Lee", "Annlee"},
	} {
		if Skeleton(pair[0]) == Skeleton(pair[1]) {
			t.Errorf("%q and %q count as alike", pair[0], pair[1])
		}
	}
}

func BenchmarkSkeleton(b *testing.B) {
	for name, raw := range map[string]string{"ascii": "Member 00017", "cyrillic": "Иван Иванов"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Skeleton(raw)
			}
		})
	}
}

package wire

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gavel/session/video"
)

// TestDecodeLayoutMatchesEncodingJSON compares DecodeLayout with encoding/json, for texts with spaces, odd values and
// keys in any order.
func TestDecodeLayoutMatchesEncodingJSON(t *testing.T) {
	space := rapid.SampledFrom([]string{"", " ", "\n\t"})
	value := rapid.SampledFrom([]string{
		`1`, `0`, `20`, `33.333`, `-5`, `1e3`, `123456789`, `1234567890`, `true`, `false`, `"standard-1"`, `"a\"]}{"`, `"auto"`,
	})
	rapid.Check(t, func(r *rapid.T) {
		gap := func() string { return space.Draw(r, "space") }
		object := func(pairs []string) string { return "{" + gap() + strings.Join(pairs, gap()+","+gap()) + gap() + "}" }
		var layers []string
		for range rapid.IntRange(0, 5).Draw(r, "layers") {
			var pairs []string
			for _, k := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{
				"layer_index", "z_index", "x", "y", "width", "height", "position", "reservation", "visible", "member_id", "other",
			}), rapid.ID).Draw(r, "keys") {
				pairs = append(pairs, fmt.Sprintf("%q%s:%s%s", k, gap(), gap(), value.Draw(r, k)))
			}
			layers = append(layers, object(pairs))
		}
		list := `"layers":[` + gap() + strings.Join(layers, ","+gap()) + gap() + `]`
		parts := rapid.Permutation([]string{list, `"name":"5x5"`, `"id":"l-1"`, `"more":[[{}],"]"]`}).Draw(r, "parts")
		text := object(parts)
		got := DecodeLayout(mustNode(text), nil)
		if got.Name != "5x5" || got.ID != "l-1" || len(got.Layers) != len(layers) {
			r.Fatalf("%s gives %+v", text, got)
		}
		for i, one := range layers {
			if want := likeJSON(r, one); !reflect.DeepEqual(got.Layers[i], want) {
				r.Fatalf("%s gives %+v, want %+v", one, got.Layers[i], want)
			}
		}
	})
}

// likeJSON decodes a layer field by field. A field of the wrong type counts as absent.
func likeJSON(r *rapid.T, text string) video.Layer {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		r.Fatal(err)
	}
	y := video.Layer{Visible: true}
	into := func(key string, v any) {
		if raw, ok := fields[key]; ok {
			_ = json.Unmarshal(raw, v)
		}
	}
	whole := func(key string, v *int) {
		var f float64
		into(key, &f)
		*v = int(f)
	}
	whole("layer_index", &y.Index)
	whole("z_index", &y.Z)
	into("x", &y.X)
	into("y", &y.Y)
	into("width", &y.Width)
	into("height", &y.Height)
	into("position", &y.Position)
	into("reservation", &y.Reservation)
	into("visible", &y.Visible)
	into("member_id", &y.MemberID)
	if !video.ValidID(y.MemberID) {
		y.MemberID = ""
	}
	return y
}

func TestDecodeLayoutSkipsOddValues(t *testing.T) {
	for text, layers := range map[string]int{
		`{}`: 0, `{"layers":null}`: 0, `{"layers":{"a":[]},"name":"x"}`: 0, `{"layers":[],"name":"x"}`: 0,
		`{"layers":[1,"x",[{}],{"x":1},null],"name":"x"}`:                           1,
		`{"layers":[` + strings.Repeat(`{"x":1},`, maxLayers+7) + `{}],"name":"x"}`: maxLayers,
	} {
		l := DecodeLayout(mustNode(text), nil)
		if len(l.Layers) != layers || l.Layers == nil || strings.Contains(text, "name") && l.Name != "x" {
			t.Errorf("%.60s gives %d layers and the name %q", text, len(l.Layers), l.Name)
		}
	}
}

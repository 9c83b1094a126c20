package wire

import (
	"slices"

	"gavel/session/video"
)

// maxLayers bounds the slots of a canvas; the largest known layout has some dozens.
const maxLayers = 1000

// LayoutNames returns the names in a list of layouts, without duplicates and empty names.
func LayoutNames(v Node) []string {
	names := []string{}
	for _, name := range StringsOf(v) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// DecodeLayout reads a layout with all its layers. A text that equals the one in the layers before is not copied: each
// of 25 layers has three texts, and most stay the same.
// Source: PROTOCOL.md section 11.3.
func DecodeLayout(v Node, before []video.Layer) video.Layout {
	l := video.Layout{Layers: []video.Layer{}}
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "name":
			setString(&l.Name, v)
		case "id":
			setString(&l.ID, v)
		case "layers":
			l.Layers = decodeLayers(v, before)
		}
	})
	return l
}

func decodeLayers(v Node, before []video.Layer) []video.Layer {
	layers := make([]video.Layer, 0, len(before))
	each(v, func(v Node) {
		if len(layers) == maxLayers || !v.IsObject() {
			return
		}
		var was video.Layer
		if i := len(layers); i < len(before) {
			was = before[i]
		}
		layers = append(layers, decodeLayer(v, was))
	})
	return layers
}

func decodeLayer(v Node, was video.Layer) video.Layer {
	y := video.Layer{Visible: true}
	Visit(v, func(key []byte, v Node) {
		switch string(key) {
		case "layer_index":
			setInt(&y.Index, v)
		case "z_index":
			setInt(&y.Z, v)
		case "x":
			setNumber(&y.X, v)
		case "y":
			setNumber(&y.Y, v)
		case "width":
			setNumber(&y.Width, v)
		case "height":
			setNumber(&y.Height, v)
		case "position":
			y.Position = textLike(v, was.Position)
		case "reservation":
			y.Reservation = textLike(v, was.Reservation)
		case "visible":
			setBool(&y.Visible, v)
		case "playing_file":
			setBool(&y.PlayingFile, v)
		case "member_id":
			if y.MemberID = textLike(v, was.MemberID); !video.ValidID(y.MemberID) {
				y.MemberID = ""
			}
		}
	})
	return y
}

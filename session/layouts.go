package session

import "gavel/session/video"

// maxLayers bounds the slots of a canvas; the largest known layout has some dozens.
const maxLayers = 1000

// decodeLayout reads a layout with all its layers. Texts that are as they were in the layers before are not copied: there are
// three in each of 25 layers, and most stay. Source: PROTOCOL.md section 11.3.
func decodeLayout(v node, before []video.Layer) video.Layout {
	var l video.Layout
	for w := walk(v, '{'); w.next(); {
		switch string(w.key) {
		case "name":
			setString(&l.Name, w.value)
		case "id":
			setString(&l.ID, w.value)
		case "layers":
			layers, n := decodeLayers(w.value, before)
			if l.Layers = layers; n > 0 {
				w.took(n)
			}
		}
	}
	if l.Layers == nil {
		l.Layers = []video.Layer{}
	}
	return l
}

// decodeLayers reads the layers of a layout, and returns how long they are when it has walked to their end, else 0. Each is
// walked through once: a layout is twenty times as long as any other event.
func decodeLayers(v node, before []video.Layer) (layers []video.Layer, length int) {
	layers = make([]video.Layer, 0, len(before))
	w := walk(v, '[')
	for w.next() && len(layers) < maxLayers {
		var was video.Layer
		if i := len(layers); i < len(before) {
			was = before[i]
		}
		layer, n := decodeLayer(w.value, was)
		layers = append(layers, layer)
		if n > 0 {
			w.took(n)
		}
	}
	if w.b != nil {
		return layers, 0
	}
	return layers, w.end
}

// decodeLayer reads one layer, and returns how long it is; 0 when it is none.
func decodeLayer(v node, was video.Layer) (video.Layer, int) {
	y := video.Layer{Visible: true}
	n := visit(v, func(key []byte, v node) {
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
	return y, n
}

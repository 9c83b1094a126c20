package localrelay

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
)

// uuidLen is the length of a UUID as text.
const uuidLen = 36

// ids makes UUIDs from a seed: unique and repeatable, not secret. Not safe for concurrent use.
type ids struct{ source *rand.PCG }

// newIDs returns a source for one purpose, so that purposes do not disturb each other's sequence.
func newIDs(seed int64, purpose string) *ids {
	return &ids{source: newPCG(seed, purpose)}
}

// newPCG seeds a generator by a number and a purpose.
func newPCG(seed int64, purpose string) *rand.PCG {
	h := fnv.New64a()
	_, _ = h.Write([]byte(purpose)) // never fails
	return rand.NewPCG(uint64(seed), h.Sum64())
}

// next returns the next id.
func (i *ids) next() string { return string(i.append(nil)) }

// append adds the next id to b.
func (i *ids) append(b []byte) []byte {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], i.source.Uint64())
	binary.BigEndian.PutUint64(raw[8:], i.source.Uint64())
	return appendUUID(b, raw)
}

// appendUUID adds raw to b in the text form of a version 4 UUID.
func appendUUID(b []byte, raw [16]byte) []byte {
	raw[6] = raw[6]&0x0f | 0x40 // version 4
	raw[8] = raw[8]&0x3f | 0x80 // variant of RFC 9562
	var text [uuidLen]byte
	hex.Encode(text[:8], raw[:4])
	hex.Encode(text[9:13], raw[4:6])
	hex.Encode(text[14:18], raw[6:8])
	hex.Encode(text[19:23], raw[8:10])
	hex.Encode(text[24:], raw[10:])
	for _, dash := range [...]int{8, 13, 18, 23} {
		text[dash] = '-'
	}
	return append(b, text[:]...)
}

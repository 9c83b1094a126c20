// The room's own methods: layout, positions, hiding, lock, hand priority, meta.
import { exactly, pause } from '../harness.mjs'

// Grids with known slots (percent of the canvas, row by row).
const grids = {
  '1x1': grid(1), '2x2': grid(2), '3x3': grid(3), '4x4': grid(4), '5x5': grid(5), '6x6': grid(6), '8x8': grid(8), '10x10': grid(10),
  '2x1': [[0, 25, 50, 50], [50, 25, 50, 50]],
  '5up': [[0, 0], [2, 0], [1, 1], [0, 2], [2, 2]].map(([x, y]) => [x * 100 / 3, y * 100 / 3, 100 / 3, 100 / 3]),
}

export async function roomMethods(bench, people) {
  await layouts(bench)
  await positions(bench, people)
  await memberPosition(bench, people)
  await hiding(bench, people)
  await flags(bench)
  await meta(bench)
  await bench.agrees('after the room methods the members are as in the events')
}

async function layouts(bench) {
  const { report, room } = bench
  const names = (await room.getLayouts()).layouts
  await room.setLayout({ name: '1x1' })
  await room.setLayout({ name: names.find((n) => n !== '2x1') })
  await pause(30)
  for (const name of ['2x1', ...names.filter((n) => n !== '2x1'), 'grid-responsive']) {
    const value = await bench.does(`setLayout ${name}`, () => room.setLayout({ name }),
      ['layout.changed', { layout: (l) => l.name === name && l.layers.length > 0 }],
      ['room.updated', { layoutName: name }])
    report.equal(value, undefined, `setLayout ${name} returns nothing`)
    const layers = await bench.layers()
    if (grids[name]) {
      report.ok(sameSlots(layers, grids[name]), `${name} has its ${grids[name].length} slots in rows`,
        layers?.map((l) => [l.x, l.y, l.width, l.height]))
    }
    await visibility(bench, layers, name)
  }
  await bench.none('setLayout of an unknown layout changes nothing', 'layout.changed', {}, () =>
    report.refused('setLayout of an unknown layout', () => room.setLayout({ name: 'no-such-layout' })))
}

// A member with the camera on is visible exactly if it is in a layer.
async function visibility(bench, layers, name) {
  const inside = new Set(layers?.map((l) => l.member_id))
  const wrong = (await bench.members()).filter((m) => !m.video_muted && m.visible !== inside.has(m.id))
    .map((m) => `${m.name}: visible ${m.visible}, in a layer ${inside.has(m.id)}`)
  bench.report.equal(wrong, [], `${name}: only members in a layer are visible`)
}

async function positions(bench, [ann, bob, cem, dan]) {
  const { report, room } = bench
  const all = await bench.members()
  for (const { id } of all) await room.videoUnmute({ memberId: id })
  const swapped = { [ann]: 'standard-2', [bob]: 'standard-1' }
  await bench.does('setLayout with positions', () => room.setLayout({ name: '3x3', positions: swapped }),
    ['layout.changed', { layout: placed(swapped) }])
  const back = { [ann]: 'standard-1', [bob]: 'standard-3', [cem]: 'off-canvas', [dan]: 'standard-9' }
  const value = await bench.does('setPositions', () => room.setPositions({ positions: back }),
    ['layout.changed', { layout: placed(back) }])
  report.equal(value, undefined, 'setPositions returns nothing')
  report.equal((await bench.member(cem)).visible, false, 'off-canvas is not visible')
  report.equal((await bench.member(dan)).requested_position, 'standard-9', 'setPositions: requested_position is set')
  await bench.does('setPositions auto', () => room.setPositions({ positions: { [ann]: 'auto', [bob]: 'auto', [cem]: 'auto', [dan]: 'auto' } }),
    ['layout.changed', { layout: (l) => [ann, bob, cem, dan].every((id) => l.layers.some((x) => x.memberId === id)) }])
  await report.refused('setPositions with a malformed position', () => room.setPositions({ positions: { [ann]: 'front row' } }))
  await bench.report.refused('setLayout with a malformed position', () => room.setLayout({ name: '2x2', positions: { [ann]: 'standard-' } }))
}

async function memberPosition(bench, [ann]) {
  const { report, room } = bench
  const steps = [
    ['standard-5', (l) => at(l, ann) === 'standard-5'],
    ['off-canvas', (l) => at(l, ann) === undefined],
    ['auto', (l) => at(l, ann) !== undefined],
  ]
  for (const [position, right] of steps) {
    const value = await bench.does(`setMemberPosition ${position}`, () => room.setMemberPosition({ memberId: ann, position }),
      ['layout.changed', { layout: right }],
      ['member.updated', { id: ann, requestedPosition: position }])
    report.equal(value, undefined, `setMemberPosition ${position} returns nothing`)
  }
  await report.refused('setMemberPosition nowhere', () => room.setMemberPosition({ memberId: ann, position: 'nowhere' }))
}

async function hiding(bench, [ann, bob]) {
  const { report, room } = bench
  await room.videoUnmute({ memberId: bob })
  await room.videoMute({ memberId: ann })
  await pause(30)
  const value = await bench.does('setHideVideoMuted true', () => room.setHideVideoMuted(true),
    ['room.updated', { hideVideoMuted: true }],
    ['layout.changed', { layout: (l) => at(l, ann) === undefined && at(l, bob) !== undefined }])
  report.equal(value, undefined, 'setHideVideoMuted returns nothing')
  await bench.does('videoUnmute while hiding', () => room.videoUnmute({ memberId: ann }),
    ['layout.changed', { layout: (l) => at(l, ann) !== undefined }])
  await bench.does('setHideVideoMuted false', () => room.setHideVideoMuted(false), ['room.updated', { hideVideoMuted: false }])
}

async function flags(bench) {
  const { report, room, sdk } = bench
  const cases = [
    ['lock', () => room.lock(), { locked: true }, undefined],
    ['unlock', () => room.unlock(), { locked: false }, undefined],
    ['setPrioritizeHandraise true', () => room.setPrioritizeHandraise(true), { prioritizeHandraise: true }, 'answer'],
    ['setPrioritizeHandraise false', () => room.setPrioritizeHandraise(false), { prioritizeHandraise: false }, 'answer'],
  ]
  for (const [name, run, fields, returns] of cases) {
    const value = await bench.does(name, run, ['room.updated', fields])
    if (returns) report.matches(value, { code: '200', message: 'OK' }, `${name} returns code and message`)
    else report.equal(value, undefined, `${name} returns nothing`)
    const event = await bench.wire('video.room.updated')
    const changed = Object.keys(fields).map((f) => f.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))
    report.equal(event?.params.room_session.updated, changed, `${name}: updated names ${changed}`)
    report.matches(await sdk.room(room.id), fields, `${name}: getRoomSessionById agrees`)
  }
}

async function meta(bench) {
  const { report, room } = bench
  const nested = { Topic: 'Intro', nested: { camelCase: 1, snake_case: [true, null] } }
  const steps = [
    ['setMeta', nested, nested],
    ['setMeta', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } }], // replaces everything
    ['updateMeta', { b: { d: 3 }, e: 'x' }, { a: 1, b: { d: 3 }, e: 'x' }], // merges only the top level
    ['deleteMeta', ['a', 'e', 'never there'], { b: { d: 3 } }],
    ['setMeta', {}, {}],
  ]
  for (const [method, argument, want] of steps) {
    await bench.does(method, () => room[method](argument), ['room.updated', { meta: exactly(want) }])
    report.equal(await room.getMeta(), { meta: want }, `${method}: getMeta returns the new value`)
  }
}

const at = (layout, id) => layout.layers.find((l) => l.memberId === id)?.position

// placed checks that everyone in the map is where the map says.
const placed = (wanted) => (layout) => Object.entries(wanted)
  .every(([id, position]) => at(layout, id) === (position === 'off-canvas' ? undefined : position))

function grid(n) {
  return Array.from({ length: n * n }, (_, i) => [(i % n) * 100 / n, Math.floor(i / n) * 100 / n, 100 / n, 100 / n])
}

function sameSlots(layers, slots) {
  return layers?.length === slots.length && layers.every((l, i) =>
    [l.x, l.y, l.width, l.height].every((v, k) => Math.abs(v - slots[i][k]) < 0.01))
}

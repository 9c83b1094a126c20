// The member methods: their results, effects and events.
import { exactly, matches, pause, until } from '../harness.mjs'

const noSuch = '00000000-0000-4000-8000-000000000000'

// Two people (not screens), on the canvas if possible.
export async function pickMembers(bench) {
  const people = (await bench.members()).filter((m) => m.type === 'member')
  bench.report.ok(people.length >= 4, 'at least four people are in the room', people.length)
  return people.map((m) => m.id)
}

export async function memberMethods(bench, [ann, bob]) {
  await switches(bench, ann)
  await deafness(bench, ann)
  await levels(bench, ann)
  await hands(bench, ann)
  await memberObjects(bench, bob)
  await derived(bench, ann)
  await memberMeta(bench, ann)
  await bench.agrees('the member events had everything that getMembers returns')
}

// says returns the expectation of a member.updated with these values.
const says = (id, fields) => ['member.updated', { id, ...fields }]

async function switches(bench, memberId) {
  const { report, room } = bench
  const cases = [
    ['audioUnmute', { audioMuted: false }, ['audio_muted']],
    ['audioMute', { audioMuted: true }, ['audio_muted']],
    ['audioUnmute', { audioMuted: false }, ['audio_muted']],
    ['videoUnmute', { videoMuted: false, visible: true }, ['video_muted', 'visible']],
    ['videoMute', { videoMuted: true, visible: false }, ['video_muted', 'visible']],
    ['videoUnmute', { videoMuted: false, visible: true }, ['video_muted', 'visible']],
  ]
  // The member may already be in the wanted state of the first call of each kind.
  await room.audioMute({ memberId })
  await room.videoMute({ memberId })
  await pause(50)
  for (const [method, fields, updated] of cases) {
    const value = await bench.does(method, () => room[method]({ memberId }), says(memberId, fields))
    report.equal(value, undefined, `${method} returns nothing`)
    const event = await bench.wire('video.member.updated', ({ member }) => member.id === memberId && member.updated.includes(updated[0]))
    report.ok(updated.every((name) => event?.params.member.updated.includes(name)), `${method}: updated names ${updated.join(' and ')}`, event?.params)
    report.ok(matches(await bench.member(memberId), snake(fields)), `${method}: getMembers agrees`)
  }
}

async function deafness(bench, memberId) {
  const { report, room } = bench
  await room.audioUnmute({ memberId })
  await bench.does('deaf', () => room.deaf({ memberId }), says(memberId, { deaf: true, audioMuted: true }))
  report.ok(matches(await bench.member(memberId), { deaf: true, audio_muted: true }), 'deaf also mutes the microphone')
  await bench.does('undeaf', () => room.undeaf({ memberId }), says(memberId, { deaf: false, audioMuted: false }))
  report.ok(matches(await bench.member(memberId), { deaf: false, audio_muted: false }), 'undeaf also unmutes the microphone')
  await room.audioMute({ memberId })
  await bench.does('deaf of a muted member', () => room.deaf({ memberId }), says(memberId, { deaf: true, audioMuted: true }))
  await bench.does('undeaf of a member muted before', () => room.undeaf({ memberId }), says(memberId, { deaf: false, audioMuted: false }))
}

async function levels(bench, memberId) {
  const { report, room } = bench
  const cases = [
    ['setInputVolume', 'volume', 'inputVolume', [-50, 50, 12, 0]],
    ['setMicrophoneVolume', 'volume', 'inputVolume', [-7, 0]],
    ['setOutputVolume', 'volume', 'outputVolume', [-50, 50, 12, 0]],
    ['setSpeakerVolume', 'volume', 'outputVolume', [-7, 0]],
    ['setInputSensitivity', 'value', 'inputSensitivity', [0, 100, 55, 30]],
  ]
  for (const [method, parameter, property, values] of cases) {
    for (const value of values) {
      await bench.does(`${method} ${value}`, () => room[method]({ memberId, [parameter]: value }), says(memberId, { [property]: value }))
    }
  }
  for (const [method, parameter, , values] of cases) {
    const [low, high] = parameter === 'value' ? [-1, 101] : [-51, 51]
    for (const wrong of [low, high]) {
      await bench.none(`${method} ${wrong} changes nothing`, 'member.updated', { id: memberId }, () =>
        report.refused(`${method} ${wrong}`, () => room[method]({ memberId, [parameter]: wrong })))
    }
    await report.refused(`${method} without a number`, () => room[method]({ memberId, [parameter]: 'loud' }))
  }
}

async function hands(bench, memberId) {
  const { room } = bench
  await room.setRaisedHand({ memberId, raised: false })
  await pause(30)
  await bench.does('setRaisedHand', () => room.setRaisedHand({ memberId }), says(memberId, { handraised: true }))
  await bench.does('setRaisedHand false', () => room.setRaisedHand({ memberId, raised: false }), says(memberId, { handraised: false }))
  await bench.does('setRaisedHand true', () => room.setRaisedHand({ memberId, raised: true }), says(memberId, { handraised: true }))
  await bench.does('setRaisedHand false again', () => room.setRaisedHand({ memberId, raised: false }), says(memberId, { handraised: false }))
}

// The same methods on the objects of getMembers. Only these have setDeaf.
async function memberObjects(bench, id) {
  const { report, room } = bench
  const member = (await room.getMembers()).members.find((m) => m.id === id)
  await member.audioUnmute()
  await member.videoUnmute()
  await pause(50)
  const steps = [
    ['audioMute', [], { audioMuted: true }],
    ['audioUnmute', [], { audioMuted: false }],
    ['videoMute', [], { videoMuted: true }],
    ['videoUnmute', [], { videoMuted: false }],
    ['setDeaf', [true], { deaf: true, audioMuted: true }],
    ['setDeaf', [false], { deaf: false, audioMuted: false }],
    ['setInputVolume', [{ volume: 5 }], { inputVolume: 5 }],
    ['setMicrophoneVolume', [{ volume: 6 }], { inputVolume: 6 }],
    ['setOutputVolume', [{ volume: 7 }], { outputVolume: 7 }],
    ['setSpeakerVolume', [{ volume: 8 }], { outputVolume: 8 }],
    ['setInputSensitivity', [{ value: 9 }], { inputSensitivity: 9 }],
    ['setRaisedHand', [{ raised: true }], { handraised: true }],
    ['setRaisedHand', [{ raised: false }], { handraised: false }],
  ]
  for (const [method, args, fields] of steps) {
    await bench.does(`member.${method}`, () => member[method](...args), says(id, fields))
    report.matches(member, fields, `member.${method}: the object follows`)
  }
}

// v4 calls a handler per changed property after room.subscribed. v3.13 never does (its own fault), and this check
// expects exactly that: only member.updated, once per event of the relay.
async function derived(bench, memberId) {
  const { report, room, version, seen } = bench
  const cases = [
    [() => room.audioMute({ memberId }), 'member.updated.audioMuted'],
    [() => room.audioUnmute({ memberId }), 'member.updated.audioMuted'],
    [() => room.videoMute({ memberId }), 'member.updated.videoMuted'],
    [() => room.videoUnmute({ memberId }), 'member.updated.visible'],
    [() => room.deaf({ memberId }), 'member.updated.deaf'],
    [() => room.undeaf({ memberId }), 'member.updated.deaf'],
    [() => room.setInputVolume({ memberId, volume: 1 }), 'member.updated.inputVolume'],
    [() => room.setOutputVolume({ memberId, volume: 1 }), 'member.updated.outputVolume'],
    [() => room.setInputSensitivity({ memberId, value: 31 }), 'member.updated.inputSensitivity'],
  ]
  for (const [run, event] of cases) {
    const from = seen.length
    bench.lastMark = bench.tap.mark
    await run()
    const here = () => seen.slice(from).filter((e) => e.value.id === memberId)
    await until(() => bench.tap.events('video.member.updated', bench.lastMark).length)
    const updates = bench.tap.events('video.member.updated', bench.lastMark).filter((e) => e.params.member.id === memberId)
    await until(() => here().filter((e) => e.event === (version === 'v3' ? 'member.updated' : event)).length >= updates.length)
    await pause(30)
    const names = here().map((e) => e.event)
    if (version === 'v4') report.ok(names.includes(event), `${event} is called`, names)
    else report.equal([updates.length > 0, names], [true, updates.map(() => 'member.updated')], `${event}: only member.updated is called, once per event`)
  }
}

async function memberMeta(bench, memberId) {
  const { report, room } = bench
  const read = async () => (await room.getMemberMeta({ memberId })).meta
  const nested = { Topic: 'Intro', nested: { camelCase: 1, snake_case: [true, null] } }
  const steps = [
    ['setMemberMeta', { meta: nested }, nested],
    ['setMemberMeta', { meta: { a: 1, b: { c: 2 } } }, { a: 1, b: { c: 2 } }], // replaces everything
    ['updateMemberMeta', { meta: { b: { d: 3 }, e: 'x' } }, { a: 1, b: { d: 3 }, e: 'x' }], // merges only the top level
    ['deleteMemberMeta', { keys: ['a', 'e', 'never there'] }, { b: { d: 3 } }],
    ['setMemberMeta', { meta: {} }, {}],
  ]
  for (const [method, args, want] of steps) {
    await bench.does(method, () => room[method]({ memberId, ...args }), says(memberId, { meta: exactly(want) }))
    report.equal(await read(), want, `${method}: getMemberMeta returns the new value`)
  }
}

// What the SDK's public end-to-end tests expect for a missing member.
export async function unknownMember(bench) {
  const { report, room } = bench
  const memberId = noSuch
  const calls = [
    ['audioMute'], ['audioUnmute'], ['videoMute'], ['videoUnmute'], ['deaf'], ['undeaf'],
    ['setInputVolume', { volume: 1 }], ['setOutputVolume', { volume: 1 }], ['setInputSensitivity', { value: 1 }],
    ['setMemberPosition', { position: 'auto' }], ['setRaisedHand', { raised: true }], ['setRaisedHand', { raised: false }],
    ['getMemberMeta'], ['setMemberMeta', { meta: {} }], ['updateMemberMeta', { meta: {} }],
    ['deleteMemberMeta', { keys: [] }], ['removeMember'], ['demote'],
  ]
  for (const [method, args] of calls) {
    await report.refused(`${method} of an unknown member`, () => room[method]({ memberId, ...args }), '404')
  }
  await report.settles('promote of an unknown member is accepted', () => room.promote({ memberId }))
  for (const method of ['audioMute', 'setInputVolume', 'getMemberMeta', 'updateMemberMeta', 'deleteMemberMeta']) {
    await report.refused(`${method} without memberId`, () => room[method]({ volume: 1, meta: {}, keys: [] }))
  }
}

const snake = (fields) => Object.fromEntries(Object.entries(fields)
  .map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]))

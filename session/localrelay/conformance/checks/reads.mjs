// The client's reads, subscriptions, and all other requests that change nothing.
import { until } from '../harness.mjs'
import { plain } from '../bench.mjs'
import { faultsOf } from '../shapes.mjs'

// The names in the reference's example of getLayouts.
const pageLayouts = ['8x8', '2x1', '1x1', '5up', '5x5', '4x4', '10x10', '2x2', '6x6', '3x3', 'grid-responsive',
  'highlight-1-responsive']

const noSuch = '00000000-0000-4000-8000-000000000000'

const roomProperties = {
  id: isText, roomSessionId: isText, roomId: isText, name: isText, displayName: isText, eventChannel: isText,
  layoutName: isText, hideVideoMuted: isFlag, recording: isFlag, locked: isFlag, prioritizeHandraise: isFlag,
  meta: (v) => typeof v === 'object',
}
const memberProperties = {
  id: isText, roomId: isText, roomSessionId: isText, name: isText, type: (v) => ['member', 'screen', 'device'].includes(v),
  requestedPosition: isText, visible: isFlag, audioMuted: isFlag, videoMuted: isFlag, deaf: isFlag, handraised: isFlag,
  inputVolume: inRange(-50, 50), outputVolume: inRange(-50, 50), inputSensitivity: inRange(0, 200),
  meta: (v) => typeof v === 'object',
}

export async function connecting({ report, sdk, tap, link, options }) {
  const rooms = await report.settles('getRoomSessions', () => sdk.rooms())
  report.ok(link.includes('connected'), 'session.connected is emitted')
  const [connect] = tap.requests('signalwire.connect')
  const { identity, protocol, authorization } = tap.answer(connect.id)?.result ?? {}
  report.ok(typeof identity === 'string', 'connect returns an identity', identity)
  report.ok(typeof authorization?.signature === 'string' && !authorization.signature.includes('_'),
    'connect returns an authorization with a signature', authorization)
  report.ok(new RegExp(`^signalwire_${authorization?.signature}_[^_]+_${options.project}$`).test(protocol),
    'connect returns a protocol with which the SDK resumes', protocol)
  report.ok(!JSON.stringify(tap.answer(connect.id)).includes(options.token), 'connect does not contain the token')
  report.ok(rooms?.length > 0, 'a room session is in progress', 'start the relay with a room for each SDK version')
  return rooms?.[0]
}

export async function reading(bench) {
  const { report, sdk, room, tap } = bench
  report.matches(plain(room), roomProperties, 'a room session has the properties of the reference')
  const same = await report.settles('getRoomSessionById', () => sdk.room(room.id))
  report.equal(same && plain(same), plain(room), 'getRoomSessionById returns the same room session')
  await report.refused('getRoomSessionById of an unknown id', () => sdk.room(noSuch), '404')
  const faults = tap.requests('video.rooms.get').flatMap((r) => tap.answer(r.id).result.rooms)
    .flatMap((r) => faultsOf(r, 'room_session'))
  report.equal(faults, [], 'the rooms of getRoomSessions are complete')

  const layouts = (await report.settles('getLayouts', () => room.getLayouts()))?.layouts
  report.ok(pageLayouts.every((name) => layouts?.includes(name)), 'getLayouts lists the layouts of the reference', layouts)
  const members = (await report.settles('getMembers', () => room.getMembers()))?.members
  for (const [i, member] of (members ?? []).entries()) {
    report.matches(plain(member), memberProperties, `getMembers: member ${i + 1} has the properties of the reference`)
  }
  report.equal((await bench.members()).flatMap((m) => faultsOf(m, 'member')), [], 'the members of getMembers are complete')
  report.equal(await report.settles('getMeta', () => room.getMeta()), { meta: room.meta }, 'getMeta returns the metadata of the room')
  report.equal(await report.settles('getRecordings', () => room.getRecordings()), { recordings: [] }, 'getRecordings starts empty')
  report.equal(await report.settles('getPlaybacks', () => room.getPlaybacks()), { playbacks: [] }, 'getPlaybacks starts empty')
  report.equal(await report.settles('getStreams', () => room.getStreams()), { streams: [] }, 'getStreams starts empty')
  report.equal(await report.settles('getMemberMeta', () => room.getMemberMeta({ memberId: members?.[0].id })),
    { meta: members?.[0].meta }, 'getMemberMeta returns the metadata of the member')
}

export async function subscribing(bench) {
  const { report, sdk, tap, seen, room } = bench
  await report.settles('listening to room.started and room.ended', () => sdk.listenVideo({
    'room.started': () => {},
    'room.ended': (ended) => seen.push({ event: 'video: room.ended', value: plain(ended) }),
  }))
  report.equal(tap.events().length, 0, 'no event before a room is subscribed')
  await report.settles('subscribe', () => bench.watch(room))
  await until(() => seen.some((e) => e.event === 'room.subscribed'))
  const subscribed = seen.filter((e) => e.event === 'room.subscribed')
  report.equal(subscribed.length, 1, 'room.subscribed arrives once')
  report.matches(subscribed[0]?.value, { id: room.id, name: room.name, eventChannel: room.eventChannel }, 'room.subscribed is about the room')
  const [state] = tap.events('video.room.subscribed')
  const read = await bench.members()
  report.equal(state?.params.room_session.members, read, 'the full state has the members that getMembers returns')
}

function isText(value) { return typeof value === 'string' && value !== '' }
function isFlag(value) { return typeof value === 'boolean' }
function inRange(low, high) { return (value) => typeof value === 'number' && value >= low && value <= high }

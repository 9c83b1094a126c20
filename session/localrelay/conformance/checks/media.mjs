// Recordings, playbacks and streams, and the SDK's objects for them.
import { plain } from '../bench.mjs'

const file = 'https://example.com/foo.mp4'

export async function media(bench, people) {
  await recordings(bench)
  await playbacks(bench, people)
  await streams(bench)
}

async function recordings(bench) {
  const { report, room, sdk } = bench
  const running = { state: 'recording', startedAt: isNow, endedAt: undefined }
  const first = await bench.does('startRecording', () => sdk.start(room, 'recording'),
    ['recording.started', running], ['room.updated', { recording: true }])
  report.matches(plain(first), { ...running, id: isId, roomSessionId: room.id }, 'startRecording returns the recording')
  const second = await bench.does('a second startRecording', () => sdk.start(room, 'recording'), ['recording.started', running])
  report.ok(second && second.id !== first.id, 'several recordings run at once', second?.id)
  report.equal((await room.getRecordings()).recordings.map((r) => [r.id, r.state]),
    [[first.id, 'recording'], [second?.id, 'recording']], 'getRecordings lists both')

  await bench.does('recording.pause', () => first.pause(), ['recording.updated', { id: first.id, state: 'paused' }])
  report.equal(await stateOf(room.getRecordings(), second.id), 'recording', 'recording.pause does not affect the other one')
  await bench.does('recording.resume', () => first.resume(), ['recording.updated', { id: first.id, state: 'recording' }])
  await bench.does('pause before stop', () => second.pause(), ['recording.updated', { id: second.id, state: 'paused' }])
  await bench.none('the room records until the last one stops', 'room.updated', { recording: false }, () =>
    bench.does('recording.stop', () => first.stop(), ['recording.ended', { id: first.id, state: 'completed', endedAt: isNow, duration: isDuration }]))
  report.equal((await room.getRecordings()).recordings.map((r) => r.id), [second.id], 'getRecordings lists the running one')
  await bench.does('recording.stop of the last', () => second.stop(),
    ['recording.ended', { id: second.id, state: 'completed' }], ['room.updated', { recording: false }])
  await afterEnd(bench, 'recording', first, ['pause', 'resume', 'stop'])
}

async function playbacks(bench, [ann]) {
  const { report, room, sdk } = bench
  const playback = await bench.does('play', () => sdk.start(room, 'playback', { url: file }),
    ['playback.started', { url: file, state: 'playing', volume: 0, startedAt: isNow, endedAt: undefined, position: isSmall }],
    ['layout.changed', { layout: (l) => l.layers.some((x) => x.playingFile) }])
  report.matches(plain(playback), { id: isId, roomSessionId: room.id, url: file, state: 'playing' }, 'play returns the playback')
  const changes = (fields) => ['playback.updated', { id: playback.id, ...fields }]
  for (const volume of [-50, 50, 10]) {
    await bench.does(`playback.setVolume ${volume}`, () => playback.setVolume(volume), changes({ volume }))
  }
  for (const wrong of [-51, 51]) await report.refused(`playback.setVolume ${wrong}`, () => playback.setVolume(wrong))
  await bench.does('playback.pause', () => playback.pause(), changes({ state: 'paused' }))
  await bench.does('playback.seek', () => playback.seek(60000), changes({ position: 60000 }))
  await bench.does('playback.forward', () => playback.forward(), changes({ position: 65000 }))
  await bench.does('playback.forward 1500', () => playback.forward(1500), changes({ position: 66500 }))
  await bench.does('playback.rewind', () => playback.rewind(), changes({ position: 61500 }))
  await bench.does('playback.rewind 500', () => playback.rewind(500), changes({ position: 61000 }))
  await bench.does('playback.rewind before the start', () => playback.rewind(9999999), changes({ position: 0 }))
  await bench.does('playback.resume', () => playback.resume(), changes({ state: 'playing' }))

  const other = await bench.does('play with all arguments', () => sdk.start(room, 'playback',
    { url: `${file}?2`, volume: -20, seekPosition: 30000, positions: { self: 'standard-3', [ann]: 'standard-2' }, layout: '3x3' }),
    ['playback.started', { url: `${file}?2`, volume: -20, position: (p) => p >= 30000 && p < 35000 }],
    ['layout.changed', { layout: (l) => l.name === '3x3' && at(l, 'standard-3')?.playingFile && at(l, 'standard-2')?.memberId === ann }])
  report.equal((await room.getPlaybacks()).playbacks.map((p) => p.id), [playback.id, other?.id], 'getPlaybacks lists both')
  await bench.does('playback.stop', () => playback.stop(), ['playback.ended', { id: playback.id, state: 'completed', endedAt: isNow }])
  await bench.does('playback.stop of the last', () => other.stop(),
    ['playback.ended', { id: other?.id, state: 'completed' }],
    ['layout.changed', { layout: (l) => !l.layers.some((x) => x.playingFile) }])
  report.equal(await room.getPlaybacks(), { playbacks: [] }, 'getPlaybacks is empty again')
  await afterEnd(bench, 'playback', playback, ['pause', 'resume', 'stop', 'seek', 'forward', 'rewind', 'setVolume'])
  for (const [name, args] of [
    ['play without a web address', { url: 'foo.mp4' }],
    ['play of a file address', { url: 'file:///etc/passwd' }],
    ['play with volume 51', { url: file, volume: 51 }],
    ['play in an unknown layout', { url: file, layout: 'no-such-layout' }],
    ['play at a malformed position', { url: file, positions: { self: 'front row' } }],
  ]) await report.refused(name, () => sdk.start(room, 'playback', args))
  report.equal(await room.getPlaybacks(), { playbacks: [] }, 'a refused play starts nothing')
}

async function streams(bench) {
  const { report, room, sdk } = bench
  const url = 'rtmp://example.com/live?key=a%20b'
  // Only v4 has the property streaming of a room. The check on the wire below is for both.
  const stream = await bench.does('startStream', () => sdk.start(room, 'stream', { url }),
    ['stream.started', { url, state: 'streaming', startedAt: isNow, endedAt: undefined }], ['room.updated', {}])
  report.matches(plain(stream), { id: isId, roomSessionId: room.id, url, state: 'streaming' }, 'startStream returns the stream')
  report.matches((await bench.wire('video.room.updated'))?.params.room_session, { streaming: true }, 'startStream: the room streams')
  const second = await bench.does('a second startStream', () => sdk.start(room, 'stream', { url: 'rtmps://example.com/two' }), ['stream.started', {}])
  report.equal((await room.getStreams()).streams.map((s) => s.id), [stream?.id, second?.id], 'getStreams lists both')
  await bench.does('stream.stop', () => second.stop(), ['stream.ended', { id: second?.id, state: 'completed', endedAt: isNow }])
  await bench.does('stream.stop of the last', () => stream.stop(), ['stream.ended', { id: stream?.id, state: 'completed' }])
  const updated = await bench.wire('video.room.updated')
  report.matches(updated?.params.room_session, { streaming: false }, 'stream.stop of the last: the room does not stream')
  report.equal(await room.getStreams(), { streams: [] }, 'getStreams is empty again')
  await afterEnd(bench, 'stream', stream, ['stop'])
  for (const wrong of ['https://example.com/live', 'live']) {
    await report.refused(`startStream to ${wrong}`, () => sdk.start(room, 'stream', { url: wrong }))
  }
}

// v3 sends the request, which the relay must refuse. v4 refuses it itself, because it has seen the end.
async function afterEnd(bench, kind, object, methods) {
  const { report, version, tap } = bench
  for (const method of methods) {
    const name = `${kind}.${method} after the end`
    if (version === 'v3') {
      await report.refused(name, () => object[method](1))
      continue
    }
    const from = tap.mark
    const failure = await object[method](1).then(() => undefined, (error) => error)
    report.ok(failure?.message === 'Action has ended' && tap.requests(undefined, from).length === 0, `${name} is refused by the SDK`, failure)
  }
}

async function stateOf(list, id) {
  const items = Object.values(await list)[0]
  return items.find((item) => item.id === id)?.state
}

const at = (layout, position) => layout.layers.find((l) => l.position === position)
const isId = (value) => typeof value === 'string' && value.length > 0
const isNow = (value) => value instanceof Date && Math.abs(Date.now() - value) < 60000
const isDuration = (value) => typeof value === 'number' && value >= 0 && value < 60
const isSmall = (value) => typeof value === 'number' && value >= 0 && value < 5000

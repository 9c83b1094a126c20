// Watches a relay with simulated life. Spontaneous events must be as well formed as those after commands, and complete.
import { pause, until } from '../harness.mjs'
import { frames } from './wire.mjs'

const usual = ['video.room.subscribed', 'video.member.talking', 'video.member.updated', 'video.member.joined', 'video.member.left']

export async function life(bench, seconds) {
  const { report, room, sdk, tap, seen } = bench
  await sdk.listenVideo({ 'room.started': () => {}, 'room.ended': () => {} })
  await bench.watch(room)
  await pause(seconds * 1000)
  const called = new Set(seen.map((e) => e.event))
  for (const event of ['member.talking', 'member.talking.started', 'member.talking.ended', 'member.updated', 'member.joined', 'member.left']) {
    report.ok(called.has(event), `${event} is called`)
  }
  const events = tap.events('video.member.talking')
  const handled = () => seen.filter((e) => e.event === 'member.talking').length
  await until(() => handled() >= events.length)
  report.ok(handled() >= events.length, 'every member.talking reaches its handler', `${handled()} of ${events.length}`)
  report.ok(events.length / seconds > 1, 'people talk more than once a second', events.length / seconds)
  await bench.agrees('the events had everything that getMembers returns')
  frames(bench, usual)
  await bench.does('lock at the end', () => room.lock(), ['room.updated', { locked: true }])
  await bench.does('unlock at the end', () => room.unlock(), ['room.updated', { locked: false }])
}

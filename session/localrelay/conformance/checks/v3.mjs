// v3 only: on, once, off and removeAllListeners of a room session.
import { pause, until } from '../harness.mjs'

export async function listeners({ report, room, tap }) {
  const change = async () => {
    const from = tap.mark
    await room.lock()
    await room.unlock()
    await until(() => tap.events('video.room.updated', from).length === 2)
    await pause(30)
  }
  const calls = { on: 0, once: 0, off: 0 }
  const count = (name) => () => { calls[name]++ }
  const [on, off] = [count('on'), count('off')]
  room.on('room.updated', on)
  room.once('room.updated', count('once'))
  room.on('room.updated', off)
  room.off('room.updated', off)
  await change()
  report.equal(calls, { on: 2, once: 1, off: 0 }, 'on is called each time, once one time, off never')
  await pause(120) // the debounced subscribe of on and once: the list has not changed, so nothing is sent
  const from = tap.mark
  room.off('room.updated', on)
  await change()
  report.equal(calls.on, 2, 'off ends on')
  await pause(120)
  report.equal(tap.requests('signalwire.subscribe', from).length, 0, 'off sends nothing')
}

// removed must run last, because it also ends the log of the bench.
export async function removed({ report, room, seen, tap }) {
  await pause(150) // a debounced subscribe may be pending
  const from = tap.mark
  const were = seen.length
  room.removeAllListeners('room.updated')
  await room.lock()
  await room.unlock()
  await until(() => tap.events('video.room.updated', from).length === 2)
  await pause(30)
  report.equal(seen.slice(were).filter((e) => e.event === 'room.updated').length, 0, 'removeAllListeners ends the listeners of an event')
  report.equal(tap.requests('signalwire.subscribe', from).length, 0, 'removeAllListeners sends nothing')
}

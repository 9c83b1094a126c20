// Membership: demote, promote, remove.
import { exactly, pause } from '../harness.mjs'

export async function audience(bench, people) {
  await demoteAndPromote(bench, people[1])
  await removing(bench, people)
}

async function demoteAndPromote(bench, memberId) {
  const { report, room, seen } = bench
  await room.videoUnmute({ memberId })
  await room.setMemberMeta({ memberId, meta: { before: true } })
  await pause(30)
  const before = lastCount(bench) // undefined before the first count
  const outOfPicture = ['layout.changed', { layout: (l) => !l.layers.some((x) => x.memberId === memberId) }]
  const value = await bench.does('demote', () => room.demote({ memberId, mediaAllowed: 'video-only' }),
    outOfPicture, ['room.audienceCount', { total: (n) => n > 0 }])
  report.equal(value, undefined, 'demote returns nothing')
  const after = lastCount(bench)
  if (before !== undefined) report.equal(after, before + 1, 'demote: the audience grows by one')
  report.ok(!(await bench.member(memberId)), 'demote: getMembers lacks the member')
  await report.refused('audioMute of a listener', () => room.audioMute({ memberId }), '404')
  await report.refused('demote of a listener', () => room.demote({ memberId }))

  const meta = { role: 'guest', nested: { camelCase: 1 } }
  const back = await bench.does('promote', () => room.promote({
    memberId, mediaAllowed: 'all', joinAudioMuted: true, joinVideoMuted: false, meta,
    permissions: ['room.self.audio_mute', 'room.self.audio_unmute'],
  }), ['member.joined', { id: memberId, meta: exactly(meta), audioMuted: true, videoMuted: false }],
  ['room.audienceCount', { total: after - 1 }])
  report.equal(back, undefined, 'promote returns nothing')
  report.ok(await bench.member(memberId), 'promote: getMembers has the member again')
  report.equal(seen.filter((e) => e.event === 'member.joined').length, 1, 'promote: member.joined arrives once')
  report.equal(bench.tap.events().filter((e) => /promoted|demoted/.test(e.event_type)), [],
    'member.promoted and member.demoted are only for the client concerned')

  await bench.does('demote without options', () => room.demote({ memberId }), outOfPicture, ['room.audienceCount', { total: after }])
  await bench.does('promote without options', () => room.promote({ memberId }), ['member.joined', { id: memberId }])
  await report.refused('promote with unknown media', () => room.promote({ memberId, mediaAllowed: 'smell' }))
}

async function removing(bench, people) {
  const { report, room } = bench
  const members = (await room.getMembers()).members
  const [first, second] = people.slice(-2)
  await bench.does('removeMember', () => room.removeMember({ memberId: first }), ['member.left', { id: first }])
  report.ok(!(await bench.member(first)), 'removeMember: getMembers lacks the member')
  await report.refused('audioMute of a removed member', () => room.audioMute({ memberId: first }), '404')
  await bench.does('member.remove', () => members.find((m) => m.id === second).remove(), ['member.left', { id: second }])
  report.equal(bench.tap.events('video.member.left').filter((e) => [first, second].includes(e.params.member.id)).length, 2, 'member.left arrives once for each')
  const layout = bench.tap.events('video.layout.changed').at(-1)
  const inside = layout?.params.layout.layers.map((l) => l.member_id)
  report.ok(!inside?.includes(first) && !inside?.includes(second), 'removed members are off the canvas', inside)
}

const lastCount = (bench) => bench.tap.events('video.room.audience_count').at(-1)?.params.total

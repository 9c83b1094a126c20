// The fields and types of events and entities (PROTOCOL.md sections 10 and 11). The checks are strict: an unknown field
// is also a fault.

const room = {
  room_id: 'string', name: 'string', display_name: 'string', event_channel: 'string', layout_name: 'string',
  recording: 'boolean', streaming: 'boolean', hide_video_muted: 'boolean', locked: 'boolean',
  prioritize_handraise: 'boolean', meta: 'object', 'preview_url?': 'string', 'audience_count?': 'number',
  'music_on_hold?': 'boolean', 'logos_visible?': 'boolean', 'blind_mode?': 'boolean', 'silent_mode?': 'boolean',
  'meeting_mode?': 'boolean', 'members?': ['member'], 'recordings?': ['recording'], 'playbacks?': ['playback'],
  'streams?': ['stream'], 'updated?': ['string'],
}

const optional = (shape) => Object.fromEntries(Object.entries(shape).map(([k, v]) => [k.endsWith('?') ? k : `${k}?`, v]))

const memberState = {
  name: 'string', type: 'string', requested_position: 'string', visible: 'boolean', audio_muted: 'boolean',
  video_muted: 'boolean', deaf: 'boolean', input_volume: 'number', output_volume: 'number',
  input_sensitivity: 'number', handraised: 'boolean', meta: 'object',
}
const memberExtras = {
  'parent_id?': 'string', 'current_position?': 'string', 'scope_id?': 'string', 'on_hold?': 'boolean', 'talking?': 'boolean',
}
const memberIds = { id: 'string', room_id: 'string', room_session_id: 'string' }

const entities = {
  room_session: { id: 'string', ...room },
  // The old object has another name for the id and may be partial.
  room: { room_session_id: 'string', 'id?': 'string', ...optional(room) },
  member: { ...memberIds, ...memberState, ...memberExtras },
  memberDelta: { ...memberIds, updated: ['string'], ...optional(memberState), ...memberExtras },
  memberLeft: { ...memberIds, type: 'string', ...optional(memberState), ...memberExtras },
  memberTalking: { ...memberIds, talking: 'boolean' },
  layout: { name: 'string', 'id?': 'string', room_id: 'string', room_session_id: 'string', layers: ['layer'] },
  layer: {
    layer_index: 'number', z_index: 'number', x: 'number', y: 'number', width: 'number', height: 'number',
    position: 'string', reservation: 'string', visible: 'boolean', playing_file: 'boolean', 'member_id?': 'string',
  },
  recording: { id: 'string', state: 'string', started_at: 'number', ended_at: 'number|null', duration: 'number|null' },
  playback: {
    id: 'string', state: 'string', url: 'string', volume: 'number', position: 'number', seekable: 'boolean',
    started_at: 'number', ended_at: 'number|null',
  },
  stream: {
    id: 'string', state: 'string', url: 'string', started_at: 'number', 'duration?': 'number|null', ended_at: 'number|null',
  },
}

const about = { room_id: 'string', room_session_id: 'string' }
const events = {
  'video.room.started': { ...about, room_session: 'room_session', room: 'room' },
  'video.room.updated': { ...about, room_session: 'room_session', room: 'room' },
  'video.room.ended': { ...about, room_session: 'room_session', room: 'room' },
  'video.room.subscribed': {
    'room_id?': 'string', 'room_session_id?': 'string', room_session: 'room_session', 'room?': 'room',
    'call_id?': 'string', 'member_id?': 'string',
  },
  'video.room.audience_count': { ...about, total: 'number' },
  'video.layout.changed': { ...about, layout: 'layout' },
  'video.member.joined': { ...about, member: 'member' },
  'video.member.left': { ...about, member: 'memberLeft' },
  'video.member.updated': { ...about, member: 'memberDelta' },
  'video.member.talking': { ...about, member: 'memberTalking' },
}
for (const kind of ['recording', 'playback', 'stream']) {
  for (const what of ['started', 'updated', 'ended']) {
    if (kind !== 'stream' || what !== 'updated') events[`video.${kind}.${what}`] = { ...about, [kind]: kind }
  }
}

export const eventTypes = Object.keys(events)
export const memberFields = Object.keys(memberState)

// faultsOf returns the faults of an entity.
export const faultsOf = (value, shape) => check(value, entities[shape], shape)

// faultsOfEvent returns the faults in the params of a signalwire.event frame.
export function faultsOfEvent({ event_type: type, event_channel: channel, timestamp, params, ...rest }) {
  const faults = []
  if (typeof channel !== 'string' || !channel) faults.push('event_channel is missing')
  if (!(timestamp > 1e9 && timestamp < 1e11)) faults.push(`timestamp ${timestamp} is not in seconds`)
  for (const name of Object.keys(rest)) faults.push(`unknown ${name}`)
  if (!events[type]) return [...faults, `unknown type ${type}`]
  faults.push(...check(params, events[type], type))
  if (faults.length === 0) faults.push(...(extraRules[type]?.(params) ?? []))
  return faults
}

const extraRules = {
  // A delta has ids, updated, and exactly the values that updated names.
  'video.member.updated': ({ member }) => {
    const carried = Object.keys(member).filter((name) => !(name in memberIds) && name !== 'updated').sort()
    const named = [...member.updated].sort()
    return String(carried) === String(named) ? [] : [`carries [${carried}] but updated names [${named}]`]
  },
  'video.room.updated': ({ room_session: session, room }) => [
    ...(session.updated?.length ? [] : ['room_session.updated is missing or empty']),
    ...(session.updated ?? []).filter((name) => !(name in session)).map((name) => `updated names ${name}, which is missing`),
    ...(session.updated ?? []).filter((name) => !(name in room)).map((name) => `room lacks ${name}`),
  ],
  'video.room.subscribed': ({ room_session: session }) =>
    ['members', 'recordings', 'playbacks', 'streams'].filter((name) => !Array.isArray(session[name]))
      .map((name) => `room_session.${name} is not an array`),
  'video.layout.changed': ({ layout }) => layoutFaults(layout),
}

function layoutFaults({ layers }) {
  const faults = []
  layers.forEach((layer, i) => {
    if (layer.layer_index !== i) faults.push(`layer ${i} has index ${layer.layer_index}`)
    const fits = [layer.x, layer.y].every((v) => v >= 0) && layer.width > 0 && layer.height > 0
      && layer.x + layer.width <= 100.01 && layer.y + layer.height <= 100.01
    if (!fits) faults.push(`layer ${i} leaves the canvas: ${JSON.stringify(layer)}`)
    if (layer.member_id === '') faults.push(`layer ${i}: member_id must be absent when empty`)
  })
  const inside = layers.map((layer) => layer.member_id).filter(Boolean)
  if (new Set(inside).size !== inside.length) faults.push('a member is in two layers')
  const names = layers.map((layer) => layer.position)
  if (new Set(names).size !== names.length) faults.push('two layers have one position name')
  return faults
}

function check(value, shape, path) {
  if (typeof shape === 'string') return checkType(value, shape, path)
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path} is not an array`]
    return value.flatMap((item, i) => check(item, shape[0], `${path}[${i}]`))
  }
  if (value === null || typeof value !== 'object') return [`${path} is not an object`]
  const faults = []
  for (const [key, type] of Object.entries(shape)) {
    const name = key.replace('?', '')
    if (value[name] !== undefined) faults.push(...check(value[name], type, `${path}.${name}`))
    else if (name === key) faults.push(`${path}.${name} is missing`)
  }
  for (const name of Object.keys(value)) {
    if (!(name in shape) && !(`${name}?` in shape)) faults.push(`${path}.${name} is unknown`)
  }
  return faults
}

function checkType(value, type, path) {
  if (entities[type]) return check(value, entities[type], path)
  const got = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return type.split('|').includes(got) ? [] : [`${path} is ${got}, not ${type}`]
}

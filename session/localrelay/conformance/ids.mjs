// The ids in requests.json. They are fixed, so the file is the same in each run.
const uuid = (digit) => '00000000-0000-4000-8000-000000000000'.replaceAll('0', digit)

export const ids = {
  project: uuid(1),
  token: 'PT0000',
  room: uuid(2),
  roomSession: uuid(3),
  member: uuid(4),
  otherMember: uuid(5),
  recording: uuid(6),
  playback: uuid(7),
  stream: uuid(8),
  channel: `EC_${uuid(9)}`,
}

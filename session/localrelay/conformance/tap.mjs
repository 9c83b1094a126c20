// A proxy between the SDK and the relay that keeps every frame. It shows what the SDK hides (deltas, channels,
// acknowledgements) and can cut the connection.
import { WebSocket, WebSocketServer } from 'ws'

export class Tap {
  frames = []     // { line, up, at, frame }: line numbers connections from 1; up means to the relay
  lines = 0
  #server
  #pairs = new Set()

  constructor(target) { this.target = target }

  async start() {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
    await new Promise((done) => this.#server.once('listening', done))
    this.#server.on('connection', (client) => this.#join(client))
    this.url = `ws://127.0.0.1:${this.#server.address().port}`
    return this
  }

  // drop cuts all connections in both directions, without a close frame.
  drop() {
    for (const { client, relay } of this.#pairs) { client.terminate(); relay.terminate() }
  }

  stop() {
    this.drop()
    this.#server.close()
  }

  // events returns the events that the relay sent since a mark (see mark).
  events(type, from = 0, end = this.frames.length) {
    return this.frames.slice(from, end)
      .filter(({ up, frame }) => !up && frame.method === 'signalwire.event' && (!type || frame.params.event_type === type))
      .map(({ frame }) => frame.params)
  }

  requests(method, from = 0) {
    return this.frames.slice(from)
      .filter(({ up, frame }) => up && (method ? frame.method === method : frame.method))
      .map(({ frame }) => frame)
  }

  // answer returns the relay's response to a request, or the client's if up is true.
  answer(id, up = false) {
    return this.frames.find((entry) => entry.up === up && !entry.frame.method && entry.frame.id === id)?.frame
  }

  get mark() { return this.frames.length }

  #join(client) {
    const line = ++this.lines
    const relay = new WebSocket(this.target, { perMessageDeflate: false })
    const pair = { client, relay }
    this.#pairs.add(pair)
    const waiting = []
    client.on('message', (data) => {
      const text = String(data)
      this.#keep(line, true, text)
      relay.readyState === WebSocket.OPEN ? relay.send(text) : waiting.push(text)
    })
    relay.on('open', () => waiting.forEach((text) => relay.send(text)))
    relay.on('message', (data) => {
      const text = String(data)
      this.#keep(line, false, text)
      client.send(text)
    })
    const end = () => { this.#pairs.delete(pair); client.terminate(); relay.terminate() }
    for (const socket of [client, relay]) socket.on('close', end).on('error', end)
  }

  // keep skips anything that is not a frame. It is forwarded all the same.
  #keep(line, up, text) {
    let frame
    try { frame = JSON.parse(text) } catch { return }
    if (frame?.jsonrpc) this.frames.push({ line, up, at: Date.now(), frame })
  }
}

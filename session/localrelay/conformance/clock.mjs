// Runs the script of the clock page of gavel serve against a real port, with stand-ins for the browser. Prints what the
// page shows after its first answer.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: { page: { type: 'string' }, url: { type: 'string' }, room: { type: 'string' }, token: { type: 'string' } },
})
const elements = {}
globalThis.document = {
  getElementById(id) {
    return (elements[id] ??= {
      value: options[id] ?? '', textContent: '', className: '', style: {}, listeners: {},
      addEventListener(event, run) { this.listeners[event] = run },
    })
  },
}
const requests = []
const real = globalThis.fetch
globalThis.fetch = (path, how) => {
  requests.push(path)
  return real(options.url + path, how)
}
const draws = []
globalThis.setInterval = (run) => draws.push(run)
const script = readFileSync(options.page, 'utf8').split('<script>')[1].split('</script>')[0]
new Function(script)()
elements.ask.listeners.submit({ preventDefault() {} })
while (!elements.says?.textContent && elements.clock?.style.display !== 'block') {
  await new Promise((done) => setTimeout(done, 20))
}
for (const draw of draws) draw()
const shows = (id) => elements[id]?.textContent ?? ''
process.stdout.write(`${JSON.stringify({
  who: shows('who'), time: shows('time'), next: shows('next'), says: shows('says'), requests,
  clock: elements.clock?.style.display === 'block',
})}\n`)
process.exit(0)

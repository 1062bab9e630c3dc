// Our side of the comparison: the engine alone behind plain HTTP, on disk, every answer after its fsync.
// `node bench/engine/serve-engine.ts FILE PORT`: POST /start/ID, POST /signal/ID, GET /result/ID.
import { createServer } from 'node:http';
import { openEngine } from './open-engine.ts';

const [file = '', port = '0'] = process.argv.slice(2);
const engine = await openEngine(file);
const answers: Record<string, (id: string) => Promise<unknown>> = {
  start: engine.start,
  signal: engine.signal,
  result: engine.ended,
};

createServer(async (request, response) => {
  const [, verb = '', id = ''] = (request.url ?? '').split('/');
  request.resume();
  await answers[verb]?.(id);
  response.end('{}');
}).listen(Number(port), '127.0.0.1');

import { Writable } from 'node:stream';
import Fastify from 'fastify';
import { LOG_FIELDS } from '../telemetry/log-fields';
import { Logger } from '../telemetry/logger';
import type { RequestSpan } from '../telemetry/open-telemetry';
import { requestIdOf } from './request-id';
import { registerRequestTelemetry } from './request-telemetry';

jest.mock('../settings/settings', () => ({ settings: { logLevel: 'debug' } }));
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traces = {
  beginRequest: () => ({ span: { spanContext: () => ({ traceId }) } }) as unknown as RequestSpan,
  runIn: (_: RequestSpan, work: () => void) => work(),
  endRequest: jest.fn(),
};
let areSent = false;
jest.mock('../telemetry/tracing', () => ({ tracing: () => (areSent ? traces : null) }));

const lines: Record<string, unknown>[] = [];
const PERSON = { phone: '+79001234567', name: 'Anna Petrova', email: 'anna@example.com' };

/** Sends a request full of personal data, and answers with the lines of the log. */
async function logged(requestId?: string): Promise<Record<string, unknown>[]> {
  lines.length = 0;
  const written = new Writable({
    write: (line: Buffer, _, done) => {
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = new Logger(written);
  const server = Fastify({ requestIdHeader: false, genReqId: requestIdOf });
  registerRequestTelemetry(server, logger);
  server.post('/api/guests/:id/transaction', (request, reply) => {
    Object.assign(request, { user: { kind: 'user', id: 'u1', networkId: 'n1', ...PERSON } });
    logger.failure('error', request, new Error('why'));
    return reply.code(500).send(PERSON);
  });
  await server.inject({
    method: 'POST',
    url: `/api/guests/7/transaction?phone=${encodeURIComponent(PERSON.phone)}`,
    headers: { ...(requestId !== undefined && { 'x-request-id': requestId }), cookie: 'session=secret' },
    payload: PERSON,
  });
  await server.close();
  return lines;
}

describe('the log lines of a request', () => {
  it('have fields of the list alone, and no personal data', async () => {
    const told = await logged('7K2Q-9XMD');
    expect(told.map(({ msg }) => msg)).toEqual(['request failed', 'request']);
    const fields = new Set(told.flatMap((line) => Object.keys(line)));
    expect([...fields].filter((field) => !(field in LOG_FIELDS))).toEqual([]);
    expect(JSON.stringify(told)).not.toMatch(/7900|Anna|anna|secret/);
  });

  it('have an own id with that of the caller behind it, which the trace has too, and name the trace', async () => {
    areSent = true;
    const told = await logged('7K2Q-9XMD');
    const id = told[0]?.['requestId'];
    expect(id).toMatch(/^[0-9a-f-]{36}:7K2Q-9XMD$/);
    expect(told[1]).toMatchObject({ requestId: id });
    expect(told[1]).toMatchObject({ traceId, status: 500 });
    expect(traces.endRequest).toHaveBeenCalledWith(expect.anything(), 500, { 'loyalty.request_id': id });
    areSent = false;
  });

  it('take the place of no other: two requests of one caller’s id have two', async () => {
    const [first] = await logged('same');
    const [second] = await logged('same');
    expect(first?.['requestId']).not.toBe(second?.['requestId']);
  });

  it.each([
    [undefined, ''],
    ['', ''],
    ['"><>', ''],
    ['two words', ':twowords'],
    [`a:b{"level":"fatal"}`, ':ablevelfatal'],
    ['\u00ff\u00e9', ''],
    ['x'.repeat(200), `:${'x'.repeat(64)}`],
  ])('keep of %j what an id may be made of', async (given, kept) => {
    const [line] = await logged(given);
    expect(String(line?.['requestId']).slice(36)).toBe(kept);
  });
});

/** @modules own */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

/** A collector, as far as OTLP over HTTP needs one. */
let collector: Server;
const bodies: { type: string | undefined; body: Buffer }[] = [];
beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push({ type: request.headers['content-type'], body: Buffer.concat(chunks) });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

function spans(): ExportedSpan[] {
  return bodies.flatMap(({ type, body }) => {
    if (type !== 'application/json') return [];
    const told = JSON.parse(body.toString('utf8')) as {
      resourceSpans: { scopeSpans: { spans: ExportedSpan[] }[] }[];
    };
    return told.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
  });
}

it('sends a span a request with what the database took inside it, joined to the caller, and no personal data', async () => {
  const { port } = collector.address() as AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${String(port)}`;
  // Settings are read once, when the module is loaded.
  const { createApp } = await import('../../../../src/app.module.js');
  const app = await createApp();
  await app.listen(0, '127.0.0.1');
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const answer = await fetch(`${await app.getUrl()}/api/health/ready?phone=%2B79001234567`, {
    headers: { traceparent },
  });
  expect(answer.status).toBe(200);
  await answer.text();
  await app.close();

  const request = spans().find(({ name }) => name === 'GET /api/health/ready');
  expect(request).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentSpanId: '00f067aa0ba902b7' });
  const inside = spans().filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(inside.map(({ name }) => name)).toContain('database transaction');
  expect(JSON.stringify(spans())).not.toMatch(/79001234567|phone/);
});

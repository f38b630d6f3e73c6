import { createServer } from 'node:http';
import { decimalOf, minorOf } from '../money.mjs';

/**
 * The kit's side of the example: receives acts, whose money is decimal text as a till has it, and gives them on in minor units.
 *
 * @param {number} port 0: any
 * @param {Record<string, (asked: any) => unknown>} acts
 */
export async function listen(port, acts) {
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', async () => {
      const { act, ...asked } = JSON.parse(Buffer.concat(parts).toString('utf8'));
      const run = acts[act];
      try {
        const result = run === undefined ? { outcome: 'UNSUPPORTED' } : await run(minorIn(asked));
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(decimalIn(result)));
      } catch (error) {
        response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
      }
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address();
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${taken}`, close };
}

const MONEY = ['total', 'price', 'amount', 'payable', 'discount'];

function minorIn(value, name = '') {
  if (Array.isArray(value)) return value.map((one) => minorIn(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([member, one]) =>
        member === 'price' ? ['unitPrice', minorOf(one)] : [member, minorIn(one, member)],
      ),
    );
  if (name === 'quantity') return Number(value);
  return MONEY.includes(name) ? minorOf(value) : value;
}

function decimalIn(value, name = '') {
  if (Array.isArray(value)) return value.map((one) => decimalIn(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, decimalIn(one, member)]));
  return typeof value === 'number' && MONEY.includes(name) ? decimalOf(value) : value;
}

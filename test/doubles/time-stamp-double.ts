import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

interface Golden {
  readonly hash: string;
  readonly nonce: string;
  readonly answer: string;
}

const golden = JSON.parse(readFileSync(path.join(__dirname, '../golden/time-stamp.json'), 'utf8')) as Golden;
const HASH_BYTES = 32;
const NONCE_BYTES = 8;

/** An authority's answer for this hash and nonce, with a wrong signature. */
export function timeStampAnswer(hash: Buffer, nonce: Buffer): Buffer {
  const answer = Buffer.from(golden.answer, 'base64');
  hash.copy(answer, answer.indexOf(Buffer.from(golden.hash, 'hex')));
  nonce.copy(answer, answer.indexOf(Buffer.from(golden.nonce, 'hex')));
  return answer;
}

/** Stands for an authority that stamps hashes with the time (RFC 3161) on this machine. */
export class TimeStampDouble {
  isDown = false;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<TimeStampDouble> {
    const server = createServer();
    const double = new TimeStampDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (double.isDown || request.headers['content-type'] !== 'application/timestamp-query')
          return void response.writeHead(503).end();
        const query = Buffer.concat(parts);
        // At the end of the query stand the hash, the nonce and a flag of three bytes.
        const nonceAt = query.length - 3 - NONCE_BYTES;
        const hashAt = nonceAt - 2 - HASH_BYTES;
        const answer = timeStampAnswer(
          query.subarray(hashAt, hashAt + HASH_BYTES),
          query.subarray(nonceAt, nonceAt + NONCE_BYTES),
        );
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/tsa`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY = 'key-of-the-double';

/** Until then the object can't be removed or replaced. */
interface Lock {
  readonly mode: string;
  readonly until: string;
}

/** Stands for an S3-compatible store on this machine: objects of one bucket, put, read and deleted by signed calls. */
export class BucketDouble {
  readonly objects = new Map<string, { readonly bytes: Buffer; readonly type: string; readonly lock: Lock | null }>();
  isDown = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<BucketDouble> {
    const server = createServer();
    const double = new BucketDouble(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => double.respond(request, Buffer.concat(parts), response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  /** The bucket as the settings of the platform name it. */
  get bucket() {
    const { port } = this.server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${String(port)}/loyalty`, id: KEY, secret: 'secret', region: 'eu-1' };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private respond({ method, url = '', headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const scope = `Credential=${KEY}/\\d{8}/eu-1/s3/aws4_request`;
    const isSigned = new RegExp(`^AWS4-HMAC-SHA256 ${scope}, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*, Signature=`);
    const isWhole = headers['x-amz-content-sha256'] === createHash('sha256').update(body).digest('hex');
    if (this.isDown) return void response.writeHead(503).end();
    if (!isWhole || !isSigned.test(headers.authorization ?? '')) return void response.writeHead(403).end();
    const found = this.objects.get(url);
    const mode = headers['x-amz-object-lock-mode'] as string | undefined;
    const until = headers['x-amz-object-lock-retain-until-date'] as string | undefined;
    const lock = mode === undefined || until === undefined ? null : { mode, until };
    // A store takes an object with a lock only with its digest.
    const digest = createHash('md5').update(body).digest('base64');
    if (lock !== null && headers['content-md5'] !== digest) return void response.writeHead(400).end();
    if (method === 'PUT') this.objects.set(url, { bytes: body, type: headers['content-type'] ?? '', lock });
    if (method === 'DELETE') this.objects.delete(url);
    if (method === 'PUT')
      return void response.writeHead(200, { 'x-amz-version-id': `v${String(this.objects.size)}` }).end();
    if (method !== 'GET') return void response.writeHead(204).end();
    if (found === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': found.type, 'content-length': found.bytes.length }).end(found.bytes);
  }
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import { type BucketKey, signedHeaders } from './s3-signature.rules';

const CALL_MS = 10_000;
/** The most bytes read of an object; we store only smaller ones. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** The address of an S3-compatible bucket; it ends with the bucket's name. */
export interface BucketAddress extends BucketKey {
  readonly url: string;
}

interface NewObject {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Further headers, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls an S3-compatible bucket. Each method throws ProblemError `unavailable` where the bucket does not answer, or refuses. */
export class BucketClient {
  constructor(
    private readonly bucket: BucketAddress,
    private readonly clock: Clock,
  ) {}

  /** @returns the object's version and digest, where the bucket reports them */
  async put({ name, bytes, mediaType, headers }: NewObject): Promise<{ version: string | null; tag: string | null }> {
    const answer = await this.call('PUT', name, bytes, { 'content-type': mediaType, ...headers });
    if (answer === null) throw unavailable(new Error('the bucket is not there'));
    await answer.body?.cancel();
    return { version: answer.headers.get('x-amz-version-id'), tag: answer.headers.get('etag') };
  }

  /** Returns undefined where the bucket does not have the object. */
  async get(name: string): Promise<Buffer | undefined> {
    const answer = await this.call('GET', name);
    return answer === null ? undefined : Buffer.from(await answer.arrayBuffer());
  }

  /** Removing a missing object succeeds. */
  async remove(name: string): Promise<void> {
    await this.call('DELETE', name);
  }

  private async call(
    method: string,
    name: string,
    body?: Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response | null> {
    const url = new URL(`${this.bucket.url.replace(/\/$/, '')}/${name}`);
    const bodyHash = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const signed = signedHeaders(this.bucket, { method, url, headers, bodyHash, at: this.clock.now() });
    const answer = await fetch(url, {
      method,
      headers: signed,
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_MS),
      ...(body !== undefined && { body: new Uint8Array(body) }),
    }).catch((error: unknown) => {
      throw unavailable(error);
    });
    if (answer.ok && Number(answer.headers.get('content-length') ?? 0) <= MAX_OBJECT_BYTES) return answer;
    await answer.body?.cancel();
    if (answer.status === 404) return null;
    throw unavailable(new Error(`${method} of an object was answered ${String(answer.status)} by the bucket`));
  }
}

/** The S3-compatible bucket of the installation, where the settings name one. */
@Injectable()
export class Bucket {
  constructor(private readonly clock: Clock) {}

  async put(name: string, bytes: Buffer, mediaType: string): Promise<void> {
    await this.client().put({ name, bytes, mediaType });
  }

  /** Returns undefined where the bucket does not have the object. */
  get(name: string): Promise<Buffer | undefined> {
    return this.client().get(name);
  }

  /** Removing a missing object succeeds. */
  remove(name: string): Promise<void> {
    return this.client().remove(name);
  }

  private client(): BucketClient {
    const bucket = settings.picturesBucket;
    if (bucket === undefined)
      throw new Error('an object stands in a bucket, and the settings name none (PICTURES_BUCKET_URL)');
    return new BucketClient(bucket, this.clock);
  }
}

function unavailable(cause: unknown): ProblemError {
  const problem = new ProblemError('unavailable', {}, [], 5);
  problem.cause = cause;
  return problem;
}

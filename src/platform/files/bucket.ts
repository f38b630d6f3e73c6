import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import { signedHeaders } from './s3-signature.rules';

const CALL_MS = 10_000;
/** Larger than any object that we put there. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;

/** The S3-compatible bucket of the installation, where the settings name one. */
@Injectable()
export class Bucket {
  constructor(private readonly clock: Clock) {}

  async put(name: string, bytes: Buffer, mediaType: string): Promise<void> {
    await this.call('PUT', name, bytes, { 'content-type': mediaType });
  }

  /** Undefined: the bucket does not have it. */
  async get(name: string): Promise<Buffer | undefined> {
    const answer = await this.call('GET', name);
    return answer === null ? undefined : Buffer.from(await answer.arrayBuffer());
  }

  /** An object that is not there counts as removed. */
  async remove(name: string): Promise<void> {
    await this.call('DELETE', name);
  }

  /** @throws ProblemError `unavailable` where the bucket does not answer, or refuses */
  private async call(
    method: string,
    name: string,
    body?: Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response | null> {
    const bucket = settings.picturesBucket;
    if (bucket === undefined)
      throw new Error('an object stands in a bucket, and the settings name none (PICTURES_BUCKET_URL)');
    const url = new URL(`${bucket.url.replace(/\/$/, '')}/${name}`);
    const bodyHash = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const signed = signedHeaders(bucket, { method, url, headers, bodyHash, at: this.clock.now() });
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

function unavailable(cause: unknown): ProblemError {
  const problem = new ProblemError('unavailable', {}, [], 5);
  problem.cause = cause;
  return problem;
}

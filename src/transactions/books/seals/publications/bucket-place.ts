import { createHash } from 'node:crypto';
import type { Clock } from '../../../../platform/clock/clock';
import { type BucketAddress, BucketClient } from '../../../../platform/files/bucket';
import type { Seal } from '../seal-head.rules';
import type { Place } from './place';

const NUMBER_DIGITS = 10;

/** A bucket with object lock: not even the account that put a seal there can remove or replace it for so many years. */
export class BucketPlace implements Place {
  readonly name = 'BUCKET';
  private readonly client: BucketClient;

  constructor(
    private readonly bucket: BucketAddress & { readonly years: number },
    private readonly clock: Clock,
  ) {
    this.client = new BucketClient(bucket, clock);
  }

  /** @returns the version of the object, or its digest where the bucket keeps no versions */
  async publish({ networkId, number }: Seal, line: string): Promise<string | null> {
    const bytes = Buffer.from(`${line}\n`);
    const until = this.clock.now();
    until.setUTCFullYear(until.getUTCFullYear() + this.bucket.years);
    const { version, tag } = await this.client.put({
      name: `seals/${networkId}/${String(number).padStart(NUMBER_DIGITS, '0')}.json`,
      bytes,
      mediaType: 'application/json',
      headers: {
        // A store takes an object with a lock only with a digest of its own kind.
        'content-md5': createHash('md5').update(bytes).digest('base64'),
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': until.toISOString(),
      },
    });
    return version ?? tag;
  }
}

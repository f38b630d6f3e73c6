import { createHash } from 'node:crypto';
import type { Clock } from '../../../../platform/clock/clock';
import { type BucketAddress, BucketClient } from '../../../../platform/files/bucket';
import type { Seal } from '../seal-head.rules';
import type { PublicationPlace } from './place';

const NUMBER_DIGITS = 10;

/** A bucket with object lock: for a number of years, not even the account that stored a seal can remove or replace it. */
export class BucketPlace implements PublicationPlace {
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
        // An object with a lock is only accepted with an MD5 digest.
        'content-md5': createHash('md5').update(bytes).digest('base64'),
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': until.toISOString(),
      },
    });
    return version ?? tag;
  }
}

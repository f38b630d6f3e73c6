import { Resolver } from 'node:dns/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** Reads TXT records, by which the holder of a domain proves that it is theirs. */
@Injectable()
export class TxtRecords implements OnModuleDestroy {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  onModuleDestroy(): void {
    this.resolver.cancel();
  }

  /** Whether a TXT record of this name has this value now; false when the lookup fails. */
  async has({ name, value }: { readonly name: string; readonly value: string }): Promise<boolean> {
    const records = await this.resolver.resolveTxt(name).catch(() => []);
    // DNS splits a long value into parts.
    return records.some((parts) => parts.join('').trim() === value);
  }
}

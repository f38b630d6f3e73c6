import { Resolver } from 'node:dns/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** TXT records of the internet, by which the holder of a domain proves it. */
@Injectable()
export class TxtRecords implements OnModuleDestroy {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  onModuleDestroy(): void {
    this.resolver.cancel();
  }

  /** Whether one of the records with this name has this value now. Without an answer, whatever the failure, it has not. */
  async has({ name, value }: { readonly name: string; readonly value: string }): Promise<boolean> {
    const records = await this.resolver.resolveTxt(name).catch(() => []);
    // A long value comes in parts.
    return records.some((parts) => parts.join('').trim() === value);
  }
}

import { Resolver } from 'node:dns/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import { type DomainRow, fileOf, recordOf } from './domain.dto';

const LOOK_UP_TIMEOUT_MS = 3_000;
const LOOK_UP_TRIES = 2;
const FETCH_TIMEOUT_MS = 5_000;

type Claimed = Pick<DomainRow, 'domain' | 'token'>;

/** Reads from a domain itself whether it belongs to a network. Managers enter the domains, so the file is fetched under guard. */
@Injectable()
export class DomainProofs implements OnModuleDestroy {
  private readonly resolver = new Resolver({ timeout: LOOK_UP_TIMEOUT_MS, tries: LOOK_UP_TRIES });
  /** On the public internet and by TLS alone, in development too: no private network has a domain of its own. */
  private readonly http = new GuardedFetch('off');

  onModuleDestroy(): void {
    this.resolver.cancel();
    this.http.close();
  }

  /** Whether the record or the file has the token now. A domain that does not answer has not. */
  async isShown(claimed: Claimed): Promise<boolean> {
    const [byRecord, byFile] = await Promise.all([this.hasRecord(claimed), this.hasFile(claimed)]);
    return byRecord || byFile;
  }

  private async hasRecord(claimed: Claimed): Promise<boolean> {
    const { name, value } = recordOf(claimed);
    const records = await this.resolver.resolveTxt(name).catch(nothing);
    // A long value comes in parts.
    return records?.some((parts) => parts.join('').trim() === value) === true;
  }

  private async hasFile(claimed: Claimed): Promise<boolean> {
    const { url, content } = fileOf(claimed);
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const text = await this.http
      .fetch(url, { method: 'GET', headers: { accept: 'text/plain' }, signal })
      .then((response) => (response.status === 200 ? response.text() : undefined))
      .catch(nothing);
    return text?.trim() === content;
  }
}

/** Whatever the failure, the proof is not there. */
function nothing(): undefined {
  return undefined;
}

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import { TxtRecords } from '../../platform/http/outgoing/txt-records';
import { type DomainRow, fileOf, recordOf } from './domain.dto';

const FETCH_TIMEOUT_MS = 5_000;

type DomainClaim = Pick<DomainRow, 'domain' | 'token'>;

/** Checks at a domain whether it belongs to a network. Managers enter domains, so the file is fetched by a guarded client. */
@Injectable()
export class DomainProofs implements OnModuleDestroy {
  /** Only public addresses and TLS, in development too, because no private network has a domain of its own. */
  private readonly http = new GuardedFetch('off');

  constructor(private readonly records: TxtRecords) {}

  onModuleDestroy(): void {
    this.http.close();
  }

  /** Whether the DNS record or the file contains the token now; false if the domain does not answer. */
  async isShown(claimed: DomainClaim): Promise<boolean> {
    const [byRecord, byFile] = await Promise.all([this.records.has(recordOf(claimed)), this.hasFile(claimed)]);
    return byRecord || byFile;
  }

  private async hasFile(claimed: DomainClaim): Promise<boolean> {
    const { url, content } = fileOf(claimed);
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const text = await this.http
      .fetch(url, { method: 'GET', headers: { accept: 'text/plain' }, signal })
      .then((response) => (response.status === 200 ? response.text() : undefined))
      .catch(nothing);
    return text?.trim() === content;
  }
}

/** Any failure means that there is no proof. */
function nothing(): undefined {
  return undefined;
}

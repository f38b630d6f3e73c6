import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { GuardedFetch } from '../../platform/http/outgoing/guarded-fetch';
import { TxtRecords } from '../../platform/http/outgoing/txt-records';
import { type DomainRow, fileOf, recordOf } from './domain.dto';

const FETCH_TIMEOUT_MS = 5_000;

type Claimed = Pick<DomainRow, 'domain' | 'token'>;

/** Reads from a domain itself whether it belongs to a network. Managers enter the domains, so the file is fetched under guard. */
@Injectable()
export class DomainProofs implements OnModuleDestroy {
  /** On the public internet and by TLS alone, in development too: no private network has a domain of its own. */
  private readonly http = new GuardedFetch('off');

  constructor(private readonly records: TxtRecords) {}

  onModuleDestroy(): void {
    this.http.close();
  }

  /** Whether the record or the file has the token now. A domain that does not answer has not. */
  async isShown(claimed: Claimed): Promise<boolean> {
    const [byRecord, byFile] = await Promise.all([this.records.has(recordOf(claimed)), this.hasFile(claimed)]);
    return byRecord || byFile;
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

import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { ApiKeys, Sessions } from '../../security';

/** The sessions and keys by which staff and machines enter a network. */
@Injectable()
export class NetworkAccess {
  constructor(
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
  ) {}

  /** Ends the staff's sessions and the API keys of a closed network. @returns the ids of the ended sessions */
  async end(tx: Tx, networkId: string): Promise<readonly string[]> {
    const ended = await this.sessions.endAllOfStaffWithin(tx, networkId);
    await this.apiKeys.announceForgotten(tx);
    return ended;
  }

  /** Makes this process forget them, once the transaction is committed. */
  noteEnded(sessions: readonly string[], isClosed: boolean): void {
    this.sessions.noteEnded(sessions);
    if (isClosed) this.apiKeys.forget();
  }
}

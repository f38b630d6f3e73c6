import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls, type StatusOf } from '../../platform/http/idempotency/keyed-calls';
import { type OneDone, several, type SeveralAnswer, takenBack } from '../../platform/http/several';
import type { Language } from '../../platform/language/language';
import { lockNetwork } from '../network-profile/network.sql';
import { raiseRulesVersion } from '../revisions/snapshot.sql';
import { Snapshots } from './snapshots';

/**
 * Makes all changes of a network's configuration: one at a time, with the network's row locked, so that what a change has read stays true until it
 * writes. Its transaction raises the rules version, so no till writes by the old rules. After the commit, every process drops its cached
 * configuration.
 */
@Injectable()
export class ConfigurationChanges {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
  ) {}

  /** Makes a change for a call, once for each key. `status` is the route's status. */
  run<Answer>(
    networkId: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx) => Promise<Answer>,
    forOthers?: (answer: Answer) => Answer,
  ): Promise<Answer> {
    return this.forgetting(networkId, this.keyed.run(networkId, call, status, raising(networkId, work), forOthers));
  }

  /** Makes a change for a command or another layer. */
  apply<Answer>(networkId: string, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    return this.forgetting(networkId, this.database.inNetwork(networkId, raising(networkId, work)));
  }

  /** Does one act to several campaigns, rewards or the like, each in its own transaction, which a preview rolls back. */
  several(
    context: { readonly networkId: string; readonly call: KeyedCall; readonly language: Language },
    { ids, preview }: { readonly ids: readonly string[]; readonly preview: boolean },
    act: (tx: Tx, id: string) => Promise<OneDone>,
  ): Promise<SeveralAnswer> {
    const { networkId } = context;
    return several(ids, context, (id, call) => {
      const change = (tx: Tx) => act(tx, id);
      return preview
        ? takenBack((work) => this.apply(networkId, work), change)
        : this.run(networkId, call, 200, change);
    });
  }

  private async forgetting<Answer>(networkId: string, change: Promise<Answer>): Promise<Answer> {
    try {
      return await change;
    } finally {
      // Also after an error: when the answer to a commit was lost, the change may have been made.
      this.snapshots.forget(networkId);
    }
  }
}

function raising<Answer>(networkId: string, work: (tx: Tx) => Promise<Answer>): (tx: Tx) => Promise<Answer> {
  return async (tx) => {
    await lockNetwork(tx, networkId);
    const answer = await work(tx);
    await raiseRulesVersion(tx, networkId);
    return answer;
  };
}

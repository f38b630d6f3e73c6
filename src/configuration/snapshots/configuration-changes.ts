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
 * The one way to change a network's configuration: one change at a time, under the lock of the network's row, so what
 * the change read is still so when it writes. In the transaction of the change the rules version rises, so no
 * till writes by the old one, and after the commit this process forgets what it remembers, as the others do.
 */
@Injectable()
export class ConfigurationChanges {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
  ) {}

  /** A change that a call asks for, once a key. `status` is what the route answers. */
  run<Answer>(
    networkId: string,
    call: KeyedCall,
    status: StatusOf<Answer>,
    work: (tx: Tx) => Promise<Answer>,
    forOthers?: (answer: Answer) => Answer,
  ): Promise<Answer> {
    return this.forgetting(networkId, this.keyed.run(networkId, call, status, raising(networkId, work), forOthers));
  }

  /** A change that a command or another layer makes. */
  apply<Answer>(networkId: string, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    return this.forgetting(networkId, this.database.inNetwork(networkId, raising(networkId, work)));
  }

  /** Does one act to several campaigns, rewards or the like, each in a transaction of its own. A preview rolls each back. */
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
      // Also after a failure: of a commit whose answer was lost nobody knows whether it happened.
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

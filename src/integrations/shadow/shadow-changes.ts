import { Injectable } from '@nestjs/common';
import { type EnterNetwork, type NetworkProfile, ShadowRestaurants } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, type AuditAction, type Author, type RequestContext } from '../../security';
import type * as dto from './shadow.dto';
import { ShadowQuery } from './shadow.query';

interface ShadowPair {
  readonly networkId: string;
  readonly shadowId: string;
}

/** Changes of a network together with its shadow run. */
@Injectable()
export class ShadowChanges {
  constructor(
    private readonly query: ShadowQuery,
    private readonly places: ShadowRestaurants,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** Changes network and shadow at once, and answers with the shadow. @throws ProblemError `not_found` for a network without a shadow run */
  async run(
    { networkId, call }: RequestContext,
    work: (tx: Tx, enter: EnterNetwork, pair: ShadowPair) => Promise<void>,
  ): Promise<dto.ShadowAnswer> {
    const shadow: NetworkProfile = await this.query.get(networkId);
    const pair = { networkId, shadowId: shadow.id };
    return this.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 200, async (tx, enter) => {
        await work(tx, enter, pair);
        return this.query.answerWithin(tx, networkId, shadow);
      }),
    );
  }

  /** Waits for a change, and forgets the restaurants of both networks that this process has cached, also when the change failed. */
  async forgetting<Answer>(pair: ShadowPair, change: Promise<Answer>): Promise<Answer> {
    try {
      return await change;
    } finally {
      this.places.forget(pair);
    }
  }

  /** @param other the shadow in the audit of the network, and the network in that of the shadow */
  append(tx: Tx, networkId: string, action: AuditAction, other: string, author: Author): Promise<void> {
    const subject = { subjectKind: 'network', subjectId: networkId } as const;
    return this.audit.append(tx, networkId, { ...author, ...subject, action, after: { other } });
  }
}

import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { Audit, type RequestContext } from '../../../security';
import { listFamilyOf } from '../../ledger/read/family-members.sql';
import { FamilyAnswers } from './family-answers';
import type { FamilyAnswer } from './family.dto';

/** One family, as staff and its members see it. Each reading is recorded in the audit. */
@Injectable()
export class ReadFamily {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly answers: FamilyAnswers,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  get(context: RequestContext, familyId: string): Promise<FamilyAnswer> {
    return this.read(context, (tx, snapshot) => this.answers.ofFamily(tx, snapshot, familyId));
  }

  /** @throws ProblemError `not_found` where the guest has no family */
  getOf(context: RequestContext, guestId: string): Promise<FamilyAnswer> {
    return this.read(context, (tx, snapshot) => this.answers.ofGuest(tx, snapshot, guestId));
  }

  /** The id of the guest's own family. @throws ProblemError `not_found` */
  async getOwnId({ principal, networkId }: RequestContext): Promise<string> {
    const member = found(
      (await this.database.inNetwork(networkId, (tx) => listFamilyOf(tx, networkId, principal.id)))[0],
    );
    return member.familyId;
  }

  private read(
    { networkId, author }: RequestContext,
    find: (tx: Tx, snapshot: ConfigurationSnapshot) => Promise<FamilyAnswer | undefined>,
  ): Promise<FamilyAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const family = await find(tx, await this.snapshots.currentWithin(tx, networkId));
      if (family === undefined || family.members.length === 0) throw new ProblemError('not_found');
      await this.audit.appendChange(tx, networkId, author, 'family.read', family.id, { after: {} });
      return family;
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Audit, RestoredMessages, UseCase, wholeNetworkOf } from '../../security';
import { AUTOMATIONS_JOB } from '../automations/document/automation-states';
import type { DecideHeldBody, HeldMessagesAnswer } from './restores.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

const MOST_COUNTED = 1_000_000;

/** A manager sends or drops what was due before a backup was restored. */
export class DecideHeld extends UseCase<HeldMessagesAnswer, { body: DecideHeldBody }> {}

/** Messages and steps of automations that wait since a backup was restored. */
@Injectable()
export class HeldSends {
  constructor(
    private readonly database: Database,
    private readonly restored: RestoredMessages,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  get(networkId: string): Promise<HeldMessagesAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.read(tx, networkId));
  }

  /** The audit has how many they were. @throws ProblemError `already_decided` where nothing waits */
  @Handles(DecideHeld)
  decideHeld({ context, input: { body } }: DecideHeld): Promise<HeldMessagesAnswer> {
    const { call, author, principal } = context;
    const { decision } = body;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      if ((await this.restored.lockUndecided(tx, networkId)) === undefined) throw new ProblemError('already_decided');
      const { messages, steps, dueBefore } = await this.read(tx, networkId);
      await this.restored.decide(tx, networkId, decision);
      await requestJob(tx, AUTOMATIONS_JOB, networkId);
      const count = messages.reduce((sum, one) => sum + one.messages, 0);
      const after = { decision, dueBefore, messages: count, steps };
      await this.audit.appendOn(tx, networkId, author, 'held_messages.decided', ['network', networkId], { after });
      return this.read(tx, networkId);
    });
  }

  private async read(tx: Tx, networkId: string): Promise<HeldMessagesAnswer> {
    const restore = await this.restored.find(tx, networkId);
    if (restore === undefined) return { restoredAt: null, dueBefore: null, decision: null, messages: [], steps: 0 };
    const { restoredAt, dueBefore, decision } = restore;
    const isOpen = decision === null;
    // Runs of automations, active or paused, that were due before this time; at most a million.
    return {
      restoredAt: restoredAt.toISOString(),
      dueBefore: dueBefore.toISOString(),
      decision,
      messages: isOpen ? await this.restored.count(tx, networkId, restore) : [],
      steps: isOpen
        ? (
            await tx.one<{ runs: number }>`SELECT count(*)::integer AS runs FROM (
                SELECT FROM automations a JOIN automation_runs r ON r.network_id = ${networkId} AND r.automation_id = a.id
                 WHERE a.network_id = ${networkId} AND a.state IN ('ACTIVE', 'PAUSED') AND r.state = 'WAITING' AND r.due_at < ${dueBefore}
                 LIMIT ${MOST_COUNTED}) r`
          ).runs
        : 0,
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { ROUTING_JOB } from './routed-messages';
import * as sql from './restored-message.sql';

/** The most messages that a count looks at, by status. */
const MOST_COUNTED = 1_000_000;

/**
 * Messages that were due more than an hour before their rows were restored from a backup: the original has sent many of them since.
 * They wait until a manager decides. Codes and links go by their own end.
 */
@Injectable()
export class RestoredMessages {
  /** Notes that the rows of the network come from a backup. */
  note(tx: Tx, networkId: string): Promise<void> {
    return sql.noteRestore(tx, networkId);
  }

  /** The last restore of the network; undefined: there was none. */
  find(tx: Tx, networkId: string): Promise<sql.Restore | undefined> {
    return sql.findRestore(tx, networkId);
  }

  /** Messages that wait for the decision, by purpose. */
  count(tx: Tx, networkId: string, { dueBefore }: sql.Restore) {
    return sql.countHeld(tx, networkId, dueBefore, MOST_COUNTED);
  }

  /** Locks the restore on which no manager has decided; undefined: there is none. */
  lockUndecided(tx: Tx, networkId: string): Promise<sql.Restore | undefined> {
    return sql.lockUndecided(tx, networkId);
  }

  /** Sends or drops what waits; the routing job does it in pieces. */
  async decide(tx: Tx, networkId: string, decision: sql.RestoreDecision): Promise<void> {
    await sql.decideRestore(tx, networkId, decision);
    await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** Holds, releases or drops at most `limit` messages in one transaction; answers whether more work may be left. */
  async move(tx: Tx, networkId: string, limit: number): Promise<boolean> {
    const restore = await sql.lockOpenRestore(tx, networkId);
    if (restore === undefined) return false;
    const moved = await sql.moveOld(tx, networkId, restore, limit);
    if (moved < limit) await sql.closeRestore(tx, networkId);
    return true;
  }
}

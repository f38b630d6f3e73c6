import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { ROUTING_JOB } from './routed-messages';
import * as sql from './restored-message.sql';

/** The most messages that are counted, by status. */
const MOST_COUNTED = 1_000_000;

/**
 * Messages that were due more than an hour before their rows were restored from a backup; the original installation has sent many of them since.
 * They wait until a manager decides. Codes and links expire by themselves.
 */
@Injectable()
export class RestoredMessages {
  /** Records that the network's rows come from a backup. */
  note(tx: Tx, networkId: string): Promise<void> {
    return sql.noteRestore(tx, networkId);
  }

  /** The network's last restore; undefined: none. */
  find(tx: Tx, networkId: string): Promise<sql.Restore | undefined> {
    return sql.findRestore(tx, networkId);
  }

  /** Messages that wait for the decision, by purpose. */
  count(tx: Tx, networkId: string, { dueBefore }: sql.Restore) {
    return sql.countHeld(tx, networkId, dueBefore, MOST_COUNTED);
  }

  /** Locks the restore that no manager has decided on; undefined: none. */
  lockUndecided(tx: Tx, networkId: string): Promise<sql.Restore | undefined> {
    return sql.lockUndecided(tx, networkId);
  }

  /** Records the decision; the routing job applies it in pieces. */
  async decide(tx: Tx, networkId: string, decision: sql.RestoreDecision): Promise<void> {
    await sql.decideRestore(tx, networkId, decision);
    await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** Applies the decision to at most `limit` messages in one transaction; returns whether more may be left. */
  async move(tx: Tx, networkId: string, limit: number): Promise<boolean> {
    const restore = await sql.lockOpenRestore(tx, networkId);
    if (restore === undefined) return false;
    const moved = await sql.moveOld(tx, networkId, restore, limit);
    if (moved < limit) await sql.closeRestore(tx, networkId);
    return true;
  }
}

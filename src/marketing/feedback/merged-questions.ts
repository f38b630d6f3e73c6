import { Injectable } from '@nestjs/common';
import { Cases } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { listMergedGuests, type MergeFollower, type MergePassing } from '../../transactions';
import { listQuestionsAbout, listQuestionsOf, moveQuestions } from './merged-questions.sql';

/** Questions after visits, with their answers and cases, when guests are merged and when the merge is undone. */
@Injectable()
export class MergedQuestions implements MergeFollower {
  constructor(private readonly cases: Cases) {}

  async pass(tx: Tx, { networkId, guestId, toGuestId }: MergePassing): Promise<void> {
    await this.move(tx, networkId, await listQuestionsOf(tx, networkId, guestId), toGuestId);
  }

  /** The sales of the source, and of guests merged into it before, are in the journal as theirs. */
  async giveBack(tx: Tx, { networkId, guestId, toGuestId }: MergePassing): Promise<void> {
    const owners = await listMergedGuests(tx, networkId, toGuestId);
    await this.move(tx, networkId, await listQuestionsAbout(tx, networkId, guestId, owners), toGuestId);
  }

  /** Cases move after their questions, in the order in which an answer locks a question and then makes its case. */
  private async move(tx: Tx, networkId: string, saleIds: readonly string[], toGuestId: string): Promise<void> {
    if (saleIds.length === 0) return;
    await moveQuestions(tx, networkId, saleIds, toGuestId);
    await this.cases.moveAboutVisits(tx, networkId, saleIds, toGuestId);
  }
}

import { Injectable } from '@nestjs/common';
import { Cases } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../../security';
import { hasQuestions, insertPastAnswers, listBadAnswers } from './past-feedback.sql';

/** Words of guests by their score; a guest may say nothing. */
export type PastWords = Readonly<Record<1 | 2 | 3 | 4 | 5, readonly string[]>>;

/** Answers about past sales. Only for a demonstration, which tells of the past. */
@Injectable()
export class PastFeedback {
  constructor(
    private readonly cases: Cases,
    private readonly pii: Pii,
  ) {}

  /**
   * Asks about sales of the days before now, at most once a month and guest, and answers for a part of the guests. The cases of the
   * newest two bad answers are open. A network with questions is left as it is.
   */
  async ensure(tx: Tx, networkId: string, days: number, words: PastWords): Promise<void> {
    if (await hasQuestions(tx, networkId)) return;
    const sealed = Object.entries(words).flatMap(([score, texts]) =>
      texts.map((text) => ({ score: Number(score), words: this.pii.encrypt(networkId, 'feedback', text) })),
    );
    await insertPastAnswers(tx, networkId, days, sealed);
    const bad = await listBadAnswers(tx, networkId);
    await this.cases.recordPastVisits(tx, networkId, bad.slice(2));
    for (const visit of bad.slice(0, 2)) await this.cases.openAboutVisit(tx, networkId, visit);
  }
}

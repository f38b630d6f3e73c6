import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { drawOf, isInHoldout } from '../../configuration/pure';
import { Cases } from '../../identity';
import type { FeedbackRequest } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { requestJob } from '../../platform/queue/request-job.sql';
import type { Language } from '../../platform/language/language';
import { nameIn, type TextByLanguage } from '../../platform/language/spoken';
import { Pii } from '../../security';
import { appendEvents } from '../../transactions';
import type { AnswerBody, LinkedQuestionAnswer, OwnQuestionsAnswer } from './feedback.dto';
import type { LinkedQuestion } from './feedback-links';
import { FEEDBACK_JOB } from './feedback.job';
import { answerableUntil, isBad, isGood } from './feedback.rules';

const MOST_OWN = 50;
const WITH_RESTAURANT = { restaurant: { select: { name: true, names: true } } } as const;

type QuestionRow = FeedbackRequest & { readonly restaurant: { readonly name: string; readonly names: unknown } | null };

/** Questions as guests see and answer them. */
@Injectable()
export class Questions {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly cases: Cases,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` where the question is gone */
  async getLinked({ networkId, saleId }: LinkedQuestion, reader: Language): Promise<LinkedQuestionAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const row = await this.database.inNetwork(networkId, (tx) => findQuestion(tx, networkId, saleId));
    if (row === null) throw new ProblemError('not_found');
    const { name: network, code, locale: language, timeZone, settings } = snapshot.profile;
    return {
      network,
      code,
      language,
      timeZone,
      points: settings.feedback.points,
      ...this.shown(snapshot, row, reader),
    };
  }

  async listOwn(networkId: string, guestId: string, reader: Language): Promise<OwnQuestionsAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.feedbackRequest.findMany({
        where: { networkId, guestId, askedAt: { not: null }, state: { not: 'DROPPED' } },
        include: WITH_RESTAURANT,
        orderBy: { askedAt: 'desc' },
        take: MOST_OWN,
      }),
    );
    const items = rows.map((row) => ({ saleId: row.saleId, ...this.shown(snapshot, row, reader) }));
    return { points: snapshot.profile.settings.feedback.points, items };
  }

  /**
   * Records a guest's answer, or its change; sending the same answer twice changes nothing. A bad one becomes a case, and a good one earns points.
   * @param guestId the guest who is signed in; null: the answer comes by the link
   * @throws ProblemError `not_found`, `link_expired`
   */
  async answer(
    tx: Tx,
    { networkId, saleId }: LinkedQuestion,
    guestId: string | null,
    { score, words }: AnswerBody,
  ): Promise<void> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    // One answer to a question at a time.
    await tx.query`SELECT FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ${saleId} FOR UPDATE`;
    const row = await findQuestion(tx, networkId, saleId);
    if (row?.askedAt == null || (guestId !== null && row.guestId !== guestId)) throw new ProblemError('not_found');
    if (!this.isOpen(snapshot, row)) throw new ProblemError('link_expired');
    const sealed = words === undefined ? row.wordsEncrypted : this.sealed(networkId, words);
    const earns = isGood(score) && this.mayEarn(snapshot, row.guestId);
    const reward = earns ? (row.reward ?? 'DUE') : row.reward;
    await tx.prisma.feedbackRequest.updateMany({
      where: { networkId, saleId },
      data: { score, wordsEncrypted: sealed, answeredAt: this.clock.now(), reward },
    });
    if (isBad(score)) await this.cases.openAboutVisit(tx, networkId, row);
    if (earns && row.reward === null) await requestJob(tx, FEEDBACK_JOB, networkId);
    if (score === row.score) return;
    const event = { type: 'feedback.answered', subjectId: saleId, guestId: row.guestId, guestVersion: null };
    await appendEvents(tx, networkId, [event]);
  }

  wordsOf(networkId: string, { wordsEncrypted }: { readonly wordsEncrypted: Uint8Array | null }): string | null {
    return wordsEncrypted === null ? null : this.pii.decrypt(networkId, 'feedback', wordsEncrypted);
  }

  private sealed(networkId: string, words: string): Buffer<ArrayBuffer> | null {
    return words === '' ? null : this.pii.encrypt(networkId, 'feedback', words);
  }

  private mayEarn({ profile }: ConfigurationSnapshot, guestId: string): boolean {
    const { feedback, campaignHoldoutPpm } = profile.settings;
    return feedback.points > 0 && !isInHoldout(drawOf(guestId), profile.id, campaignHoldoutPpm);
  }

  /** A question that was not asked yet, or was taken back, is closed. */
  private isOpen({ profile }: ConfigurationSnapshot, { askedAt, state }: QuestionRow): boolean {
    if (askedAt === null || state === 'DROPPED') return false;
    return this.clock.now() < answerableUntil(askedAt, profile.settings.feedback.answerDays);
  }

  private shown(snapshot: ConfigurationSnapshot, row: QuestionRow, reader: Language) {
    const { profile } = snapshot;
    const { askedAt, restaurant, soldAt, score } = row;
    const until = answerableUntil(askedAt ?? soldAt, profile.settings.feedback.answerDays);
    return {
      restaurant:
        restaurant === null
          ? null
          : nameIn({ name: restaurant.name, names: restaurant.names as TextByLanguage }, reader),
      soldAt: soldAt.toISOString(),
      score,
      words: this.wordsOf(profile.id, row),
      answerableUntil: until.toISOString(),
      isOpen: this.isOpen(snapshot, row),
      reward: rewardOf(row),
    };
  }
}

/** The question about a sale; of an erased guest there is none. */
function findQuestion(tx: Tx, networkId: string, saleId: string): Promise<QuestionRow | null> {
  const where = { networkId_saleId: { networkId, saleId }, guest: { erasedAt: null } };
  return tx.prisma.feedbackRequest.findUnique({ where, include: WITH_RESTAURANT });
}

export function rewardOf({
  reward,
  rewardPoints,
}: {
  readonly reward: string | null;
  readonly rewardPoints: bigint | number | null;
}) {
  if (reward === null) return null;
  const points = rewardPoints === null ? null : Number(rewardPoints);
  return { state: reward as 'DUE' | 'GIVEN' | 'REFUSED', points };
}

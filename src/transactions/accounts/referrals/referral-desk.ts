import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client';
import { Snapshots } from '../../../configuration';
import { referralLinkOf, showReferralCode } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { Handles } from '../../../platform/http/handlers-of';
import { asAnswer } from '../../../platform/http/as-answer';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { type IdSlice, newest, pickSlice } from '../../../platform/http/list-query';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { Audit, type RequestContext, UseCase } from '../../../security';
import { listMergedGuests } from '../../ledger/read/lineage.sql';
import * as dto from './referral.dto';
import { lockRound } from './referral-rounds.sql';
import { REFERRALS_JOB } from './referrals.job';

/** How many friends of a guest one answer shows. */
const MOST_FRIENDS = 100;
const MOST_COUNTED = 1_000;

const WITH_ROUNDS = {
  include: {
    friend: { select: { name: true } },
    referrer: { select: { name: true } },
    rounds: { orderBy: { id: 'asc' }, include: { payouts: { orderBy: { side: 'asc' } } } },
  },
} as const;

/** A manager decides a referral in review. */
export class DecideReferral extends UseCase<
  dto.ReferralDecisionAnswer,
  { roundId: string; body: dto.DecideReferralDto }
> {}

/** The guest who brought this one and the guests it brought, and what managers decide about them; each reading is recorded in the audit. */
@Injectable()
export class ReferralDesk {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found`, `already_decided` */
  @Handles(DecideReferral)
  decide({ context, input: { roundId, body } }: DecideReferral): Promise<dto.ReferralDecisionAnswer> {
    const { networkId, call, author, principal } = context;
    const { decision, comment } = body;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      if ((await lockRound(tx, networkId, roundId)) === undefined) throw new ProblemError('not_found');
      const state = decision === 'PAY' ? 'QUALIFIED' : 'REFUSED';
      if (!(await decideRound(tx, networkId, roundId, state, principal.id, comment)))
        throw new ProblemError('already_decided');
      await this.audit.appendChange(tx, networkId, author, 'referral.decided', roundId, { after: { decision } });
      await requestJob(tx, REFERRALS_JOB, networkId);
      return { id: roundId, state };
    });
  }

  /** @throws ProblemError `guest_not_found` */
  async read({ networkId, author }: RequestContext, guestId: string): Promise<dto.GuestReferralsAnswer> {
    const { profile } = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const { code, ids } = await this.codeOf(tx, networkId, guestId);
      const [broughtBy = null] = await this.list(tx, { networkId, friendId: guestId }, newest(1));
      const brought = await this.list(tx, { networkId, referrerId: { in: ids } }, newest(MOST_FRIENDS));
      const broughtCount = await tx.prisma.referral.count({ where: { networkId, referrerId: { in: ids } } });
      await this.audit.appendOn(tx, networkId, author, 'referrals.read', ['guest', guestId], { after: {} });
      const link = referralLinkOf(profile.code, code);
      return { code: showReferralCode(code), link, broughtBy, brought, broughtCount };
    });
  }

  /** The guest's own code, and how many friends it brought, without the friends' names. @throws ProblemError `guest_not_found` */
  async readOwn({ networkId, principal }: RequestContext): Promise<dto.OwnReferralsAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const terms = snapshot.programInForce(this.clock.now())?.program.document.activities.referral;
    return this.database.inNetwork(networkId, async (tx) => {
      const { code, ids } = await this.codeOf(tx, networkId, principal.id);
      const brought = await this.list(tx, { networkId, referrerId: { in: ids } }, newest(MOST_FRIENDS));
      const friendCount = await tx.prisma.referral.count({ where: { networkId, referrerId: { in: ids } } });
      return {
        code: showReferralCode(code),
        link: referralLinkOf(snapshot.profile.code, code),
        offer:
          terms === undefined
            ? null
            : {
                referrerPoints: terms.referrerPoints,
                friendPoints: terms.friendPoints,
                leastSale: terms.leastSale ?? null,
                withinDays: terms.withinDays ?? null,
              },
        friends: brought.map(({ registeredAt, state, rounds }) => ({ registeredAt, state, points: pointsOf(rounds) })),
        friendCount,
      };
    });
  }

  /** A slice of the network's referrals. */
  listAll(networkId: string, { state }: dto.ReferralListQuery, slice: IdSlice): Promise<dto.ReferralAnswer[]> {
    const only =
      state === undefined ? {} : { refusal: null, rounds: state === 'REGISTERED' ? { none: {} } : { some: { state } } };
    return this.database.inNetwork(networkId, (tx) => this.list(tx, { networkId, ...only }, slice));
  }

  countInReview(networkId: string): Promise<number> {
    return this.database.inNetwork(networkId, (tx) =>
      tx.prisma.referralRound.count({ where: { networkId, state: 'IN_REVIEW' }, take: MOST_COUNTED }),
    );
  }

  /** The stored code of a guest, and the ids under which it brought friends: its own, and those of guests merged into it. */
  private async codeOf(tx: Tx, networkId: string, guestId: string): Promise<{ code: string; ids: string[] }> {
    const guest = await tx.prisma.guest.findUnique({ where: { networkId_id: { networkId, id: guestId } } });
    if (guest?.erasedAt !== null) throw new ProblemError('guest_not_found');
    return { code: guest.referralCode, ids: await listMergedGuests(tx, networkId, guestId) };
  }

  private async list(tx: Tx, where: ReferralWhere, slice: IdSlice): Promise<dto.ReferralAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const rows = await tx.prisma.referral.findMany({
      where: { ...where, id },
      ...WITH_ROUNDS,
      orderBy: order,
      take,
    });
    return rows.map(answerOf);
  }
}

interface ReferralWhere {
  readonly networkId: string;
  readonly friendId?: string;
  readonly referrerId?: { in: string[] };
  readonly refusal?: null;
  readonly rounds?: { none: object } | { some: { state: string } };
}

/** The referrer's part of the rounds. */
function pointsOf(rounds: dto.ReferralAnswer['rounds']): number {
  const stands = rounds.flatMap(({ payouts }) =>
    payouts.filter(({ side, revokeId }) => side === 'REFERRER' && revokeId === null),
  );
  return stands.reduce((sum, { points }) => sum + points, 0);
}

function answerOf({ createdAt, ...row }: Prisma.ReferralGetPayload<typeof WITH_ROUNDS>): dto.ReferralAnswer {
  const state = row.refusal === null ? (row.rounds.at(-1)?.state ?? 'REGISTERED') : 'REFUSED';
  const names = { referrerName: row.referrer?.name ?? null, friendName: row.friend.name };
  return asAnswer(dto.referralSchema, { ...row, ...names, state, registeredAt: createdAt });
}

async function decideRound(
  tx: Tx,
  networkId: string,
  roundId: string,
  to: 'QUALIFIED' | 'REFUSED',
  decidedBy: string | null,
  comment: string,
): Promise<boolean> {
  const row = await tx.maybe<{ id: string }>`
    UPDATE referral_rounds SET state = ${to}, decided_by = ${decidedBy}, comment = ${comment}, changed_at = ledger_now()
     WHERE network_id = ${networkId} AND id = ${roundId} AND state = 'IN_REVIEW' RETURNING id`;
  return row !== undefined;
}

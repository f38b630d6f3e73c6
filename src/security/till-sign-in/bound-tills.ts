import { Injectable } from '@nestjs/common';
import type { BoundTill } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { requireRestaurant } from '../permissions/require.rules';
import type { Principal } from '../principal/principal';
import { type OnOne, UseCase } from '../principal/request-context';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { Sessions } from '../sessions/sessions';
import { hashOfTillCode, parseTillCode } from './till-key.rules';
import { CODE_MINUTES, forgetTries } from './till-sign-in.sql';
import type * as dto from './till-sign-in.dto';

/** The most bound tills of a restaurant. */
const TILLS_MAX = 100;
/** A manager who guesses codes of strangers' tills gets no further than one who mistypes. */
const BINDINGS_PER_HOUR = 60;
const HOUR_SECONDS = 3_600;
const MINUTE_MS = 60_000;

export class BindTill extends UseCase<dto.BoundTillAnswer, { body: dto.BindTillBody }> {}

export class RenameBoundTill extends UseCase<dto.BoundTillAnswer, OnOne<dto.RenameTillBody>> {}

/** Ends the binding, and with it the sessions by PIN and card at the till. */
export class UnbindTill extends UseCase<void, { id: string }> {}

/** Unlocks a person at a till after ten wrong PINs. */
export class UnlockAtTill extends UseCase<void, { id: string; userId: string }> {}

type BoundTillRow = BoundTill & {
  readonly pinFailures?: readonly {
    readonly userId: string;
    readonly lockedAt: Date | null;
    readonly user: { readonly name: string };
  }[];
};

/** The tills that a restaurant's managers have bound. */
@Injectable()
export class BoundTills {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** Those of a restaurant, the newest first; bindings for which the till never came are left out. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  list(networkId: string, caller: Principal, restaurantId: string): Promise<dto.BoundTillListAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      await requirePlace(tx, networkId, caller, restaurantId);
      const rows = await tx.prisma.boundTill.findMany({
        where: { networkId, restaurantId, ...this.inForce() },
        orderBy: { id: 'desc' },
        take: TILLS_MAX,
        include: LOCKED,
      });
      return { items: rows.map(answerOf) };
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `till_code_used`, `bound_tills_full`, `rate_limited` */
  @Handles(BindTill)
  async bindTill({ context, input: { body } }: BindTill): Promise<dto.BoundTillAnswer> {
    const { networkId, call, principal, author } = context;
    const { restaurantId, name } = body;
    await this.limiter.hit(`till-binding:${networkId}`, BINDINGS_PER_HOUR, HOUR_SECONDS);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await requirePlace(tx, networkId, principal, restaurantId);
      const now = this.clock.now();
      // Deletes bindings whose till never came, which also frees their codes.
      await tx.prisma.boundTill.deleteMany({
        where: { networkId, keyHash: null, codeUntil: { lt: now }, revokedAt: null },
      });
      if ((await tx.prisma.boundTill.count({ where: { networkId, restaurantId, revokedAt: null } })) >= TILLS_MAX)
        throw new ProblemError('bound_tills_full', { max: TILLS_MAX });
      const id = newId();
      const codeUntil = new Date(now.getTime() + CODE_MINUTES * MINUTE_MS);
      const codeHash = hashOfTillCode(parseTillCode(body.code) ?? '');
      const data = { networkId, id, restaurantId, name, codeHash, codeUntil, boundBy: principal.id };
      const row = await tx.prisma.boundTill.create({ data }).catch(refuseUsedCode);
      await this.audit.appendChange(tx, networkId, author, 'bound_till.bound', id, { after: { restaurantId, name } });
      return answerOf(row);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  @Handles(RenameBoundTill)
  renameBoundTill({ context, input: { id, body } }: RenameBoundTill): Promise<dto.BoundTillAnswer> {
    const { networkId, call, principal, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const before = await this.getChangeable(tx, networkId, principal, id);
      const where = { networkId_id: { networkId, id } };
      const row = await tx.prisma.boundTill.update({ where, data: { name: body.name }, include: LOCKED });
      const values = { before: { name: before.name }, after: { name: body.name } };
      if (before.name !== body.name)
        await this.audit.appendChange(tx, networkId, author, 'bound_till.renamed', id, values);
      return answerOf(row);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  @Handles(UnbindTill)
  async unbindTill({ context, input: { id } }: UnbindTill): Promise<void> {
    const { networkId, principal, author } = context;
    const ended = await this.database.inNetwork(networkId, async (tx) => {
      await this.getChangeable(tx, networkId, principal, id);
      const data = { revokedAt: this.clock.now(), revokedBy: principal.id };
      const { count } = await tx.prisma.boundTill.updateMany({ where: { networkId, id, revokedAt: null }, data });
      if (count === 0) throw new ProblemError('not_found');
      await tx.prisma.tillPinFailure.deleteMany({ where: { networkId, tillId: id } });
      await this.audit.appendChange(tx, networkId, author, 'bound_till.unbound', id, {});
      return this.sessions.endAtTillsWithin(tx, { boundTillId: id }, 'till_unbound');
    });
    this.sessions.noteEnded(ended);
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  @Handles(UnlockAtTill)
  unlockAtTill({ context, input: { id, userId } }: UnlockAtTill): Promise<void> {
    const { networkId, principal, author } = context;
    return this.database.inNetwork(networkId, async (tx) => {
      await this.getChangeable(tx, networkId, principal, id);
      if (!(await forgetTries(tx, { networkId, id }, userId))) return;
      await this.audit.appendChange(tx, networkId, author, 'bound_till.person_unlocked', id, { after: { userId } });
    });
  }

  private async getChangeable(tx: Tx, networkId: string, caller: Principal, id: string): Promise<BoundTill> {
    const row = await tx.prisma.boundTill.findFirst({ where: { networkId, id, ...this.inForce() } });
    if (row === null) throw new ProblemError('not_found');
    requireRestaurant(caller, row.restaurantId);
    return row;
  }

  private inForce() {
    return { revokedAt: null, OR: [{ NOT: { keyHash: null } }, { codeUntil: { gte: this.clock.now() } }] };
  }
}

const LOCKED = {
  pinFailures: {
    where: { NOT: { lockedAt: null } },
    orderBy: { lockedAt: 'asc' },
    select: { userId: true, lockedAt: true, user: { select: { name: true } } },
  },
} as const;

async function requirePlace(tx: Tx, networkId: string, caller: Principal, restaurantId: string): Promise<void> {
  const count = await tx.prisma.restaurant.count({ where: { networkId, id: restaurantId } });
  if (count === 0) throw new ProblemError('not_found');
  requireRestaurant(caller, restaurantId);
}

/** For the `catch` of a write that takes a code. */
function refuseUsedCode(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('till_code_used') : thrown;
}

function answerOf({
  id,
  restaurantId,
  name,
  boundAt,
  codeUntil,
  lastSeenAt,
  pinFailures = [],
}: BoundTillRow): dto.BoundTillAnswer {
  return {
    id,
    restaurantId,
    name,
    boundAt: boundAt?.toISOString() ?? null,
    waitsUntil: boundAt === null ? codeUntil.toISOString() : null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    locked: pinFailures.flatMap(({ userId, lockedAt, user }) =>
      lockedAt === null ? [] : [{ userId, name: user.name, lockedAt: lockedAt.toISOString() }],
    ),
  };
}

import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { findNickname, readsAs, setNickname } from '../../identity';
import { Database } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import type { JoinLeaderboardBody, OwnLeaderboard } from './leaderboard.dto';
import { Leaderboards, refuseWithoutBoards } from './leaderboards';
import { REFUSED_NICKNAMES } from './refused-nicknames';

/** The signed-in guest joins the leaderboards under a nickname, or changes it. */
export class JoinLeaderboard extends UseCase<OwnLeaderboard, { body: JoinLeaderboardBody; language: Language }> {}

/** The signed-in guest leaves the leaderboards. */
export class LeaveLeaderboard extends UseCase<OwnLeaderboard, { language: Language }> {}

/** Staff take a guest off the leaderboards. */
export class TakeOffLeaderboard extends UseCase<void, { guestId: string }> {}

@Injectable()
export class LeaderboardsHandlers {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly boards: Leaderboards,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `guest_not_found`, `nickname_taken`, `nickname_refused` */
  @Handles(JoinLeaderboard)
  async joinLeaderboard({ context, input: { body, language } }: JoinLeaderboard): Promise<OwnLeaderboard> {
    const { principal, networkId, call } = context;
    refuseWithoutBoards((await this.snapshots.current(networkId)).profile);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      if (await readsAs(tx, body.nickname, REFUSED_NICKNAMES)) throw new ProblemError('nickname_refused');
      const isKnown = await setNickname(tx, networkId, principal.id, body.nickname).catch(refuseTaken);
      if (!isKnown) throw new ProblemError('guest_not_found');
      return this.boards.showTo(tx, networkId, principal.id, null, language);
    });
  }

  /** @throws ProblemError `not_found`, `guest_not_found` */
  @Handles(LeaveLeaderboard)
  leaveLeaderboard({ context, input: { language } }: LeaveLeaderboard): Promise<OwnLeaderboard> {
    const { principal, networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await setNickname(tx, networkId, principal.id, null);
      return this.boards.showTo(tx, networkId, principal.id, null, language);
    });
  }

  /** Succeeds also where the guest is on no board. @throws ProblemError `guest_not_found` */
  @Handles(TakeOffLeaderboard)
  takeOffLeaderboard({ context, input: { guestId } }: TakeOffLeaderboard): Promise<void> {
    const { networkId, author } = context;
    return this.database.inNetwork(networkId, async (tx) => {
      const nickname = await findNickname(tx, networkId, guestId);
      if (nickname === undefined) throw new ProblemError('guest_not_found');
      if (nickname === null) return;
      await setNickname(tx, networkId, guestId, null);
      await this.audit.appendOn(tx, networkId, author, 'leaderboard.taken_off', ['guest', guestId]);
    });
  }
}

function refuseTaken(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('nickname_taken') : thrown;
}

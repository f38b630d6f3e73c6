import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { UseCase } from '../principal/request-context';
import { holderOf, OwnAccount } from './own-account';
import { ProviderSessions } from '../providers/provider-sessions';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { Sessions, type SessionTokens, type TokenBearer } from '../sessions/sessions';
import { Handles } from '../../platform/http/handlers-of';

/** Signs a page out by its refresh token, because its access token may have ended while it was offline. */
export class EndSession extends Command<void> {
  constructor(
    readonly refreshToken: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

export class LogOut extends UseCase<void> {}

/** Exchanges a refresh token, which is good once. A client that got no answer may repeat the call under the same key. */
export class RefreshSession extends Command<SessionTokens> {
  constructor(
    readonly call: KeyedCall,
    readonly refreshToken: string,
    readonly bearer: TokenBearer,
  ) {
    super();
  }
}

@Injectable()
export class OwnSessionHandlers {
  constructor(
    private readonly ownAccount: OwnAccount,
    private readonly providerSessions: ProviderSessions,
    private readonly sessions: Sessions,
  ) {}

  @Handles(EndSession)
  async endSession({ refreshToken, origin }: EndSession): Promise<void> {
    await this.ownAccount.endByToken(refreshToken, origin);
  }

  @Handles(LogOut)
  async logOut({ context }: LogOut): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.logOut(holderOf(principal), origin);
  }

  @Handles(RefreshSession)
  async refreshSession({ call, refreshToken, bearer }: RefreshSession): Promise<SessionTokens> {
    await this.providerSessions.recheck(refreshToken);
    return this.sessions.refresh(refreshToken, call.key, () => call.replayed(200), bearer);
  }
}

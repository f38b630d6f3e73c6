import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { ProviderSessions } from '../providers/provider-sessions';
import { Sessions, type SessionTokens, type TokenBearer } from '../sessions/sessions';

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

@CommandHandler(RefreshSession)
export class RefreshSessionHandler implements ICommandHandler<RefreshSession> {
  constructor(
    private readonly sessions: Sessions,
    private readonly providerSessions: ProviderSessions,
  ) {}

  async execute({ call, refreshToken, bearer }: RefreshSession): Promise<SessionTokens> {
    await this.providerSessions.recheck(refreshToken);
    return this.sessions.refresh(refreshToken, call.key, () => call.replayed(200), bearer);
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { Sessions, type TokenPair } from '../sessions/sessions';
import * as dto from './auth.dto';

/** A refresh token is good once. A client that sent a key and got no answer may repeat the call with the same key. */
export class RefreshSession extends Command<TokenPair> {
  constructor(
    readonly call: KeyedCall,
    readonly body: dto.RefreshBody,
  ) {
    super();
  }
}

@CommandHandler(RefreshSession)
export class RefreshSessionHandler implements ICommandHandler<RefreshSession> {
  constructor(private readonly sessions: Sessions) {}

  execute({ call, body }: RefreshSession): Promise<TokenPair> {
    return this.sessions.refresh(body.refreshToken, call.key, () => call.replayed(200));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { GenerationCache } from '../../platform/memory/generation-cache';
import type { VerifiedToken } from '../sessions/access-token';
import { RevokedSessions } from '../sessions/revoked-sessions';

const VERIFIED_HALF = 5_000;

/** Tokens that this process has verified, by their `Authorization` header, until they expire. */
@Injectable()
export class VerifiedTokens {
  private readonly verified = new GenerationCache<VerifiedToken>(VERIFIED_HALF);

  constructor(
    private readonly clock: Clock,
    private readonly revoked: RevokedSessions,
  ) {}

  /** The token of the header, also of a session that was ended. */
  get(authorization: string): VerifiedToken | undefined {
    const token = this.verified.get(authorization);
    return token !== undefined && token.expiresAtMs > this.clock.now().getTime() ? token : undefined;
  }

  /** The token, unless this process knows that its session was ended. */
  find(authorization: string): VerifiedToken | undefined {
    const token = this.get(authorization);
    return token === undefined || this.revoked.knows(token.principal.sessionId) ? undefined : token;
  }

  set(authorization: string, token: VerifiedToken): void {
    this.verified.set(authorization, token);
  }
}

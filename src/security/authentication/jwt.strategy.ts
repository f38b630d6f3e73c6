import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ACCESS_TOKEN_ALGORITHM, parseClaims, type VerifiedToken } from '../sessions/access-token';
import { jwtKeys } from '../secrets/secrets';

/** The key that a token's `kid` names; the token is not verified yet. Undefined: we have no such key. */
export function keyOfToken(token: string) {
  const [header = ''] = token.split('.', 1);
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    const kid = typeof parsed === 'object' && parsed !== null && 'kid' in parsed ? parsed.kid : undefined;
    return typeof kid === 'string' ? jwtKeys().keys.get(kid)?.key : undefined;
  } catch {
    // A text that is no token is refused like an invalid token.
    return undefined;
  }
}

/**
 * passport-jwt with the key ring: only HS256, with the key that `kid` names. The guard checks the expiry by the database's time, because the
 * library would use this process's clock.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      ignoreExpiration: true,
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: never) => void) => {
        const key = keyOfToken(token);
        // The library passes the KeyObject to the verifier, which accepts it; its types allow only strings.
        if (key === undefined) done(new Error('unknown key'));
        else done(null, key as never);
      },
    });
  }

  /** Called by passport with a verified token's claims; undefined means 401. */
  validate(payload: unknown): VerifiedToken | undefined {
    return parseClaims(payload);
  }
}

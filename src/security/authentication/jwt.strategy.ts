import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ACCESS_TOKEN_ALGORITHM, parseClaims, type VerifiedToken } from '../sessions/access-token';
import { jwtKeys } from '../secrets/secrets';

/** The key that the `kid` of a token names, which is not verified yet; undefined: none of ours. */
export function keyOfToken(token: string) {
  const [header = ''] = token.split('.', 1);
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    const kid = typeof parsed === 'object' && parsed !== null && 'kid' in parsed ? parsed.kid : undefined;
    return typeof kid === 'string' ? jwtKeys().keys.get(kid)?.key : undefined;
  } catch {
    // A text that is no token is refused like a token that does not verify.
    return undefined;
  }
}

/**
 * passport-jwt with the key ring: HS256 alone, the key named by `kid`. The guard checks the expiry by the database's time;
 * the library would ask this process's clock.
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
        // The library hands a KeyObject on to the verifier, which takes one; its types know of strings only.
        if (key === undefined) done(new Error('unknown key'));
        else done(null, key as never);
      },
    });
  }

  /** Called by passport with the claims of a verified token; nothing to return means 401. */
  validate(payload: unknown): VerifiedToken | undefined {
    return parseClaims(payload);
  }
}

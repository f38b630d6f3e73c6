import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import type { GuestPrincipal, UserPrincipal } from '../principal/principal';
import { USER_ROLES } from '../principal/principal';
import { jwtKeys } from '../secrets/secrets';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const ACCESS_TOKEN_ALGORITHM = 'HS256';

/** Holders of sessions. */
export type SessionHolder = UserPrincipal | GuestPrincipal;

/** A token holds all facts of the caller that routes need, so that no request reads a session from the database. */
const claimsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    sub: z.uuid(),
    sid: z.uuid(),
    net: z.uuid().nullable(),
    role: z.enum(USER_ROLES),
    /** Restaurants; left out: all. */
    rst: z.array(z.uuid()).optional(),
    /** Own role of the network; left out: the role alone says the permissions. */
    own: z
      .object({
        id: z.uuid(),
        prm: z.array(z.string()),
        once: z.int().nullable(),
        day: z.int().nullable(),
      })
      .optional(),
    gst: z.uuid().nullable(),
    /** Bound till of a session by PIN or card; left out: none. */
    til: z.uuid().optional(),
    /** Group of restaurants of a district manager; left out: none. */
    grp: z.uuid().optional(),
    /** Whether the user has to set up a second factor first; left out: no. */
    enr: z.literal(true).optional(),
    exp: z.int(),
  }),
  z.object({ kind: z.literal('guest'), sub: z.uuid(), sid: z.uuid(), net: z.uuid(), exp: z.int() }),
]);

export interface VerifiedToken {
  readonly principal: SessionHolder;
  readonly expiresAtMs: number;
}

/** Access tokens: HS256 with the newest of JWT_KEYS, named by `kid`; 15 minutes. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  sign(holder: SessionHolder): string {
    const { id, key } = jwtKeys().newest;
    const iat = Math.floor(this.clock.now().getTime() / 1_000);
    const claims = { ...claimsOf(holder), iat, exp: iat + ACCESS_TOKEN_SECONDS };
    // A KeyObject: with a string each call would derive the key anew, 265 µs instead of 5.
    return this.jwt.sign(claims, { privateKey: key, algorithm: ACCESS_TOKEN_ALGORITHM, keyid: id });
  }
}

/** Reads the claims of a token whose signature was verified; undefined when they do not fit. The token may have expired. */
export function parseClaims(payload: unknown): VerifiedToken | undefined {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const claims = parsed.data;
  const expiresAtMs = claims.exp * 1_000;
  if (claims.kind === 'guest') {
    return { principal: { kind: 'guest', id: claims.sub, networkId: claims.net, sessionId: claims.sid }, expiresAtMs };
  }
  const { own } = claims;
  return {
    expiresAtMs,
    principal: {
      kind: 'user',
      id: claims.sub,
      role: claims.role,
      ...(own && {
        ownRole: { id: own.id, permissions: own.prm, manualAtOnce: own.once, manualPerDay: own.day },
      }),
      networkId: claims.net,
      // Those of a group are read with each request, because the group changes while the token lives.
      restaurantIds: claims.rst ?? (claims.grp === undefined ? 'ALL' : []),
      ...(claims.grp !== undefined && { restaurantGroupId: claims.grp }),
      sessionId: claims.sid,
      ...(claims.til !== undefined && { boundTillId: claims.til }),
      guestId: claims.gst,
      onBehalf: false,
      mustEnrol: claims.enr === true,
    },
  };
}

function claimsOf(holder: SessionHolder): object {
  const shared = { kind: holder.kind, sub: holder.id, sid: holder.sessionId, net: holder.networkId };
  if (holder.kind === 'guest') return shared;
  const { ownRole, restaurantGroupId: grp, restaurantIds, boundTillId: til } = holder;
  const places = grp !== undefined ? { grp } : restaurantIds === 'ALL' ? {} : { rst: restaurantIds };
  const own = ownRole && {
    own: { id: ownRole.id, prm: ownRole.permissions, once: ownRole.manualAtOnce, day: ownRole.manualPerDay },
  };
  return {
    ...shared,
    role: holder.role,
    ...own,
    gst: holder.guestId,
    ...places,
    ...(til !== undefined && { til }),
    ...(holder.mustEnrol && { enr: true }),
  };
}

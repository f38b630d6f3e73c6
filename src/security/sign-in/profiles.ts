import { Injectable } from '@nestjs/common';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { GroupRestaurants } from '../authentication/group-restaurants';
import { permissionsOf } from '../permissions/permissions.rules';
import { Pii } from '../personal-data/pii';
import type { GuestPrincipal, UserPrincipal } from '../principal/principal';
import { type OpeningWay, OPENED_WITHIN } from '../second-person/account-openings.sql';
import { SecondFactors } from '../second-factor/second-factors';
import { findUser, type UserRow } from '../sessions/sessions.sql';
import type { MeAnswer } from './auth.dto';

interface OpeningOfUser {
  readonly way: Exclude<OpeningWay, 'ACCOUNT'>;
  /** The name of the colleague who took the link or removed the second factor. Null: the name is unknown. */
  readonly by: string | null;
  readonly at: Date;
}

type NetworkOfMe = NonNullable<MeAnswer['network']>;

/** The profile of the signed-in user and their network. */
@Injectable()
export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly secondFactors: SecondFactors,
    private readonly groups: GroupRestaurants,
  ) {}

  async get(principal: UserPrincipal | GuestPrincipal): Promise<MeAnswer> {
    return principal.kind === 'guest' ? this.getGuest(principal) : this.getUser(principal);
  }

  /** The restaurants where a user works: for a cashier their own, for a manager those of the group, or all of the network. */
  async listRestaurantIds({ networkId, role, ownRole, restaurantIds, restaurantGroupId }: UserRow): Promise<string[]> {
    if (networkId === null || (role === 'cashier' && ownRole?.places !== 'ALL')) return [...restaurantIds];
    if (restaurantGroupId !== null) return [...(await this.groups.list(networkId, restaurantGroupId))];
    return this.database.inNetwork(networkId, listRestaurantIds);
  }

  private async getUser(principal: UserPrincipal): Promise<MeAnswer> {
    const user = await this.database.asPlatform((tx) => findUser(tx, principal.id));
    if (user === undefined) throw new ProblemError('session_ended');
    const { networkId } = principal;
    const isAtTill = principal.boundTillId !== undefined;
    const opened =
      user.networkId === null
        ? []
        : await listOpeningsOf(this.database.readsOf(user.networkId), user.networkId, user.id);
    return {
      kind: 'user',
      id: user.id,
      // At a bound till everybody is a cashier of its restaurant.
      role: principal.role,
      networkId,
      restaurantIds: isAtTill ? [...placesOf(principal)] : await this.listRestaurantIds({ ...user, networkId }),
      restaurantGroupId: isAtTill ? null : user.restaurantGroupId,
      name: user.name === '' ? null : user.name,
      email: this.pii.decrypt(user.networkId, 'email', user.emailEncrypted),
      locale: user.locale,
      guestId: user.guestId,
      secondFactor: await this.secondFactors.isInForce(user.id),
      permissions: permissionsOf(principal),
      ownRoleId: user.ownRole?.id ?? null,
      byProvider: await this.database.asPlatform((tx) => isByProvider(tx, principal.sessionId)),
      boundTillId: principal.boundTillId ?? null,
      // The provider may have asked for a second factor, which the session knows.
      mustEnrol: user.mustEnrol && principal.mustEnrol,
      accountOpened: opened.map(({ at, ...opening }) => ({ ...opening, at: at.toISOString() })),
      network: networkId === null ? null : await this.database.inNetwork(networkId, (tx) => getNetwork(tx, networkId)),
    };
  }

  private async getGuest({ id, networkId }: GuestPrincipal): Promise<MeAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const guest = await tx.maybe<{
        name: string | null;
        locale: 'ru' | 'en' | null;
      }>`SELECT name, locale FROM guests WHERE id = ${id} AND erased_at IS NULL`;
      if (guest === undefined) throw new ProblemError('session_ended');
      const network = await getNetwork(tx, networkId);
      const nothing = {
        restaurantIds: [],
        restaurantGroupId: null,
        email: null,
        guestId: null,
        secondFactor: false,
        mustEnrol: false,
        permissions: [],
        ownRoleId: null,
        byProvider: false,
        boundTillId: null,
        accountOpened: [],
      };
      return { ...nothing, kind: 'guest', id, role: 'guest', networkId, ...guest, network };
    });
  }
}

function placesOf({ restaurantIds }: UserPrincipal): readonly string[] {
  return restaurantIds === 'ALL' ? [] : restaurantIds;
}

async function listRestaurantIds(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT id FROM restaurants ORDER BY id LIMIT 10000`;
  return rows.map((row) => row.id);
}

function getNetwork(tx: Tx, networkId: string): Promise<NetworkOfMe> {
  return tx.one<{
    id: string;
    code: string;
    name: string;
    currency: string;
    currencyDigits: number;
    timeZone: string;
    locale: 'ru' | 'en';
    country: string;
    suspended: boolean;
    sandbox: boolean;
  }>`SELECT id, code, name, currency, currency_digits, time_zone, locale, country,
       suspended_at IS NOT NULL AS suspended, sandbox_of IS NOT NULL AS sandbox
     FROM networks WHERE id = ${networkId}`;
}

async function isByProvider(tx: Tx, sessionId: string): Promise<boolean> {
  return (await tx.prisma.providerSession.count({ where: { sessionId } })) > 0;
}

/** The colleagues who took a link for this user or removed the second factor lately, the latest first. */
function listOpeningsOf(tx: Statements, networkId: string, userId: string): Promise<OpeningOfUser[]> {
  return tx.query<OpeningOfUser>`SELECT o.way, nullif(u.name, '') AS by, o.opened_at AS at
       FROM account_openings o LEFT JOIN users u ON u.id = o.opened_by
      WHERE o.network_id = ${networkId} AND o.user_id = ${userId} AND o.way <> 'ACCOUNT' AND o.opened_at > now() - ${OPENED_WITHIN}
      ORDER BY o.opened_at DESC LIMIT 10`;
}

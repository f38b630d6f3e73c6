import { hashSync } from 'bcryptjs';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { type KeyScope, NO_ORIGIN, Owners, Sessions, Staff, type UserRole } from '../../../src/security';
import { hashApiKey, makeApiKey } from '../../../src/security/api-keys/api-key.rules';
import { jwtKeys } from '../../../src/security/secrets/secrets';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/security/sessions/access-token';
import { putPasswordHash } from '../../../src/security/passwords/password-links.sql';
import { findUser } from '../../../src/security/sessions/sessions.sql';
import { type JournalFixture, makeGuest, makeNetwork } from './journal-fixture';

export { fromBase32 } from '../../support/from-base32';

export const PASSWORD = 'correct horse battery';
/** The least cost of bcrypt, because a test tries a password many times. */
const QUICK_COST = 4;

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

export interface Person {
  readonly id: string;
  readonly email: string;
}

/** A network with people, who sign in by password or get a session at once. */
export class People {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly at: JournalFixture,
  ) {}

  static async of(app: NestFastifyApplication): Promise<People> {
    return People.in(app, await makeNetwork(app.get(Database)));
  }

  /** Makes people for an existing network. */
  static in(app: NestFastifyApplication, at: JournalFixture): People {
    return new People(app, at);
  }

  get networkId(): string {
    return this.at.networkId;
  }

  /** A member of staff; a cashier works in the network's restaurant unless others are named. */
  async add(
    role: Exclude<UserRole, 'owner'>,
    restaurantIds: readonly string[] = [this.at.restaurantId],
  ): Promise<Person> {
    const email = `${role}-${newId()}@example.test`;
    const { user } = await this.app
      .get(Database)
      .inNetwork(this.networkId, (tx) =>
        this.app.get(Staff).create(tx, this.networkId, { email, role, restaurantIds }, AUTHOR),
      );
    return { id: user.id, email };
  }

  async addWithPassword(role: Exclude<UserRole, 'owner'>, password = PASSWORD): Promise<Person> {
    const person = await this.add(role);
    await this.app.get(Database).asPlatform((tx) => putPasswordHash(tx, person.id, hashSync(password, QUICK_COST)));
    return person;
  }

  async disable(id: string): Promise<void> {
    await this.app
      .get(Database)
      .inNetwork(this.networkId, (tx) =>
        this.app.get(Staff).change(tx, this.networkId, id, { disabled: true }, AUTHOR),
      );
  }

  addGuest(): Promise<string> {
    return makeGuest(this.app.get(Database), this.at);
  }

  /** The access token of a new session of a new member of staff. */
  async tokenOf(role: Exclude<UserRole, 'owner'>): Promise<string> {
    return tokenOfUser(this.app, (await this.add(role)).id);
  }

  async tokenOfGuest(): Promise<string> {
    const { accessToken } = await this.app.get(Sessions).openForGuest(this.networkId, await this.addGuest());
    return accessToken;
  }

  /** A key of the network with these scopes, ready to be sent. */
  async addKey(...scopes: KeyScope[]): Promise<{ id: string; key: string }> {
    const { networkId } = this;
    const [id, key] = [newId(), makeApiKey()];
    const row = { networkId, id, name: 'test', keyHash: hashApiKey(key), scopes, createdBy: newId() };
    await this.app
      .get(Database)
      .inNetwork(networkId, (tx) => tx.prisma.apiKey.create({ data: { ...row, integrationId: row.id } }));
    return { id, key };
  }
}

const A_MONTH_SECONDS = 30 * 86_400;

/** The access token of a new session of this user. It outlives the longest run of the claims of trust. */
export async function tokenOfUser(app: NestFastifyApplication, userId: string): Promise<string> {
  const { accessToken } = await sessionOfUser(app, userId);
  const claims: { exp: number } = app.get(JwtService).decode(accessToken);
  const { id, key } = jwtKeys().newest;
  return app
    .get(JwtService)
    .sign(
      { ...claims, exp: claims.exp + A_MONTH_SECONDS },
      { privateKey: key, algorithm: ACCESS_TOKEN_ALGORITHM, keyid: id },
    );
}

export async function sessionOfUser(app: NestFastifyApplication, userId: string) {
  const user = await app.get(Database).asPlatform((tx) => findUser(tx, userId));
  if (user === undefined) throw new Error('no such user');
  return app.get(Sessions).openForUser(user);
}

export async function addOwner(app: NestFastifyApplication): Promise<Person> {
  const email = `owner-${newId()}@example.test`;
  const { userId } = await app.get(Owners).create(email);
  return { id: userId, email };
}

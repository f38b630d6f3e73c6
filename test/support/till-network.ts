import { CommandBus } from '@nestjs/cqrs';
import { CreateNetwork, type NewNetwork } from '../../src/configuration';
import { presetForNetwork } from '../../src/configuration/programs/drafts/scaled-preset.rules';
import type { PresetName } from '../../src/configuration/program-document/presets';
import type { ProgramDocument } from '../../src/decision';
import { Database } from '../../src/platform/database/database';
import { newId } from '../../src/platform/ids/ids';
import { type KeyScope, NO_ORIGIN, Staff, type UserRole } from '../../src/security';
import { hashApiKey, makeApiKey } from '../../src/security/api-keys/api-key.rules';
import { tokenOfUser } from '../integration/support/people-fixture';
import type { TestApp } from './app';

/** When a business date starts, unless a network's settings say otherwise. */
const DAY_START_MS = 4 * 3_600_000;
const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;
/** Lets tests credit and approve any number of points; the daily sums have tests of their own. */
const NO_SUM_A_DAY = 1_000_000_000;

export interface TillNetworkOptions {
  readonly preset?: PresetName;
  readonly document?: ProgramDocument;
  readonly currency?: string;
  readonly country?: string;
  readonly timeZone?: string;
  readonly settings?: NewNetwork['settings'];
  readonly code?: string;
}

/** A network of its own with a programme, two restaurants, two tills and people, for tests of the till. */
export class TillNetwork {
  private readonly actorIds: string[] = [];
  private readonly guestIds: string[] = [];

  private constructor(
    readonly test: TestApp,
    readonly id: string,
    readonly restaurantId: string,
    readonly pointOfSaleId: string,
    readonly otherRestaurantId: string,
    readonly otherPointOfSaleId: string,
    readonly timeZone: string,
  ) {}

  static async create(test: TestApp, options: TillNetworkOptions = {}): Promise<TillNetwork> {
    const { app } = test;
    const id = newId();
    const document = options.document ?? presetForNetwork(options.preset ?? 'hybrid-5', 2);
    const timeZone = options.timeZone ?? 'Europe/Moscow';
    const [restaurantId, otherRestaurantId, pointOfSaleId, otherPointOfSaleId] = [newId(), newId(), newId(), newId()];
    const network = {
      id,
      code: options.code ?? `t${id.replaceAll('-', '')}`,
      name: 'Trattoria',
      currency: options.currency ?? 'RUB',
      timeZone,
      language: 'en',
      country: options.country ?? 'RU',
      settings: {
        ...options.settings,
        limits: {
          managerManualPerDay: NO_SUM_A_DAY,
          managerApprovedPerDay: NO_SUM_A_DAY,
          cashierGiftAtOnce: NO_SUM_A_DAY,
          cashierGiftPerDay: NO_SUM_A_DAY,
          managerGiftAtOnce: NO_SUM_A_DAY,
          managerGiftPerDay: NO_SUM_A_DAY,
          managerMoneyPerDay: NO_SUM_A_DAY,
          campaignBudget: null,
          ...options.settings?.limits,
        },
      },
      program: { document },
      manager: { email: `first-manager-${id}@example.test`, name: 'Manager' },
    } as const;
    await app.get(CommandBus).execute(new CreateNetwork(network, AUTHOR));
    await app.get(Database).inNetwork(id, async (tx) => {
      await tx.query(
        `INSERT INTO restaurants (network_id, id, code, name) VALUES ($1, $2, 'centre', 'Centre'), ($1, $3, 'harbour', 'Harbour')`,
        [id, restaurantId, otherRestaurantId],
      );
      await tx.query(
        `INSERT INTO points_of_sale (network_id, id, restaurant_id, code, name) VALUES ($1, $2, $3, 'till-1', 'Till 1'), ($1, $4, $5, 'till-2', 'Till 2')`,
        [id, pointOfSaleId, restaurantId, otherPointOfSaleId, otherRestaurantId],
      );
      await tx.query('UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1', [id]);
      await tx.query("SELECT pg_notify('rules_changed', $1)", [id]);
    });
    return new TillNetwork(test, id, restaurantId, pointOfSaleId, otherRestaurantId, otherPointOfSaleId, timeZone);
  }

  /** The access token of a new member of staff; a cashier works in the first restaurant unless others are named. */
  async tokenOf(
    role: Exclude<UserRole, 'owner'>,
    restaurantIds: readonly string[] = [this.restaurantId],
  ): Promise<string> {
    const { app } = this.test;
    const { user } = await app
      .get(Database)
      .inNetwork(this.id, (tx) =>
        app.get(Staff).create(tx, this.id, { email: `${role}-${newId()}@example.test`, role, restaurantIds }, AUTHOR),
      );
    await this.meet({ actorId: user.id });
    return tokenOfUser(app, user.id);
  }

  /**
   * Everybody who acts here has scanned the live card of every guest; so that a test may spend as often as it likes, the
   * mark is of a time to come. A test about identification makes its people and keys itself, or
   * calls `forgetIdentifications`.
   */
  private async meet(who: { readonly actorId?: string; readonly guestId?: string }): Promise<void> {
    if (who.actorId !== undefined) this.actorIds.push(who.actorId);
    if (who.guestId !== undefined) this.guestIds.push(who.guestId);
    const actors = who.actorId === undefined ? this.actorIds : [who.actorId];
    const guests = who.guestId === undefined ? this.guestIds : [who.guestId];
    await this.database.inNetwork(this.id, (tx) =>
      tx.query(
        `INSERT INTO identifications (network_id, actor_id, guest_id, way, noted_at)
         SELECT $1, a, g, 'QR', clock_timestamp() + interval '10 years' FROM unnest($2::uuid[]) a, unnest($3::uuid[]) g`,
        [this.id, actors, guests],
      ),
    );
  }

  /** Removes every identification of a guest at a till. */
  async forgetIdentifications(): Promise<void> {
    this.actorIds.length = 0;
    this.guestIds.length = 0;
    await this.database.inNetwork(this.id, (tx) =>
      tx.query("UPDATE identifications SET noted_at = clock_timestamp() - interval '1 day' WHERE network_id = $1", [
        this.id,
      ]),
    );
  }

  /** The business date this number of days from today's; early in the day the business date is still yesterday's. */
  businessDate(days = 0): string {
    const at = Date.now() - DAY_START_MS + days * 86_400_000;
    return new Intl.DateTimeFormat('en-CA', { timeZone: this.timeZone }).format(at);
  }

  /** An API key of the network, ready to be sent. */
  async keyOf(...scopes: KeyScope[]): Promise<string> {
    const key = makeApiKey();
    const row = { networkId: this.id, id: newId(), name: 'test', keyHash: hashApiKey(key), scopes, createdBy: newId() };
    await this.database.inNetwork(this.id, (tx) =>
      tx.prisma.apiKey.create({ data: { ...row, integrationId: row.id } }),
    );
    await this.meet({ actorId: row.id });
    return key;
  }

  /** A new guest without points, as an import makes one. */
  async guest(): Promise<string> {
    const guestId = newId();
    await this.database.inNetwork(this.id, async (tx) => {
      await tx.query(
        `INSERT INTO guests (network_id, id, card_number, restaurant_id, source) VALUES ($1, $2, $3, $4, 'STAFF')`,
        [this.id, guestId, guestId, this.restaurantId],
      );
      await tx.query('INSERT INTO guest_states (network_id, guest_id) VALUES ($1, $2)', [this.id, guestId]);
    });
    await this.meet({ guestId });
    return guestId;
  }

  /** The allowance token of the first till for a device, given by a manager. */
  async allowanceOf(manager: string, deviceId: string, points: number): Promise<string> {
    const path = `/api/restaurants/${this.restaurantId}/points-of-sale/${this.pointOfSaleId}/allowance`;
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    await this.test.api().put(path).set('Authorization', `Bearer ${manager}`).send({ points, until }).expect(200);
    const { body } = await this.post(`${path}/token`, manager, { deviceId }).expect(200);
    return (body as { token: string }).token;
  }

  get database(): Database {
    return this.test.app.get(Database);
  }

  /** POST with a token, and with its own key unless one is given. */
  post(path: string, token: string, body: object = {}, key: string = newId()) {
    return this.test.api().post(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key).send(body);
  }

  get(path: string, token: string) {
    return this.test.api().get(path).set('Authorization', `Bearer ${token}`);
  }

  /** The body of a sale at the first till. */
  sale(amount: number, more: Record<string, unknown> = {}): Record<string, unknown> {
    return { type: 'SALE', pointOfSaleId: this.pointOfSaleId, amount, ...more };
  }
}

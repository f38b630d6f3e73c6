import { Injectable } from '@nestjs/common';
import { Networks } from 'loyalty-platform/configuration';
import { GuestNetworks, type GuestSession, Guests } from 'loyalty-platform/identity';
import { Database } from 'loyalty-platform/platform/database/database';
import { ProblemError, found } from 'loyalty-platform/platform/problems/problem';
import { settings } from 'loyalty-platform/platform/settings/settings';
import {
  DEMO_PASSWORD,
  DEMO_TILL_KEY,
  hashOfTillKey,
  normalizeEmail,
  type Origin,
  Pii,
} from 'loyalty-platform/security';
import { DemoFilling } from './demo-filling';
import { DEMO_NETWORKS, DEMO_OWNER, type DemoUser } from './demo-networks';
import { GUESTS_TO_TRY } from './demo-parts';
import type { DemoAnswer, DemoSessionBody } from './demo.dto';
import { guestProfile } from './guest-profiles.rules';
import { Command } from '@nestjs/cqrs';
import { Handles } from 'loyalty-platform/platform/http/handlers-of';

/** Signs in as a guest of the demonstration, without a code. */
export class OpenDemoGuest extends Command<GuestSession> {
  constructor(
    readonly body: DemoSessionBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** The staff and guests whom a visitor of a demonstration server may be, as far as they exist. */
@Injectable()
export class DemoPeople {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly guestNetworks: GuestNetworks,
    private readonly filling: DemoFilling,
  ) {}

  async get(): Promise<DemoAnswer> {
    if (!isShown()) return { password: null, people: [], tills: [], guests: [], filling: null, isIncomplete: false };
    const [people, tills, guests] = [await this.listPeople(), await this.listTills(), await this.listGuests()];
    const { percent, isBroken } = this.filling;
    const password = people.length > 0 ? DEMO_PASSWORD : null;
    return { password, people, tills, guests, filling: percent, isIncomplete: isBroken };
  }

  /** @throws ProblemError `not_found` for a guest that is not listed */
  @Handles(OpenDemoGuest)
  async openDemoGuest({ body: { network: code, phone }, origin }: OpenDemoGuest): Promise<GuestSession> {
    const listed = isShown() ? await this.listGuests() : [];
    const networkId = listed.some((guest) => guest.network === code && guest.phone === phone)
      ? await this.networks.findIdByCode(code)
      : undefined;
    if (networkId === undefined) throw new ProblemError('not_found');
    const guest = found(await this.guests.findByPhone(await this.networks.getProfile(networkId), phone));
    return this.guestNetworks.enter(networkId, guest.id, origin);
  }

  private async listPeople(): Promise<DemoAnswer['people']> {
    const people = DEMO_NETWORKS.flatMap(({ network, staff }) =>
      staff.map((user) => ({ ...user, network: network.code })),
    );
    const indexOf = ({ email }: DemoUser) => this.pii.blindIndex(null, 'email', normalizeEmail(email));
    const all: (DemoUser & { readonly network: string | null })[] = [...people, { ...DEMO_OWNER, network: null }];
    const rows = await this.database.asPlatform(
      (tx) => tx.query<{ email: string; hasPin: boolean }>`
        SELECT encode(u.email_index, 'hex') AS email, EXISTS (SELECT FROM staff_pins p WHERE p.user_id = u.id) AS has_pin FROM users u
         WHERE u.email_index = ANY (${all.map(indexOf)}) AND u.password_hash IS NOT NULL AND u.disabled_at IS NULL`,
    );
    const there = new Map(rows.map((row) => [row.email, row]));
    return all.flatMap(({ pin = null, ...user }) => {
      const found = there.get(indexOf(user).toString('hex'));
      return found === undefined ? [] : [{ ...user, pin: found.hasPin ? pin : null }];
    });
  }

  /** The till that the demonstration bound, as long as no manager has ended its binding. */
  private async listTills(): Promise<DemoAnswer['tills']> {
    const bound = await this.database.asPlatform(
      (tx) => tx.maybe<{ name: string; network: string }>`
        SELECT t.name, n.code AS network FROM bound_tills t JOIN networks n ON n.id = t.network_id
         WHERE t.key_hash = ${hashOfTillKey(DEMO_TILL_KEY)} AND t.revoked_at IS NULL`,
    );
    return bound === undefined ? [] : [{ ...bound, key: DEMO_TILL_KEY }];
  }

  private async listGuests(): Promise<DemoAnswer['guests']> {
    const guests: DemoAnswer['guests'] = [];
    for (const { network, isActedOut } of DEMO_NETWORKS) {
      const networkId = isActedOut ? await this.networks.findIdByCode(network.code) : undefined;
      if (networkId === undefined) continue;
      const where = { networkId, externalId: { in: GUESTS_TO_TRY.map(({ externalId }) => externalId) } };
      const rows = await this.database.inNetwork(networkId, (tx) => tx.prisma.guest.findMany({ where }));
      const there = new Set(rows.map(({ externalId }) => externalId));
      for (const { externalId, part } of GUESTS_TO_TRY) {
        const { name = '', phone } = guestProfile(externalId, network.language);
        if (there.has(externalId) && phone !== undefined) guests.push({ network: network.code, name, phone, part });
      }
    }
    return guests;
  }
}

function isShown(): boolean {
  return settings.demo !== '0' && !settings.production;
}

import { Injectable } from '@nestjs/common';
import { type ConsentBasis, listMissingConsents, type NetworkProfile } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Origin, mayUse, PERSONAL_DATA, Pii, PlanLimits, type Principal } from '../../security';
import { makeCardNumber } from '../cards/card-number.rules';
import { insertConsents } from '../consents/consent.sql';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { birthdayOf } from '../profiles/birthday.rules';
import type { ConsentGiven } from '../profiles/guest.dto';
import { themselves } from '../profiles/guest-access';
import { findHolderOf, GUEST_COLUMNS, type GuestRow } from '../profiles/guest.sql';
import { emailColumns, phoneColumns } from '../profiles/personal-columns';
import { timesOf } from '../profiles/profile-times.rules';
import { Referrals } from '../referrals/referrals';

export interface NewGuest {
  /** E.164. */
  readonly phone: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly externalId: string | null;
  readonly restaurantId: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly note: string | null;
  readonly consents: readonly ConsentGiven[];
  /** Where the guest agreed, if not to a text that this platform showed. */
  readonly consentBasis: ConsentBasis | null;
  /** The guest account of the verified person, when guests register themselves. */
  readonly accountId: string | null;
  /** The typed code of the guest who recruited this one. */
  readonly referralCode: string | null;
}

/** The caller who registers a guest: staff, a service, or the guest. */
export type Registrar = Principal | 'SELF';

/** A random card number is taken with a chance of one in 10^14, so a second attempt is practically never needed. */
const CARD_NUMBER_ATTEMPTS = 5;

/** Makes a new guest with state, consents, award and audit, in the caller's transaction. */
@Injectable()
export class GuestEnrolment {
  constructor(
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly ports: LedgerPorts,
    private readonly referrals: Referrals,
    private readonly limits: PlanLimits,
    private readonly clock: Clock,
  ) {}

  /** Throws `guest_exists` with the `guestId` that has the phone or external id, and `plan_limit_reached`, `consent_required`. */
  async execute(
    tx: Tx,
    network: NetworkProfile,
    guest: NewGuest,
    registrar: Registrar,
    origin: Origin,
  ): Promise<GuestRow> {
    const row = await this.tryExecute(tx, network, guest, registrar, origin);
    if ('holderId' in row) throw new ProblemError('guest_exists', { guestId: row.holderId });
    return row;
  }

  /** Like `execute`, but returns the holder of the phone or external id instead of throwing. Throws `plan_limit_reached`. */
  async tryExecute(
    tx: Tx,
    network: NetworkProfile,
    guest: NewGuest,
    registrar: Registrar,
    origin: Origin,
  ): Promise<GuestRow | { holderId: string }> {
    const row = await this.insert(tx, network.id, guest, registrar);
    if ('holderId' in row) return row;
    const stated = statedConsents(network, guest, registrar);
    await this.requireRoom(tx, network.id, registrar);
    const birthday = birthdayOf(guest.birthDate);
    await tx.query`INSERT INTO guest_states (network_id, guest_id, birthday, birthday_from, joined_day)
        SELECT ${network.id}, ${row.id}, ${birthday}::smallint, CASE WHEN ${birthday}::smallint IS NOT NULL THEN birthday_counts_from(${network.id}) END,
               (now() AT TIME ZONE n.time_zone)::date - DATE '1970-01-01'
          FROM networks n WHERE n.id = ${network.id}`;
    const consents = stated.map((consent) => ({ ...consent, id: newId(), given: true }));
    await insertConsents(tx, network.id, row.id, consents, row.source);
    if (guest.referralCode !== null) {
      const named = { code: guest.referralCode, email: guest.email, isAlone: registrar === 'SELF' };
      await this.referrals.record(tx, network.id, row, named, origin);
    }
    await this.ports.award.append(tx, {
      networkId: network.id,
      guestId: row.id,
      restaurantId: row.restaurant_id,
      actor: registrar === 'SELF' ? { kind: 'guest', id: row.id } : registrar,
      requestId: origin.requestId,
    });
    await this.append(tx, network.id, row, { phone: guest.phone, consents: stated }, registrar, origin);
    return row;
  }

  /** Guests and tills must not learn about the network's plan. */
  private async requireRoom(tx: Tx, networkId: string, registrar: Registrar): Promise<void> {
    try {
      await this.limits.requireRoom(tx, networkId, 'guests');
    } catch (error) {
      const isLimit = error instanceof ProblemError && error.code === 'plan_limit_reached';
      if (!isLimit || readsPlan(registrar)) throw error;
      throw new ProblemError('plan_limit_reached', {
        limit: 'guests',
        reader: registrar === 'SELF' ? 'GUEST' : 'STAFF',
      });
    }
  }

  /** Inserts first and then looks for the holder, so that one of two concurrent registrations sees the other. */
  private async insert(
    tx: Tx,
    networkId: string,
    guest: NewGuest,
    registrar: Registrar,
  ): Promise<GuestRow | { holderId: string }> {
    const given = Object.entries(guest).filter(([, value]) => value !== null);
    const columns = {
      id: newId(),
      accountId: guest.accountId,
      externalId: guest.externalId,
      name: guest.name,
      birthDate: guest.birthDate,
      locale: guest.locale,
      note: guest.note,
      restaurantId: guest.restaurantId,
      source: sourceOf(registrar),
      createdBy: registrar === 'SELF' ? null : registrar.id,
      profileTimes: timesOf(Object.fromEntries(given), this.clock.now().getTime()),
      ...phoneColumns(this.pii, networkId, guest.phone),
      ...emailColumns(this.pii, networkId, guest.email),
    };
    for (let attempt = 0; attempt < CARD_NUMBER_ATTEMPTS; attempt += 1) {
      const row = await tx.maybe<GuestRow>(
        `INSERT INTO guests (network_id, id, account_id, external_id, name, phone_encrypted, phone_index, phone_last4_index,
             email_encrypted, email_index, birth_date, locale, note, card_number, restaurant_id, source, created_by,
             profile_times)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb)
           ON CONFLICT DO NOTHING
           RETURNING ${GUEST_COLUMNS}`,
        [
          networkId,
          columns.id,
          columns.accountId,
          columns.externalId,
          columns.name,
          columns.phoneEncrypted,
          columns.phoneIndex,
          columns.phoneLastFourIndex,
          columns.emailEncrypted,
          columns.emailIndex,
          columns.birthDate,
          columns.locale,
          columns.note,
          makeCardNumber(),
          columns.restaurantId,
          columns.source,
          columns.createdBy,
          JSON.stringify(columns.profileTimes),
        ],
      );
      if (row !== undefined) return row;
      const holder = await findHolderOf(tx, networkId, columns);
      if (holder !== undefined) return { holderId: holder.id };
    }
    throw new Error('no card number is free');
  }

  private append(
    tx: Tx,
    networkId: string,
    row: GuestRow,
    guest: { readonly phone: string | null; readonly consents: readonly StatedConsent[] },
    registrar: Registrar,
    origin: Origin,
  ): Promise<void> {
    return this.audit.append(tx, networkId, {
      actor: registrar === 'SELF' ? themselves(networkId, row.id) : registrar,
      origin,
      action: 'guest.registered',
      subjectKind: 'guest',
      subjectId: row.id,
      after: {
        source: row.source,
        externalId: row.external_id,
        restaurantId: row.restaurant_id,
        phone: guest.phone === null ? null : PERSONAL_DATA,
        consents: guest.consents.map(({ kind, version, basis }) => ({
          kind,
          version,
          ...(basis !== null && { basis }),
        })),
      },
    });
  }
}

interface StatedConsent extends ConsentGiven {
  readonly basis: ConsentBasis | null;
}

/**
 * Guests agree to the texts on their own page or at the till. Managers and services say where a guest agreed who did not see a text that the law asks
 * for.
 * @throws ProblemError `consent_required`
 */
function statedConsents(
  { settings, country }: NetworkProfile,
  { consents, consentBasis }: NewGuest,
  registrar: Registrar,
): StatedConsent[] {
  const missing = listMissingConsents(settings.consents, country, consents);
  const sees = registrar === 'SELF' || (registrar.kind === 'user' && registrar.role === 'cashier');
  const ofServices = registrar !== 'SELF' && registrar.kind === 'key' ? settings.consentBasisOfServices : null;
  const basis = sees ? null : (consentBasis ?? ofServices);
  const [first] = missing;
  if (first !== undefined && basis === null)
    throw new ProblemError('consent_required', { kind: first.kind, reader: sees ? 'GUEST' : 'STAFF' });
  return [
    ...consents.map((consent) => ({ ...consent, basis: null })),
    ...missing.map(({ kind, version }) => ({ kind, version, basis })),
  ];
}

/** The administrators of systems may learn that the plan is the reason. */
function readsPlan(registrar: Registrar): boolean {
  if (registrar === 'SELF') return false;
  return registrar.kind === 'key' || mayUse(registrar, 'billing.own');
}

function sourceOf(registrar: Registrar): GuestRow['source'] {
  if (registrar === 'SELF') return 'SELF';
  return registrar.kind === 'key' ? 'API' : 'STAFF';
}

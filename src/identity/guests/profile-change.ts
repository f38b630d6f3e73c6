import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import {
  Audit,
  changesBetween,
  hasScope,
  normalizeEmail,
  type Origin,
  Pii,
  type Principal,
  StoppedAddresses,
} from '../../security';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { birthdayOf } from '../profiles/birthday.rules';
import type { ChangeGuestBody } from '../profiles/guest.dto';
import {
  findHolderOf,
  type GuestChange,
  type GuestRow,
  lockGuest,
  updateBirthday,
  updateGuest,
} from '../profiles/guest.sql';
import { emailColumns, phoneColumns } from '../profiles/personal-columns';
import { parsePhone } from '../../typed/phone';
import { timesOf } from '../profiles/profile-times.rules';

/** Changes a guest's profile in the caller's transaction. */
@Injectable()
export class ProfileChange {
  constructor(
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly stopped: StoppedAddresses,
    private readonly ports: LedgerPorts,
  ) {}

  /**
   * Throws `not_found`, `phone_invalid`, `guest_exists`; `forbidden` for fields that the caller may not change. A guest signs in by phone, so staff
   * and guests change a set phone only by a code to the new one (`phone-change`). A birthday brings rewards, so only managers and services with
   * `membership:write` change a set one. `points_handed_over_exceeded`: an employee changes a phone, card or number, and the guest's points exceed what the employee may hand over in a day.
   * @param asOf when the fields were set, in milliseconds; left out: now
   */
  async execute(
    tx: Tx,
    network: NetworkProfile,
    guestId: string,
    body: ChangeGuestBody,
    principal: Principal,
    origin: Origin,
    asOf = this.clock.now().getTime(),
  ): Promise<GuestRow> {
    const row = await lockGuest(tx, network.id, guestId);
    if (row?.erased_at !== null) throw new ProblemError('not_found');
    const before = this.profileOf(network.id, row);
    const after = { ...body, ...normalized(body, network) };
    refuseForbidden(before, after, principal);
    await this.refuseTaken(tx, network.id, guestId, after);
    if (letsIn(before, after)) await this.ports.handOvers.chargeGuests(tx, principal, [guestId]);
    const columns = this.columnsOf(network.id, after);
    const changed = await updateGuest(tx, network.id, guestId, columns, timesOf(after, asOf));
    if (after.birthDate !== undefined) await updateBirthday(tx, network.id, guestId, birthdayOf(after.birthDate));
    // By saving a stopped e-mail address again, a guest reopens it.
    if (principal.kind === 'guest' && after.email != null)
      await this.stopped.reopen(tx, network.id, { channel: 'EMAIL', recipient: after.email });
    await this.audit.appendChange(tx, network.id, { actor: principal, origin }, 'guest.changed', guestId, {
      ...changesBetween(before, after, ['name', 'note']),
    });
    return changed;
  }

  private profileOf(networkId: string, row: GuestRow): Profile {
    return {
      phone: row.phone_encrypted && this.pii.decrypt(networkId, 'phone', row.phone_encrypted),
      email: row.email_encrypted && this.pii.decrypt(networkId, 'email', row.email_encrypted),
      name: row.name,
      birthDate: row.birth_date,
      externalId: row.external_id,
      locale: row.locale,
      note: row.note,
    };
  }

  /** Refuses a phone or external id of another guest. If another call takes it after this check, the write itself fails. */
  private async refuseTaken(tx: Tx, networkId: string, guestId: string, after: ChangeGuestBody): Promise<void> {
    const phoneIndex = after.phone == null ? null : this.pii.blindIndex(networkId, 'phone', after.phone);
    const holder = await findHolderOf(tx, networkId, { phoneIndex, externalId: after.externalId ?? null }, guestId);
    if (holder !== undefined) throw new ProblemError('guest_exists', { guestId: holder.id });
  }

  private columnsOf(networkId: string, after: ChangeGuestBody): Partial<GuestChange> {
    const { phone, email, name, birthDate, externalId, locale, note } = after;
    return {
      ...givenMembers({ name, birthDate, externalId, locale, note }),
      ...(phone === undefined ? {} : phoneColumns(this.pii, networkId, phone)),
      ...(email === undefined ? {} : emailColumns(this.pii, networkId, email)),
    };
  }
}

type Profile = { [Name in keyof Required<ChangeGuestBody>]: ChangeGuestBody[Name] & (string | null) };

function normalized(body: ChangeGuestBody, network: NetworkProfile): ChangeGuestBody {
  const change: ChangeGuestBody = {};
  if (body.phone != null) {
    const phone = parsePhone(body.phone, network.country);
    if (phone === undefined) throw new ProblemError('phone_invalid');
    change.phone = phone;
  }
  if (body.email != null) change.email = normalizeEmail(body.email);
  return change;
}

function refuseForbidden(before: Profile, after: ChangeGuestBody, principal: Principal): void {
  const differs = (name: keyof Profile): boolean => changes(before, after, name);
  const replacesPhone = after.phone != null && before.phone !== null && differs('phone');
  if (principal.kind === 'user' && replacesPhone) throw new ProblemError('forbidden');
  if (mayChangeAll(principal)) return;
  const ofGuest = principal.kind === 'guest' && (differs('externalId') || differs('note'));
  if (ofGuest || differs('phone') || (differs('birthDate') && before.birthDate !== null))
    throw new ProblemError('forbidden');
}

function changes(before: Profile, after: ChangeGuestBody, name: keyof Profile): boolean {
  return after[name] !== undefined && after[name] !== before[name];
}

/** Whether the change lets another person act as the guest: the cabinet identifies a guest by the phone, a till system by its number. */
function letsIn(before: Profile, after: ChangeGuestBody): boolean {
  return (['phone', 'externalId'] as const).some((name) => after[name] != null && changes(before, after, name));
}

function mayChangeAll(principal: Principal): boolean {
  if (principal.kind === 'user') return principal.role === 'manager' || principal.role === 'owner';
  return principal.kind === 'key' && hasScope(principal.scopes, 'membership', 'write');
}

import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Statements } from '../../platform/database/database';
import { hasScope, Pii, type Principal } from '../../security';
import type { GuestStatus } from '../ledger-ports/guest-balances.port';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { isBirthday } from './birthday.rules';
import type { GuestAnswer } from './guest.dto';
import type { GuestRow } from './guest.sql';
import { showReferralCode } from '../referral-codes/referral-code.rules';
import { maskPhone } from './phone.rules';

/**
 * How much of a guest's data is shown. `MASKED`: the phone's last four digits, no e-mail, no date of birth. `OWN`: everything except staff's notes.
 */
export type Sight = 'WHOLE' | 'MASKED' | 'OWN';

/** How much of a guest's data the asker may see: managers all, staff at a till what a till needs. */
export function sightOf(principal: Principal): Sight {
  switch (principal.kind) {
    case 'guest':
      return 'OWN';
    case 'key':
      return hasScope(principal.scopes, 'membership', 'read') ? 'WHOLE' : 'MASKED';
    case 'user':
      return principal.role === 'manager' || principal.role === 'owner' ? 'WHOLE' : 'MASKED';
  }
}

/** Reduces an answer to the sight of the caller who repeats a colleague's call. */
export function forSight<Answer extends Pick<GuestAnswer, 'phone' | 'email' | 'birthDate'>>(
  answer: Answer,
  sight: Sight,
): Answer {
  if (sight !== 'MASKED') return answer;
  const phone = answer.phone?.includes('•') === false ? maskPhone(answer.phone) : answer.phone;
  return { ...answer, phone, email: null, birthDate: null };
}

/** Makes answers about guests: the data that the asker may see, with balance and tier. */
@Injectable()
export class GuestAnswers {
  constructor(
    private readonly pii: Pii,
    private readonly ports: LedgerPorts,
    private readonly clock: Clock,
  ) {}

  /** Answers in the order of the rows. */
  async answersOf(
    tx: Statements,
    network: NetworkProfile,
    rows: readonly GuestRow[],
    sight: Sight,
  ): Promise<GuestAnswer[]> {
    const known = await this.withStatuses(tx, network, rows);
    return known.map(({ row, status }) => this.answerWith(network, row, status, sight));
  }

  /** Like `answersOf`, with all money that each guest ever paid, less refunds. */
  async answersWithSpend(
    tx: Statements,
    network: NetworkProfile,
    rows: readonly GuestRow[],
    sight: Sight,
  ): Promise<(GuestAnswer & { readonly spend: number })[]> {
    const known = await this.withStatuses(tx, network, rows);
    return known.map(({ row, status }) => ({ ...this.answerWith(network, row, status, sight), spend: status.spend }));
  }

  private async withStatuses(tx: Statements, network: NetworkProfile, rows: readonly GuestRow[]) {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const balances = await this.ports.balances.listStatuses(tx, network.id, ids);
    return rows.map((row) => {
      const status = balances.get(row.id);
      if (status === undefined) throw new Error(`the guest ${row.id} has no state`);
      return { row, status };
    });
  }

  async answerOf(tx: Statements, network: NetworkProfile, row: GuestRow, sight: Sight): Promise<GuestAnswer> {
    const [answer] = await this.answersOf(tx, network, [row], sight);
    if (answer === undefined) throw new Error('one row gave no answer');
    return answer;
  }

  /** The answer for a guest whose status was already read. */
  answerWith(network: NetworkProfile, row: GuestRow, status: GuestStatus, sight: Sight): GuestAnswer {
    const whole = sight !== 'MASKED';
    const phone = row.phone_encrypted && this.pii.decrypt(network.id, 'phone', row.phone_encrypted);
    return {
      id: row.id,
      externalId: row.external_id,
      name: row.name,
      phone: phone === null || whole ? phone : maskPhone(phone),
      email: whole && row.email_encrypted !== null ? this.pii.decrypt(network.id, 'email', row.email_encrypted) : null,
      birthDate: whole ? row.birth_date : null,
      birthdayToday: row.birth_date !== null && isBirthday(row.birth_date, this.todayOf(network)),
      locale: row.locale,
      note: sight === 'OWN' ? null : row.note,
      cardNumber: row.card_number,
      referralCode: showReferralCode(row.referral_code),
      restaurantId: row.restaurant_id,
      source: row.source,
      blocked: status.blocked,
      mergedInto: row.merged_into,
      balance: status.balance,
      tier: status.tier,
      createdAt: row.created_at.toISOString(),
    };
  }

  private todayOf(network: NetworkProfile): string {
    return isoDateOf(calendarOf(network.timeZone, network.settings.dayStart).localDay(this.clock.now().getTime()));
  }
}

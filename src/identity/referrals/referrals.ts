import { Injectable } from '@nestjs/common';
import type { Tx, Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { type Origin, Pii } from '../../security';
import type { GuestRow } from '../profiles/guest.sql';
import { emailColumns } from '../profiles/personal-columns';
import { parseReferralCode } from '../referral-codes/referral-code.rules';
import { findReferrer, type ReferralRefusal, type ReferrerRow } from './referral.sql';

interface NewReferral {
  readonly id: string;
  readonly friendId: string;
  readonly referrerId: string | null;
  readonly code: string;
  readonly refusal: ReferralRefusal | null;
  readonly deviceIndex: Buffer | null;
}

export interface NamedReferral {
  /** The code as typed. */
  readonly code: string;
  readonly email: string | null;
  /** Whether the guest registers alone, on their own device. */
  readonly isAlone: boolean;
}

/** Finds the guest who recruited a new one, by the code given at registration. */
@Injectable()
export class Referrals {
  constructor(private readonly pii: Pii) {}

  /** Records the code. A code of no guest, or the guest's own, is recorded as refused, and the registration goes on. */
  async record(
    tx: Tx,
    networkId: string,
    friend: GuestRow,
    { code, email, isAlone }: NamedReferral,
    origin: Origin,
  ): Promise<void> {
    const parsed = parseReferralCode(code);
    const referrer = parsed === null ? undefined : await findReferrer(tx, networkId, parsed);
    await insertReferral(tx, networkId, {
      id: newId(),
      friendId: friend.id,
      referrerId: referrer?.id ?? null,
      code: parsed ?? code.replaceAll(/\p{Cc}/gu, ''),
      refusal: this.refusalOf(networkId, friend, email, referrer),
      deviceIndex: isAlone ? this.deviceIndexOf(networkId, origin) : null,
    });
  }

  private refusalOf(
    networkId: string,
    friend: GuestRow,
    email: string | null,
    referrer: ReferrerRow | undefined,
  ): ReferralRefusal | null {
    if (referrer === undefined) return 'CODE_UNKNOWN';
    const { emailIndex } = emailColumns(this.pii, networkId, email);
    const sharesEmail = emailIndex !== null && referrer.emailIndex?.equals(emailIndex) === true;
    const sharesAccount = friend.account_id !== null && friend.account_id === referrer.accountId;
    return sharesEmail || sharesAccount || friend.id === referrer.id ? 'SELF' : null;
  }

  private deviceIndexOf(networkId: string, { address, device }: Origin): Buffer | null {
    return address === null ? null : this.pii.blindIndex(networkId, 'device', `${address} ${device ?? ''}`);
  }
}

async function insertReferral(tx: Statements, networkId: string, referral: NewReferral): Promise<void> {
  const { id, friendId, referrerId, code, refusal, deviceIndex } = referral;
  await tx.query`INSERT INTO referrals (network_id, id, friend_id, referrer_id, code, refusal, device_index)
      VALUES (${networkId}, ${id}, ${friendId}, ${referrerId}, ${code}, ${refusal}, ${deviceIndex})`;
}

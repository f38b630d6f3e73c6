import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { type Origin, Pii, RateLimiter, WRONG_CODES_PER_ADDRESS } from '../../security';

const HOUR_S = 3_600;
/** Fraudsters with premium numbers rent phone numbers in blocks of ten thousand. */
const DIGITS_WITHIN_A_BLOCK = 4;

/** A guess, which is counted as wrong before its code is compared. */
export interface CountedGuess {
  /** Removes the right guess from the count. */
  wasRight(): Promise<void>;
}

/** Limits how many codes are sent, and how many wrong codes are tried. Counts cover all networks; each network sets its own limits. */
@Injectable()
export class CodeLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
  ) {}

  /**
   * Counts a code to a phone before it is sent. All sandboxes share the same test phones, so each sandbox counts separately. Throws `rate_limited`.
   */
  async countSent(network: NetworkProfile, phone: string, origin: Origin): Promise<void> {
    const { rates } = network.settings;
    const space = network.sandboxOf === null ? null : network.id;
    const phoneIndex = this.pii.blindIndex(space, 'phone', phone);
    const block = this.pii.blindIndex(space, 'phone_block', phone.slice(0, -DIGITS_WITHIN_A_BLOCK));
    await this.limiter.hit(`code:address:${this.addressOf(origin)}`, rates.codesPerAddressPerHour, HOUR_S);
    await this.limiter.hit(`code:phone:${phoneIndex.toString('hex')}`, rates.codesPerPhonePerHour, HOUR_S);
    await this.limiter.hit(`code:prefix:${block.toString('hex')}`, rates.codesPerPrefixPerHour, HOUR_S);
    await this.limiter.hit(`code:network:${network.id}`, rates.codesPerHour, HOUR_S);
  }

  /** Counts a guess from an address across all verifications. Throws `locked_out`. */
  async beginGuess(origin: Origin): Promise<CountedGuess> {
    const limit = { subject: `wrong-code:address:${this.addressOf(origin)}`, rule: WRONG_CODES_PER_ADDRESS };
    await this.limiter.beginGuess([limit]);
    return { wasRight: () => this.limiter.succeeded([], [limit]) };
  }

  private addressOf(origin: Origin): string {
    return this.pii.blindIndex(null, 'address', subnetOf(origin.address ?? '')).toString('base64url');
  }
}

/** An IPv6 subscriber has 2^64 addresses (RFC 6177), so they count as one address. */
export function subnetOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = address.includes('::') && tail !== '' ? tail.split(':') : [];
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...(address.includes('::') ? zeros : []), ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

import { Injectable } from '@nestjs/common';
import { Networks, Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { type Origin, Pii, RateLimiter, REFERRAL_CODE_MISSES_PER_ADDRESS } from '../../security';
import { ReadRegistrationTerms } from '../guests/registration-terms.query';
import { subnetOf } from '../one-time-codes/code-limits';
import { parseReferralCode, showReferralCode } from '../referral-codes/referral-code.rules';
import { findReferrer } from '../referrals/referral.sql';
import type { ReferralInvitation, ReferralOffer } from './referral-invitation.dto';

type Offer = ReferralOffer & Pick<ReferralInvitation, 'referrerPoints'>;

/** Finds what a guest's referral code promises to a friend, for the link's page and for the till. */
@Injectable()
export class ReferralInvitations {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly terms: ReadRegistrationTerms,
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /**
   * The same answer for a code of no guest or of an erased one, for a closed network, and for one without referrals.
   * @throws ProblemError `not_found`; `rate_limited` after too many of these from one address
   */
  async open(networkCode: string, code: string, language: Language, origin: Origin): Promise<ReferralInvitation> {
    const address = this.pii.blindIndex(null, 'address', subnetOf(origin.address ?? '')).toString('base64url');
    const limit = { subject: `referral-code:address:${address}`, rule: REFERRAL_CODE_MISSES_PER_ADDRESS };
    const found = await this.limiter.countingMisses(limit, async () => {
      const networkId = await this.networks.findIdByCode(networkCode.toLowerCase());
      if (networkId === undefined) return undefined;
      const network = await this.networks.getProfile(networkId);
      const offer = network.closedAt === null ? await this.find(networkId, code) : undefined;
      return offer && { network, offer };
    });
    if (found === undefined) throw new ProblemError('not_found');
    const { network, offer } = found;
    const registration = await this.terms.execute(network.id, language);
    return { ...offer, networkId: network.id, network: network.name, currency: network.currency, registration };
  }

  /** @throws ProblemError `not_found` */
  async check(networkId: string, code: string): Promise<ReferralOffer> {
    const found = await this.find(networkId, code);
    if (found === undefined) throw new ProblemError('not_found');
    const { referrerPoints: _, ...offer } = found;
    return offer;
  }

  private async find(networkId: string, typed: string): Promise<Offer | undefined> {
    const code = parseReferralCode(typed);
    const snapshot = await this.snapshots.current(networkId);
    const terms = snapshot.programInForce(this.clock.now())?.program.document.activities.referral;
    if (code === null || terms === undefined) return undefined;
    const referrer = await this.database.inNetwork(networkId, (tx) => findReferrer(tx, networkId, code));
    if (referrer === undefined) return undefined;
    const { referrerPoints, friendPoints, leastSale = null, withinDays = null } = terms;
    const showsName = snapshot.profile.settings.referralShowsName;
    const inviter = showsName ? (referrer.name?.trim().split(/\s+/)[0] ?? null) : null;
    return { code: showReferralCode(code), inviter, referrerPoints, friendPoints, leastSale, withinDays };
  }
}

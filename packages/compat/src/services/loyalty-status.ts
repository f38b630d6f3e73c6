import { Injectable } from '@nestjs/common';
import { Snapshots } from 'loyalty-platform/configuration';
import { minorUnits, tierDiscountOf } from 'loyalty-platform/decision';
import { Guests } from 'loyalty-platform/identity';
import { Database } from 'loyalty-platform/platform/database/database';
import { decimalOf, parseDecimal } from 'loyalty-platform/platform/http/decimal-money.rules';
import { ProblemError } from 'loyalty-platform/platform/problems/problem';
import { MAX_ACT_AMOUNT } from 'loyalty-platform/platform/http/schemas';
import { networkOf, type Principal } from 'loyalty-platform/security';
import { GuestTiers, readLoyaltyActivity } from 'loyalty-platform/transactions';
import type { LoyaltyStatus, TierPrice } from './loyalty-status.dto';
import { loyaltyStatusOf } from './loyalty-status.rules';

/**
 * The loyalty status of a customer in the rewards system's form. Guests are not cached: each status is one read by primary key, never older than
 * the last commit of any process. The programme comes from the configuration that each process caches by `rules_version`, and each answer first
 * checks that version.
 */
@Injectable()
export class LoyaltyStatuses {
  constructor(
    private readonly database: Database,
    private readonly guests: Guests,
    private readonly snapshots: Snapshots,
    private readonly tiers: GuestTiers,
  ) {}

  async read(principal: Principal, customerId: string): Promise<LoyaltyStatus> {
    const networkId = networkOf(principal);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const { currencyDigits } = (await this.snapshots.fresh(networkId)).profile;
    const tx = this.database.readsOf(networkId);
    const [{ state, status, program }, activity] = await Promise.all([
      this.tiers.getTier(tx, networkId, guestId),
      readLoyaltyActivity(tx, networkId, guestId),
    ]);
    const tier = program.program.document.tiers.find(({ code }) => code === status.tier);
    if (tier === undefined) throw new Error(`the programme has no tier ${status.tier}`);
    const { available } = state.balance;
    return loyaltyStatusOf({ customerId, tier, status, available, activity, digits: currencyDigits });
  }

  /** The price after the tier's discount. @throws ProblemError 400 for an amount with more decimals than the currency has */
  async price(principal: Principal, customerId: string, amount: string): Promise<TierPrice> {
    const networkId = networkOf(principal);
    const { currencyDigits } = (await this.snapshots.fresh(networkId)).profile;
    const minor = parseDecimal(amount, currencyDigits);
    if (minor === undefined || minor > MAX_ACT_AMOUNT)
      throw new ProblemError('invalid_query', {}, [{ path: 'amount', code: 'not_valid', message: '' }]);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const { status, program } = await this.tiers.getTier(this.database.readsOf(networkId), networkId, guestId);
    const discount = tierDiscountOf(program.program, status.tier, minorUnits(minor));
    return {
      discount_amount: decimalOf(discount, currencyDigits),
      discount_type: 'tier_benefit',
      tier: status.tier.toLowerCase(),
    };
  }
}

import { Body, Param } from '@nestjs/common';
import { Snapshots } from 'loyalty-platform/configuration';
import { Guests } from 'loyalty-platform/identity';
import { newest } from 'loyalty-platform/platform/http/list-query';
import { keyDigest } from 'loyalty-platform/platform/claims/claim-digest';
import { Keyed, type KeyedCall } from 'loyalty-platform/platform/http/idempotency/keyed-call';
import type { Language } from 'loyalty-platform/platform/language/language';
import { CurrentLanguage } from 'loyalty-platform/platform/http/languages';
import { ProblemError, found } from 'loyalty-platform/platform/problems/problem';
import { newId } from 'loyalty-platform/platform/ids/ids';
import { CurrentPrincipal, NetworkId, networkOf, type Principal, Route, Routes } from 'loyalty-platform/security';
import {
  ActIntake,
  AvailableRewards,
  NO_RECEIPT,
  Redemptions,
  requirePosted,
  Till,
} from 'loyalty-platform/transactions';
import * as dto from './rewards-service.dto';

const MAX_REDEMPTIONS = 200;

/** The calls of the rewards service that this platform replaces, in its own shapes. A customer is a guest. */
@Routes('rewards', 'Taken over: rewards')
export class RewardsServiceController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly guests: Guests,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly rewards: AvailableRewards,
    private readonly redemptions: Redemptions,
  ) {}

  @Route('GET catalog', {
    id: 'getServiceRewardCatalog',
    permission: 'rewards.read',
    summary: 'Get the rewards that points buy',
    description:
      'Rewards by their kind, without exclusive ones and those whose time has passed; one whose time has not come yet stands there too.',
    ok: dto.catalogSchema,
  })
  async catalog(@NetworkId() networkId: string, @CurrentLanguage() language: Language) {
    const { profile } = await this.snapshots.fresh(networkId);
    const offers = await this.rewards.list(networkId, language);
    const items = offers.map((offer) => dto.serviceItemOf(offer, profile.currencyDigits));
    const of = (...types: dto.ServiceItem['type'][]) => items.filter(({ type }) => types.includes(type));
    return {
      reward_catalog: {
        discounts: of('discount', 'shipping'),
        products: of('product', 'free_item'),
        experiences: of('experience'),
      },
    };
  }

  @Route('GET customer/:customerId/available', {
    id: 'listServiceAvailableRewards',
    permission: 'redemptions.read',
    summary: 'List the rewards that a customer can take now',
    description: "A `customerId` is a guest's id or `externalId`.",
    ok: dto.availableSchema,
  })
  async available(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('customerId') customerId: string,
  ) {
    const networkId = networkOf(principal);
    const { profile } = await this.snapshots.fresh(networkId);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const { available, offered } = await this.rewards.find(networkId, guestId, language, null);
    const items = offered.filter(({ whyNot }) => whyNot === null);
    return {
      customerId,
      points_balance: available,
      available_rewards: items.map((offer) => dto.serviceItemOf(offer, profile.currencyDigits)),
    };
  }

  @Route('POST redeem', {
    id: 'redeemServiceReward',
    permission: 'rewards.redeem',
    summary: 'Take a reward for points',
    description:
      'It happens once for a `reference`, or for an `Idempotency-Key`; with neither, each time. A `rewardId` is ' +
      'the code or the id of a reward; one that the network does not have is 404.',
    created: dto.redeemedSchema,
    problems: [
      'reward_not_available',
      'reward_limit_reached',
      'out_of_stock',
      'slot_taken',
      'slot_required',
      'insufficient_points',
      'confirmation_required',
      'guest_blocked',
      'guest_merged',
      'own_account',
      'not_found',
      'guest_not_found',
      'no_program',
    ],
  })
  async redeem(
    @CurrentPrincipal() principal: Principal,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.redeemSchema }) body: dto.RedeemBody,
  ): Promise<dto.ServiceRedemption> {
    const networkId = networkOf(principal);
    const guestId = await this.guests.getIdByReference(principal, body.customerId);
    const { rewards } = await this.snapshots.fresh(networkId);
    const reward = found([...rewards.values()].find(({ id, code }) => code === body.rewardId || id === body.rewardId));
    const key = call.key ?? (body.reference == null ? newId() : `rewards/redeem/${body.reference}`);
    const act = await this.intake.place({
      principal,
      guestId,
      body: {
        kind: 'REWARD',
        rewardId: reward.id,
        quantity: body.quantity,
        slotId: body.slotId ?? null,
        coupon: null,
        shippingAddress: body.shippingAddress ?? undefined,
      },
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: { digest: keyDigest(key, call.space), requestHash: call.requestHash },
      requestId: call.requestId,
    });
    const outcome = await this.till.submit(act);
    requirePosted(outcome);
    if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
    if (outcome.replayed) call.replayed(201);
    return dto.serviceRedemptionOf(await this.redemptions.get(networkId, outcome.row.id), body.customerId);
  }

  @Route('GET redemptions/:customerId', {
    id: 'listServiceRedemptions',
    permission: 'redemptions.read',
    summary: 'List the rewards that a customer took',
    description: "A `customerId` is a guest's id or `externalId`. The newest 200.",
    ok: dto.redemptionsSchema,
  })
  async list(@CurrentPrincipal() principal: Principal, @Param('customerId') customerId: string) {
    const networkId = networkOf(principal);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const rows = await this.redemptions.listOfGuest(networkId, guestId, false, newest(MAX_REDEMPTIONS));
    return { customerId, redemptions: rows.map((row) => dto.serviceRedemptionOf(row, customerId)) };
  }
}

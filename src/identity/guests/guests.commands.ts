import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Places } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type Principal, type RequestContext, requireRestaurant, type OnOne, UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import { forSight, GuestAnswers, sightOf } from '../profiles/guest-answers';
import * as dto from '../profiles/guest.dto';
import { findGuestBy, lockGuest, readProfileTimes, updateGuest } from '../profiles/guest.sql';
import { ProfileChange } from './profile-change';
import { Identifications } from '../cards/identifications';
import { ShowCard } from '../cards/show-card.query';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { newGuestOf } from '../enrolment/new-guest.rules';
import { findReferralResult } from '../referrals/referral.sql';
import { Clock } from '../../platform/clock/clock';
import type { ChangeGuestBody, CreateGuestBody } from '../profiles/guest.dto';
import { notOlder, timesOf } from '../profiles/profile-times.rules';
import { Handles } from '../../platform/http/handlers-of';

export class ChangeGuest extends UseCase<dto.GuestAnswer, OnOne<dto.ChangeGuestBody>> {}

export class RegisterGuest extends UseCase<dto.RegisteredGuestAnswer, { body: dto.CreateGuestBody }> {}

/** A guest's profile as another system reports it. */
export interface GuestReport {
  /** Null: the network has no guest with this external id yet. */
  readonly guestId: string | null;
  readonly externalId: string;
  readonly profile: ChangeGuestBody;
  /** When the profile was so by the other system's clock, in milliseconds since 1970. */
  readonly asOf: number;
}

export interface ReportedGuest {
  readonly id: string;
  /** False: newer changes had already set every field. */
  readonly isApplied: boolean;
}

/**
 * Registers a guest whom another system reports, or changes the profile: only fields that no person and no newer report has set since. So reports
 * in any order give the same profile.
 */
export class ReportGuest extends UseCase<ReportedGuest, GuestReport> {}

@Injectable()
export class GuestsHandlers {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly profileChange: ProfileChange,
    private readonly answers: GuestAnswers,
    private readonly places: Places,
    private readonly enrolment: GuestEnrolment,
    private readonly showCard: ShowCard,
    private readonly identifications: Identifications,
    private readonly clock: Clock,
  ) {}

  @Handles(ChangeGuest)
  async changeGuest({ context, input: { id, body } }: ChangeGuest): Promise<dto.GuestAnswer> {
    const { principal, origin, call, networkId } = context;
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkId);
    const sight = sightOf(principal);
    const work = async (tx: Tx): Promise<dto.GuestAnswer> => {
      await requireUnchanged(call, async () => {
        const known = await lockGuest(tx, network.id, id);
        if (known === undefined) throw new ProblemError('not_found');
        return dto.changeableOfGuest(await this.answers.answerOf(tx, network, known, sight));
      });
      const row = await this.profileChange.execute(tx, network, id, body, principal, origin);
      return this.answers.answerOf(tx, network, row, sight);
    };
    return this.keyed.run(network.id, call, 200, work, (answer) => forSight(answer, sight));
  }

  @Handles(RegisterGuest)
  async registerGuest({ context, input: { body } }: RegisterGuest): Promise<dto.RegisteredGuestAnswer> {
    const { principal, origin, call, networkId } = context;
    const network = await this.networks.getProfile(networkId);
    await this.checkRestaurant(network.id, body.restaurantId, principal);
    const sight = sightOf(principal);
    const work = async (tx: Tx): Promise<dto.RegisteredGuestAnswer> => {
      const guest = newGuestOf(body, network, principal);
      const row = await this.enrolment.execute(tx, network, guest, principal, origin);
      const way = principal.kind === 'key' ? 'TILL_SYSTEM' : 'PHONE';
      await this.identifications.note(tx, network.id, principal.id, [row.id], way);
      const referral = await findReferralResult(tx, network.id, row.id);
      const { cardCode, qr, expiresAt } = await this.showCard.show(tx, network.id, row);
      return {
        ...(await this.answers.answerOf(tx, network, row, sight)),
        referral,
        cardCode,
        qr,
        expiresAt,
      };
    };
    return this.keyed.run(network.id, call, 201, work, (answer) => ({
      ...forSight(answer, sight),
      cardCode: null,
      qr: null,
    }));
  }

  /** @throws ProblemError `phone_invalid`, `guest_exists`, `forbidden`, `not_found`, `plan_limit_reached` */
  @Handles(ReportGuest)
  async reportGuest({ context, input }: ReportGuest): Promise<ReportedGuest> {
    const network = await this.networks.getProfile(context.networkId);
    // A wrong clock in the other system must not block changes for years.
    const asOf = Math.min(input.asOf, this.clock.now().getTime());
    return this.keyed.run(network.id, context.call, 200, async (tx) => {
      if (input.guestId !== null) return this.change(tx, network, context, { ...input, asOf }, input.guestId);
      const row = await this.register(tx, network, context, input);
      if ('id' in row) {
        await updateGuest(tx, network.id, row.id, {}, timesOf(input.profile, asOf));
        return { id: row.id, isApplied: true };
      }
      // Another call registered the guest meanwhile.
      const known = await findGuestBy(tx, network.id, 'external_id', input.externalId);
      if (known === undefined) throw new ProblemError('guest_exists', { guestId: row.holderId });
      return this.change(tx, network, context, { ...input, asOf }, known.id);
    });
  }

  private async checkRestaurant(
    networkId: string,
    restaurantId: string | undefined,
    principal: Principal,
  ): Promise<void> {
    if (restaurantId === undefined) return;
    if (!(await this.places.hasRestaurant(networkId, restaurantId))) throw new ProblemError('not_found');
    requireRestaurant(principal, restaurantId);
  }

  private register(
    tx: Tx,
    network: NetworkProfile,
    { principal, origin }: RequestContext,
    { externalId, profile }: GuestReport,
  ): ReturnType<GuestEnrolment['tryExecute']> {
    const given = Object.entries(profile).filter(([, value]) => value !== null);
    const body: CreateGuestBody = { ...Object.fromEntries(given), externalId };
    return this.enrolment.tryExecute(tx, network, newGuestOf(body, network, principal), principal, origin);
  }

  private async change(
    tx: Tx,
    network: NetworkProfile,
    context: RequestContext,
    report: GuestReport,
    id: string,
  ): Promise<ReportedGuest> {
    const row = await lockGuest(tx, network.id, id);
    if (row === undefined) throw new ProblemError('not_found');
    // The guest was merged, perhaps just now, so the remaining guest's profile is changed.
    if (row.merged_into !== null) return this.change(tx, network, context, report, row.merged_into);
    const { profile, asOf } = report;
    const change = notOlder(profile, await readProfileTimes(tx, network.id, id), asOf);
    const isLate = Object.keys(change).length === 0 && Object.keys(profile).length > 0;
    if (isLate) return { id, isApplied: false };
    await this.profileChange.execute(tx, network, id, change, context.principal, context.origin, asOf);
    return { id, isApplied: true };
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type RequestContext, UseCase } from '../../security';
import { findGuestBy, lockGuest, updateGuest } from '../profiles/guest.sql';
import { ProfileChange } from './profile-change';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { newGuestOf } from '../enrolment/new-guest.rules';
import { Clock } from '../../platform/clock/clock';
import type { ChangeGuestBody, CreateGuestBody } from '../profiles/guest.dto';
import { notOlder, type ProfileTimes, timesOf } from '../profiles/profile-times.rules';

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

@CommandHandler(ReportGuest)
export class ReportGuestHandler implements ICommandHandler<ReportGuest> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly profileChange: ProfileChange,
    private readonly enrolment: GuestEnrolment,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `phone_invalid`, `guest_exists`, `forbidden`, `not_found`, `plan_limit_reached` */
  async execute({ context, input }: ReportGuest): Promise<ReportedGuest> {
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
    const { times } = await tx.one<{ times: string }>`
      SELECT profile_times::text AS times FROM guests WHERE network_id = ${network.id} AND id = ${id}`;
    const change = notOlder(profile, JSON.parse(times) as ProfileTimes, asOf);
    const isLate = Object.keys(change).length === 0 && Object.keys(profile).length > 0;
    if (isLate) return { id, isApplied: false };
    await this.profileChange.execute(tx, network, id, change, context.principal, context.origin, asOf);
    return { id, isApplied: true };
  }
}

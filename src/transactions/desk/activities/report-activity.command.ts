import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TillPlaces } from '../../../configuration';
import { REFERRAL_ACTIVITIES } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { occurredAtOf } from '../../till/intake/act-body.rules';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { refusing } from '../../ledger/act/refusing';
import { Till } from '../../till/queue/till';
import type { Outcome } from '../../ledger/act/till-act';
import type { ActivityDto } from './activity.dto';

/** Activities that only the platform rewards; services cannot report them. */
const OWN_ACTIVITIES: readonly string[] = [
  'registration',
  'firstSale',
  'birthday',
  ...Object.values(REFERRAL_ACTIVITIES),
];

/** Something that a guest did outside the till, as a service reports it: once by its reference. */
export class ReportActivity extends UseCase<Outcome, { guestId: string; body: ActivityDto }> {}

@CommandHandler(ReportActivity)
export class ReportActivityHandler implements ICommandHandler<ReportActivity> {
  constructor(
    private readonly intake: ActIntake,
    private readonly places: TillPlaces,
    private readonly till: Till,
  ) {}

  /**
   * Records the AWARD of a reported activity. A repeated reference gets the first answer.
   * Refused with `activity_unknown` where the programme names no such activity.
   * @throws ProblemError 404 for a restaurant that the network does not have
   */
  async execute({ context, input: { guestId, body: dto } }: ReportActivity): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const restaurantId = dto.restaurantId ?? null;
    if (restaurantId !== null && !(await this.places.hasRestaurant(networkId, restaurantId)))
      throw new ProblemError('not_found');
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body: { kind: 'AWARD', activity: dto.activity },
      receipt: { number: null, externalOrderId: dto.reference, businessDate: null },
      occurredAt: occurredAtOf(dto),
      claims: [{ kind: 'ACTIVITY', digest: claimDigest('ACTIVITY', dto.activity, dto.reference) }],
      refused: OWN_ACTIVITIES.includes(dto.activity) ? refusing('activity_unknown') : undefined,
    });
    return this.till.submit({ ...act, restaurantId });
  }
}

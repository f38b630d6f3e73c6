import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ruleName, Snapshots } from '../../../configuration';
import { worthOf } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { FALLBACK, type Language } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';
import { CurrentLanguage } from '../../../platform/http/languages';
import { ProblemError } from '../../../platform/problems/problem';
import { NetworkId, OnlyReads, Route } from '../../../security';
import { shownNamesOf } from '../../till/responses/shown-names';
import { renderTrace } from '../../till/responses/trace-text';
import { simulateSale } from './simulate-sale.rules';
import { type ProgramSimulation, type SimulateBody, simulateSchema, simulationSchema } from './simulation.dto';

/** Tries a programme, even an unpublished draft, on an invented sale. */
@ApiTags('Programs')
@Controller('programs')
export class SimulationController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  @Route('POST simulate', {
    id: 'simulateProgram',
    permission: 'program.read',
    summary: 'Try a programme on an invented guest and sale',
    description:
      'Decides the sale by the given document as the till would, with a campaign that takes money off, a coupon and points. ' +
      'Nothing is written; document and campaign need not be saved, but have to be valid.',
    ok: simulationSchema,
    problems: [
      'items_total_mismatch',
      'insufficient_points',
      'redemption_below_minimum',
      'redemption_limit_exceeded',
      'reward_not_available',
    ],
  })
  @OnlyReads()
  async simulate(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Body({ schema: simulateSchema }) body: SimulateBody,
  ): Promise<ProgramSimulation> {
    const snapshot = await this.snapshots.current(networkId);
    const { currency, currencyDigits, timeZone, settings, locale } = snapshot.profile;
    const simulated = simulateSale(body, {
      now: this.clock.now().getTime(),
      calendar: calendarOf(timeZone, settings.dayStart),
      captureGraceMs: 0,
      restoredForDays: settings.restoreGraceDays,
    });
    if ('kind' in simulated) throw new ProblemError(simulated.code, simulated.data);
    const { amounts, tierBefore, redeemable, trace } = simulated.decision;
    const { amount, discount, pointsRedeemed, pointsValue, payable, pointsEarned } = amounts;
    const { stampCards = [] } = body.document;
    const names = {
      ...shownNamesOf(snapshot, language, false),
      campaign: () => body.campaign?.name ?? null,
      task: () => null,
      stampCard: (id: string) => {
        const card = stampCards.find((one) => one.id === id);
        return card === undefined ? null : spokenIn(card.name, language, locale);
      },
      rule: (id: string) => ruleName(body.document, id, { language: FALLBACK[language], currency, currencyDigits }),
    };
    const reading = { language, currency, currencyDigits, amount, names };
    return {
      tier: tierBefore,
      amount,
      discount,
      pointsRedeemed,
      pointsValue,
      payable,
      pointsEarned,
      earnedValue: worthOf(pointsEarned, body.document.pointValue),
      redeemable,
      lines: simulated.lines,
      trace: trace.map((entry) => ({ ...entry, reason: renderTrace(entry, reading) })),
    };
  }
}

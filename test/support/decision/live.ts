import {
  endOf,
  limitTo,
  minorUnits,
  NEVER,
  points,
  type Act,
  type Decision,
  type Refusal,
} from '../../../src/decision';
import { HOUR, lineOf, manualOf, partnerOf, redemptionOf, registrationOf, rewardOf, saleOf } from './acts';
import type { Step } from './arbitraries';
import { amountOf, type Story } from './story';

/** Makes one step happen; null when it has nothing to act on. */
export function live(story: Story, step: Step): Decision | Refusal | null {
  if (step.kind === 'WAIT') {
    story.at(story.now + step.hours * HOUR).settle();
    return null;
  }
  if (step.kind === 'REFUND') return refundSome(story, step);
  story.settle();
  const act = actOf(story, step);
  return act === null ? null : story.play(act);
}

/** A share of the guest's points in per cent, also above 100. */
function wantedOf(story: Story, redeem: number): number {
  return Math.floor((Math.max(0, story.guest.balance.available) * redeem) / 100);
}

function actOf(story: Story, step: Exclude<Step, { kind: 'WAIT' | 'REFUND' }>): Act | null {
  const occurredAt = story.now;
  switch (step.kind) {
    case 'SALE': {
      const lines = step.lines?.map(({ total, ...line }) => lineOf(total, line)) ?? null;
      const amount = lines?.reduce((sum, line) => sum + line.total, 0) ?? step.amount;
      // Half of the sales spend nothing, as at a real till.
      const wanted = step.redeem < 60 ? 0 : wantedOf(story, step.redeem - 20) + Math.ceil(step.allowed / 2);
      return saleOf(amount, {
        occurredAt,
        lines,
        rewards: step.rewards,
        pointsToRedeem: points(wanted),
        offlineAllowance: points(step.allowed),
        paymentMethod: step.card ? 'card' : null,
      });
    }
    case 'REDEMPTION':
      return redemptionOf(step.amount, Math.max(1, wantedOf(story, step.redeem) + Math.ceil(step.allowed / 2)), {
        occurredAt,
        offlineAllowance: points(step.allowed),
      });
    case 'REWARD':
      return rewardOf(step.cost, {
        occurredAt,
        quantity: step.quantity,
        restaurantId: step.isOfNetwork ? null : 'restaurant-1',
      });
    case 'PARTNER':
      return partnerOf(step.isCredit ? 'CREDIT' : 'DEBIT', step.points, { occurredAt });
    case 'MANUAL': {
      if (!step.isCredit) return manualOf('DEBIT', step.points, { occurredAt });
      const today = story.calendar.localDay(occurredAt);
      const dayOf = (days: number | null) => (days === null ? null : today + days);
      const period = { beginsOn: dayOf(step.from), endsOn: dayOf(step.until) };
      return manualOf('CREDIT', step.points, {
        occurredAt,
        ...((period.beginsOn ?? period.endsOn) === null ? {} : { period }),
        ...(step.places === null ? {} : { limit: limitTo(step.places) }),
      });
    }
    case 'REGISTRATION':
      return registrationOf({ occurredAt });
    case 'HOLD':
      return {
        kind: 'HOLD',
        sale: saleOf(step.amount, { occurredAt, pointsToRedeem: points(wantedOf(story, step.redeem)) }),
        expiresAt: occurredAt + step.minutes * 60_000,
      };
    case 'CAPTURE': {
      const hold = story.guest.counters.holds.find(({ isReview }) => isReview !== true);
      if (hold === undefined) return null;
      const pointsToRedeem = points(Math.floor((hold.points * step.part) / 100));
      return saleOf(step.amount, {
        occurredAt,
        pointsToRedeem,
        hold: { id: hold.id, points: hold.points, expiresAt: hold.expiresAt },
      });
    }
    case 'RESERVE':
      return { kind: 'RESERVE', points: points(step.points), expiresAt: occurredAt + step.minutes * 60_000 };
    case 'REVIEW': {
      const lots = story.guest.lots ?? [];
      const lot = lots[step.which % Math.max(1, lots.length)];
      if (lot === undefined) return null;
      return { kind: 'REVIEW', lotIds: [lot.lotId], expiresAt: occurredAt + step.minutes * 60_000 };
    }
    case 'POST': {
      const hold = story.guest.counters.holds.at(-1);
      if (hold === undefined) return null;
      const wanted = Math.max(1, Math.floor((hold.points * step.part) / 100));
      return manualOf('DEBIT', wanted, { occurredAt, holdId: hold.id });
    }
    case 'WARNING': {
      const { lots, counters } = story.guest;
      const soon = (lots ?? []).filter((lot) => endOf(lot, counters) <= story.now + step.days * 24 * HOUR);
      const [first] = soon;
      if (first === undefined) return null;
      const endsAt = endOf(first, counters);
      const named = soon.filter((lot) => endOf(lot, counters) === endsAt);
      return { kind: 'WARNING', endsAt, lots: named.map(({ lotId, expiresAt }) => ({ lotId, expiresAt })) };
    }
    case 'RESTORE': {
      const expiries = story.rows.filter((row) => row.type === 'EXPIRY');
      const expiry = expiries[step.which % Math.max(1, expiries.length)];
      if (expiry === undefined) return null;
      return story.restoreOf(
        expiry.id,
        Math.max(1, Math.floor((expiry.decision.amounts.pointsEarned * step.part) / 100)),
      );
    }
    case 'CONFIRM': {
      const unpaid = (story.guest.lots ?? []).filter(({ activatesAt }) => activatesAt === NEVER);
      const lot = unpaid[step.which % Math.max(1, unpaid.length)];
      return lot === undefined ? null : { kind: 'CONFIRM', saleId: lot.lotId };
    }
    case 'VOID': {
      const hold = story.guest.counters.holds.at(-1);
      return hold === undefined ? null : { kind: 'RELEASE', holdId: hold.id };
    }
  }
}

function refundSome(story: Story, step: Extract<Step, { kind: 'REFUND' }>): Decision | Refusal | null {
  const sales = story.rows.filter((row) => ['SALE', 'REDEMPTION', 'REWARD'].includes(row.type));
  const sale = sales[step.which % Math.max(1, sales.length)];
  if (sale === undefined) return null;
  if (step.how === 'ALL') return story.refund(sale.id);
  if (step.how === 'AMOUNT') {
    return story.refund(sale.id, amountOf(Math.floor((sale.decision.amounts.amount * step.part) / 100)));
  }
  const line = (step.part % sale.decision.lines.length) + 1;
  const total =
    step.part % 3 === 0
      ? minorUnits(Math.floor(((sale.decision.lines[line - 1]?.gross ?? 0) * step.part) / 100))
      : null;
  const quantityMilli = step.part % 3 === 1 ? step.part * 10 : null;
  return story.refund(sale.id, { kind: 'LINES', lines: [{ line, quantityMilli, total }] });
}

import { FAILED_CONDITIONS, TRACE_RULES, type TraceEntry } from '../../../decision';
import type { TraceReading } from './entry-given';
import type { ShownNames } from './shown-names';
import { failedText, renderTrace, traceRuleOf } from './trace-text';

const english: TraceReading = { language: 'en', currency: 'RUB', currencyDigits: 2, amount: 155_000 };
const russian: TraceReading = { ...english, language: 'ru' };

function entry(rule: string, amount = 0, args: TraceEntry['arguments'] = {}): TraceEntry {
  return { effect: 'EARN', rule, amount, arguments: args };
}

/** A reader that knows only the names given by the test. */
function namesOf(known: Partial<ShownNames>): ShownNames {
  const none = () => null;
  return {
    reward: none,
    campaign: none,
    task: none,
    stampCard: none,
    rule: none,
    segment: none,
    isForGuest: false,
    ...known,
  };
}

describe('the sentence of a trace entry', () => {
  it('says what the example of the API says', () => {
    const discount = {
      effect: 'DISCOUNT',
      rule: 'tier.BRONZE.discount',
      amount: 7_750,
      arguments: { ratePpm: 50_000 },
    } as const;
    expect(renderTrace(discount, english)).toBe('BRONZE tier: 5 % of ₽1,550.00');
    expect(renderTrace(discount, russian).replaceAll('\u00a0', ' ')).toBe('Уровень BRONZE: 5 % от 1 550,00 ₽');
  });

  it('names a reward as the reader knows it, and by its code where no name is known', () => {
    const redeemed = entry('reward.redeemed', 200, { reward: 'MUG', quantity: 2 });
    const names = namesOf({ reward: (code) => (code === 'MUG' ? 'Кружка' : null) });
    expect(renderTrace(redeemed, { ...russian, names })).toBe('Награда «Кружка» × 2: 200 баллов');
    expect(renderTrace(redeemed, russian)).toBe('Награда MUG × 2: 200 баллов');
    const other = entry('reward.shipping', 0, { reward: 'SHIP' });
    expect(renderTrace(other, { ...english, names })).toBe('Reward SHIP: free delivery');
  });

  it.each(TRACE_RULES)(
    'names no rule, task, activity, variant, segment or reason by its code to a guest: %s',
    (rule) => {
      const code = rule.replace('*', rule.startsWith('tier') ? 'GOLD' : 'CODE_OF_IT');
      const codes = ['reasonCode', 'task', 'variant', 'campaign', 'campaigns', 'reward'];
      const args = { ...Object.fromEntries(codes.map((name) => [name, `CODE_OF_${name}`])), which: '1, 2' };
      const failed = { ...args, failed: 'segment', operator: '=', segment: 'CODE_OF_segment' };
      const names = namesOf({ reward: () => 'Mug', campaign: () => 'Happy hour', isForGuest: true });
      for (const reading of [english, russian]) {
        for (const given of [args, failed, { ...args, multiplierPpm: 2_000_000, segment: 'CODE_OF_segment' }])
          expect(renderTrace(entry(code, 21, given), { ...reading, names })).not.toMatch(/CODE_OF|undefined|null|NaN/);
      }
    },
  );

  it.each(TRACE_RULES)(
    'names no campaign, task, reward, stamp card or rule by its code where the name is known: %s',
    (rule) => {
      const code = rule.replace(
        '*',
        rule.startsWith('tier') ? 'GOLD' : rule.startsWith('activity') ? 'review' : 'CODE_OF_IT',
      );
      const codes = ['task', 'campaign', 'campaigns', 'reward', 'card'];
      const args = {
        ...Object.fromEntries(codes.map((name) => [name, `CODE_OF_${name}`])),
        which: '1',
        collected: 2,
        size: 6,
      };
      const named = {
        reward: () => 'Mug',
        campaign: () => 'Happy hour',
        stampCard: () => 'Sixth pizza',
        rule: () => 'weekday: Mon',
      };
      for (const unit of ['WEEKS', 'VISITS', 'RESTAURANTS', 'CATEGORIES', 'QUANTITY', 'AMOUNT', 'TIMES']) {
        const names = namesOf({ ...named, task: () => ({ unit, goods: null }) });
        for (const reading of [english, russian]) {
          for (const given of [args, { ...args, failed: 'lines' }, { ...args, multiplierPpm: 2_000_000 }])
            expect(renderTrace(entry(code, 21, given), { ...reading, names })).not.toMatch(
              /CODE_OF_(?!IT)|undefined|null|NaN/,
            );
          if (rule.startsWith('campaign') || rule.startsWith('earning.rule'))
            expect(renderTrace(entry(code, 21, args), { ...reading, names })).not.toContain('CODE_OF');
        }
      }
    },
  );

  it('says how far a task is in what it counts, and no further than its target', () => {
    const said = (unit: string, collected: number, size: number, goods: string | null = null) => {
      const names = namesOf({ campaign: () => 'Каждую неделю с нами', task: () => ({ unit, goods }) });
      const task = {
        effect: 'TASK',
        rule: 'campaign.EVERY_WEEK.task',
        amount: 1,
        arguments: { task: 'weeks', collected, size },
      } as const;
      return [russian, english].map((reading) => renderTrace(task, { ...reading, names }).replaceAll('\u00a0', ' '));
    };
    expect(said('WEEKS', 1, 6)).toEqual([
      'Акция «Каждую неделю с нами»: 1 неделя из 6',
      'Campaign “Каждую неделю с нами”: 1 week of 6',
    ]);
    expect(said('VISITS', 2, 1)[0]).toBe('Акция «Каждую неделю с нами»: 1 визит из 1');
    expect(said('QUANTITY', 1_500, 6_000, 'пицца')[0]).toBe('Акция «Каждую неделю с нами» (пицца): 1,5 шт. из 6');
    expect(said('AMOUNT', 150_000, 500_000)[1]).toBe('Campaign “Каждую неделю с нами”: ₽1,500.00 of ₽5,000.00');
    expect(said('', 1, 6)[0]).toBe('Акция «Каждую неделю с нами»: 1 из 6');
  });

  it('names a stamp card, and a rule by its conditions', () => {
    const names = namesOf({ stampCard: () => 'Шестая пицца', rule: () => 'день недели — пн' });
    const stamps = {
      effect: 'STAMP',
      rule: 'stamps.collected',
      amount: 1,
      arguments: { card: '5b0f6f3e', collected: 3, size: 6 },
    } as const;
    expect(renderTrace(stamps, { ...russian, names })).toBe('Карта «Шестая пицца»: +1, теперь 3 из 6');
    expect(renderTrace(entry('earning.rule.quiet-hours', 12), { ...russian, names })).toBe(
      'Правило «день недели — пн»: 12 баллов',
    );
  });

  it('names segments as the network calls them, and by their codes where no name is known', () => {
    const names = namesOf({ segment: (code) => ({ STAFF: 'Сотрудники', LOYAL: 'Постоянные' })[code] ?? null });
    const excluded = entry('earning.exclusions', 0, { lines: 2, payable: 40_000, segment: 'STAFF' });
    expect(renderTrace(excluded, { ...russian, names })).toBe('Гостям сегмента «Сотрудники» баллы не начисляются');
    expect(renderTrace(excluded, russian)).toBe('Гостям сегмента STAFF баллы не начисляются');
    const failed = { failed: 'segment', operator: 'in', segment: 'LOYAL, OTHER' };
    expect(renderTrace(entry('earning.rule.loyal', 0, failed), { ...english, names })).toContain(
      'not in segment “Постоянные”, OTHER',
    );
  });

  it('tells a guest whose segment earns nothing how much brought no points', () => {
    const names = namesOf({ isForGuest: true });
    const excluded = entry('earning.exclusions', 0, { lines: 2, payable: 40_000, segment: 'STAFF' });
    expect(renderTrace(excluded, { ...english, names })).toBe('No points for 2 items (₽400.00)');
  });

  it('names a campaign as guests know it', () => {
    const names = namesOf({ campaign: () => 'Happy hour', isForGuest: true });
    expect(renderTrace(entry('campaign.HH_2', 21), { ...english, names })).toBe('Campaign “Happy hour”: 21 points');
    const other = entry('campaigns', 0, { failed: 'group', campaigns: 'HH_2' });
    expect(renderTrace(other, { ...english, names })).toContain('Campaigns Happy hour: not applied');
  });

  it.each(TRACE_RULES)('is there in both languages for %s and leaves nothing open', (rule) => {
    const code = rule.replace('*', rule.startsWith('tier') ? 'GOLD' : 'happy-hour');
    const args = {
      ratePpm: 125_000,
      multiplierPpm: 1_250_000,
      step: 1_000,
      points: 1,
      cap: 50,
      period: 'perWeek',
      value: 1_234,
      lines: 2,
      payable: 500,
      expired: 3,
      days: 30,
      keptUntilDay: 20_000,
      from: 'SILVER',
      reasonCode: 'GOODWILL',
      pointValue: 1,
      untilDay: 20_001,
      which: '1, 2',
      goods: 'wine',
      total: 900,
      tax: 20,
      reward: 'MUG',
      quantity: 2,
      cards: 1,
      collected: 3,
      size: 10,
      tier: 'GOLD',
    };
    expect(traceRuleOf(code)).toBe(rule);
    for (const reading of [english, russian]) {
      const sentence = renderTrace(entry(code, 21, args), reading);
      expect(sentence).not.toMatch(/undefined|null|NaN|\*/);
      expect(sentence.length).toBeGreaterThan(5);
      expect(/[а-яё]/i.test(sentence)).toBe(reading.language === 'ru');
    }
  });

  it.each(FAILED_CONDITIONS)('says in both languages that %s failed', (failed) => {
    for (const reading of [english, russian]) {
      const reason = failedText(failed, reading.language);
      expect(reason).not.toBe(failed);
      expect(renderTrace(entry('earning.rule.lunch', 0, { failed }), reading)).toContain(reason);
    }
  });

  it('says the reasons of a manual act in words, and those that a network added as it wrote them', () => {
    const said = (reasonCode: string) =>
      [english, russian].map((reading) => renderTrace(entry('manual.credit', 200, { reasonCode }), reading));
    expect(said('GOODWILL')).toEqual([
      'Added by staff (goodwill): 200 points',
      'Начислено вручную (знак внимания): 200 баллов',
    ]);
    expect(said('PRESS')).toEqual(['Added by staff (PRESS): 200 points', 'Начислено вручную (PRESS): 200 баллов']);
  });

  it('counts points in the plural forms of the language', () => {
    const sentences = [1, 2, 5, 21, 1_000].map((count) => renderTrace(entry('activity.firstSale', count), russian));
    expect(sentences.map((sentence) => sentence.replace('Первая покупка: ', ''))).toEqual([
      '1 балл',
      '2 балла',
      '5 баллов',
      '21 балл',
      '1\u00a0000 баллов',
    ]);
    expect(renderTrace(entry('activity.firstSale', 1), english)).toBe('First purchase: 1 point');
    expect(renderTrace(entry('activity.firstSale', 0), english)).toBe('First purchase: 0 points');
  });

  it('writes money with the digits of the currency and never as a float', () => {
    const redeemed = (value: number, currencyDigits: number) =>
      renderTrace(entry('redemption', 1, { value }), { ...english, currencyDigits });
    expect(redeemed(1_234_567, 2)).toBe('1 point used: −₽12,345.67');
    expect(redeemed(1_234_567, 0)).toBe('1 point used: −₽1,234,567');
    expect(redeemed(5, 3)).toBe('1 point used: −₽0.005');
    expect(redeemed(9_007_199_254_740_991, 2)).toBe('1 point used: −₽90,071,992,547,409.91');
  });

  it('tells a multiplier and a rate without needless digits', () => {
    expect(renderTrace(entry('tier.GOLD.multiplier', 12, { multiplierPpm: 1_500_000 }), english)).toBe(
      'GOLD tier: points × 1.5, 12 points more',
    );
    expect(renderTrace(entry('earning.rule.lunch', -3, { multiplierPpm: 500_000 }), english)).toBe(
      'Rule “lunch”: points × 0.5, -3 points more',
    );
    expect(renderTrace(entry('earning.rule.lunch', 30), english)).toBe('Rule “lunch”: 30 points');
  });

  it('tells what gave nothing by its first condition that failed', () => {
    expect(renderTrace(entry('earning.base', 0, { step: 1_000, points: 1, failed: 'step' }), english)).toBe(
      '1 point per ₽10.00 spent: not applied (the amount paid is too small)',
    );
  });

  it('tells points that were past their date', () => {
    expect(renderTrace(entry('hold.voided', 50, { expired: 0 }), english)).toBe('50 points released from hold');
    expect(renderTrace(entry('hold.voided', 50, { expired: 20 }), english)).toBe(
      '50 points released from hold, 20 points of them expired',
    );
    expect(renderTrace(entry('hold.timedOut', 50, { expired: 0 }), russian)).toBe('Срок отложенных вышел: 50 баллов');
    expect(renderTrace(entry('hold.voided', 50, { expired: 0 }), russian)).toBe('Возвращено из отложенных 50 баллов');
  });

  it('names the day until which a tier is kept', () => {
    expect(renderTrace(entry('tier.GOLD.kept', 0, { keptUntilDay: 20_513 }), english)).toBe(
      'GOLD tier kept until March 1, 2026',
    );
  });

  it('shows the code of a rule or condition of a later version', () => {
    expect(renderTrace(entry('lottery.lunch', 5), english)).toBe('lottery.lunch');
    expect(renderTrace(entry('tier'), english)).toBe('tier');
    expect(renderTrace(entry('earning.rule.lunch', 0, { failed: 'moonPhase' }), english)).toBe(
      'Rule “lunch”: not applied (moonPhase)',
    );
  });
});

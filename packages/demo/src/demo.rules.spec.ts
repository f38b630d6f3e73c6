import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { drawGuests } from './guest-draw.rules';
import { GuestHabits, HYBRID_SPENDING } from './guest-habits.rules';
import { guestProfile } from './guest-profiles.rules';
import { demoCampaigns, PAST_CAMPAIGNS } from './demo-campaigns';
import { DEMO_MENU, DRINK, PIZZAS } from './demo-dishes';
import { formerReceipts } from './former-receipts.rules';
import { DEMO_NETWORKS } from './demo-networks';
import { IikoDouble, loginWith } from './iiko-double.rules';
import { DEMO_REWARDS } from './demo-rewards';
import { CATEGORY_COSTS, withStampsFamiliesAndFriends } from './demo-rules';
import { dishNames, printedCategory, printedDish } from './menu.rules';
import type { FileReceipt } from 'loyalty-platform/integrations';
import { DEMO_TENANTS } from './demo-tenant-networks';
import { ownCardVisits } from './own-card-visits.rules';
import { pastVisits } from './past-visits.rules';
import { retellingOf } from './retelling.rules';
import { tenantReceipts } from './tenant-receipts.rules';
import { seededRandom } from './seeded-random.rules';

const DAY_MS = 86_400_000;
const numbers = Array.from({ length: 1_000 }, (_, index) => String(index));
const terms = { guests: 100, sharePercent: 70 };
const draw = (seed = 1) => drawGuests(numbers, terms, seed);

describe('the draw of guests', () => {
  it('gives exactly the share of the receipts, and every guest one', () => {
    const drawn = draw();
    expect(drawn.size).toBe(700);
    expect(new Set(drawn.values())).toEqual(new Set(Array.from({ length: 100 }, (_, index) => index + 1)));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(draw()).toEqual(draw());
    expect(draw()).not.toEqual(draw(2));
  });

  it('has regulars and a long tail', () => {
    const drawn = draw();
    const counts = new Map<number, number>();
    for (const rank of drawn.values()) counts.set(rank, (counts.get(rank) ?? 0) + 1);
    const ofRanks = (from: number, to: number): number =>
      Array.from({ length: to - from + 1 }, (_, index) => counts.get(from + index) ?? 0).reduce((a, b) => a + b, 0);
    expect(ofRanks(1, 10)).toBeGreaterThan(2 * ofRanks(91, 100));
  });
});

describe('a seeded random number', () => {
  it('is spread evenly from 0 to below 1, and always the same', () => {
    const random = seededRandom(42);
    const drawn = Array.from({ length: 10_000 }, random);
    expect(drawn.slice(0, 3)).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

describe('a made-up guest', () => {
  it('is the same each time it is made', () => {
    expect(guestProfile('guest-0001', 'ru')).toEqual(guestProfile('guest-0001', 'ru'));
  });

  it.each(['ru', 'en'] as const)(
    'has a name of the language and a phone of its own that can be dialled in form alone: %s',
    (locale) => {
      const profiles = Array.from({ length: 4_000 }, (_, index) =>
        guestProfile(`guest-${String(12_346 + index)}`, locale),
      );
      const phones = profiles.flatMap(({ phone }) => (phone === undefined ? [] : [phone]));
      expect(new Set(phones).size).toBe(phones.length);
      expect(phones.length).toBeGreaterThan(600);
      for (const phone of phones) expect(parsePhoneNumberFromString(phone)?.isPossible()).toBe(true);
      for (const { name } of profiles)
        expect(name).toMatch(locale === 'ru' ? /^[А-ЯЁа-яё]+ [А-ЯЁа-яё]+$/ : /^[A-Za-z]+ [A-Za-z]+$/);
      const birthdays = profiles.filter(({ birthDate }) => birthDate !== undefined);
      expect(birthdays.length).toBeGreaterThan(1_000);
      for (const { birthDate } of birthdays) expect(birthDate).toMatch(/^(19[5-9]|200)\d-\d\d-\d\d$/);
    },
  );
});

describe('the habits of guests', () => {
  const visits = Array.from({ length: 40 }, (_, visit) => 50_000 + visit * 7_777);
  const spentBy = (guest: string) => {
    const habits = new GuestHabits(1, HYBRID_SPENDING);
    return visits.map((amount) => habits.spendAt(guest, amount));
  };
  const guests = Array.from({ length: 100 }, (_, index) => `guest-${String(index)}`);

  it('are the same for the same guest and visits', () => {
    expect(guests.map(spentBy)).toEqual(guests.map(spentBy));
  });

  it('let most guests spend often, and some only once they have much', () => {
    const timesOf = (guest: string) => spentBy(guest).filter((points) => points > 0).length;
    const often = guests.filter((guest) => timesOf(guest) > 5).length;
    expect(often).toBeGreaterThan(60);
    expect(often).toBeLessThan(95);
  });

  it('never spend more than the programme allows at its highest discount', () => {
    for (const guest of guests) {
      let balance = 0;
      for (const [visit, spent] of spentBy(guest).entries()) {
        const due = Math.floor(((visits[visit] ?? 0) * 3) / 4);
        const points = spent;
        if (points > 0) expect(points).toBeGreaterThanOrEqual(100);
        expect(points).toBeLessThanOrEqual(Math.min(balance, Math.floor(due / 2 / 100)));
        balance += Math.floor((due - points * 100) / 1_000) - points;
      }
    }
  });
});

describe('the names of dishes', () => {
  it('stand in both languages on the menu, in Russian on a receipt, and stay where the sample has none', () => {
    expect(dishNames('Hawaiian Pizza')).toEqual({ ru: 'Гавайская', en: 'Hawaiian' });
    expect(printedDish('Hawaiian Pizza')).toBe('Гавайская');
    expect(printedDish('Soup of the day')).toBe('Soup of the day');
  });

  it('and of their categories are Russian at the till, in the rules, offers and lists of the network', () => {
    expect([printedCategory('Veggie'), printedCategory('Soups')]).toEqual(['Овощные', 'Soups']);
    const named = JSON.stringify([
      DEMO_MENU.map(({ category }) => category),
      CATEGORY_COSTS,
      DEMO_REWARDS,
      demoCampaigns('2026-11-20', 'sokol'),
      PAST_CAMPAIGNS.map((past) => past.document('2026-11-20')),
      withStampsFamiliesAndFriends({ earning: {}, activities: {}, redemption: {} }).stampCards,
    ]);
    expect(named).not.toMatch(/"(Classic|Supreme|Chicken|Veggie|Drinks)"/);
  });

  it('keeps the category of a receipt in step with the menu', () => {
    const receipt = { number: '1', kind: 'SALE' as const, guest: null, amount: 1, clock: 0, instant: 0 };
    const items = [{ name: 'Hawaiian Pizza', category: 'Classic', unitPrice: 1, total: 1 }];
    const terms = { seed: 1, draw: null, amountTimes: 1, isByWeekday: false, spending: HYBRID_SPENDING };
    const retold = retellingOf([receipt], terms, 0)({ ...receipt, items } as unknown as FileReceipt);
    expect(retold.items).toMatchObject([{ name: 'Гавайская', category: PIZZAS[0].category }]);
  });

  it('join no two languages, and addresses do not, either', () => {
    expect(JSON.stringify([DEMO_MENU, PIZZAS, DRINK, DEMO_NETWORKS])).not.toContain(' · ');
  });
});

describe('the visits of the past campaigns', () => {
  const metAt = new Date('2026-11-01T00:00:00Z');
  const guests = Array.from({ length: 1_000 }, (_, index) => ({
    guestId: `guest ${String(index)}`,
    arm: index % 5 === 0 ? ('CONTROL' as const) : ('TREATED' as const),
    metAt,
  }));
  const armOf = new Map(guests.map(({ guestId, arm }) => [guestId, arm]));
  const visitsOf = (code: string) => {
    const past = PAST_CAMPAIGNS.find((one) => one.code === code);
    if (past === undefined) throw new Error(`no past campaign ${code}`);
    return pastVisits(guests, past);
  };

  it.each([
    ['DOUBLE_PIZZA', [288, 40]],
    ['COME_AGAIN', [800, 80]],
    ['GENEROUS_VISIT', [800, 0]],
  ] as const)('are, of 25 guests, as many as the campaign says by arm: %s', (code, counts) => {
    const visits = visitsOf(code);
    const came = (arm: string) => visits.filter(({ guestId }) => armOf.get(guestId) === arm).length;
    expect([came('TREATED'), came('CONTROL')]).toEqual(counts);
  });

  it('have receipts that no two of them share', () => {
    const numbers = PAST_CAMPAIGNS.flatMap(({ code }) => visitsOf(code).map(({ receiptNumber }) => receiptNumber));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('lie within the days, and are the same when a stopped run goes on', () => {
    const visits = visitsOf('DOUBLE_PIZZA');
    for (const { occurredAt } of visits) {
      expect(occurredAt).toBeGreaterThan(metAt.getTime());
      expect(occurredAt).toBeLessThan(metAt.getTime() + 14 * 86_400_000);
    }
    expect(visitsOf('DOUBLE_PIZZA')).toEqual(visits);
  });
});

describe('the retelling of a file', () => {
  const first = Date.UTC(2015, 0, 1, 12);
  const receipts = Array.from({ length: 365 }, (_, day) => ({
    number: String(day),
    kind: 'SALE' as const,
    guest: null,
    amount: 1,
    clock: first + day * DAY_MS,
  }));
  const retold = { seed: 1, draw: null, amountTimes: 1, isByWeekday: true, spending: HYBRID_SPENDING };
  const rest = { instant: 0, amount: 1, items: null } as unknown as FileReceipt;

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'keeps each receipt on its weekday and leaves no day of the last year empty: %i',
    (later) => {
      const last = receipts.at(-1)?.clock ?? 0;
      const yesterday = Math.floor(last / DAY_MS) + 4_000 + later;
      const shift = yesterday - Math.floor(last / DAY_MS);
      const retell = retellingOf(receipts, retold, yesterday);
      const days = receipts.map((receipt) => {
        const day = Math.floor(retell({ ...rest, ...receipt }).clock / DAY_MS) + shift;
        expect((day - Math.floor(receipt.clock / DAY_MS)) % 7).toBe(0);
        return day;
      });
      expect(Math.max(...days)).toBe(yesterday);
      expect(new Set(days).size).toBeGreaterThanOrEqual(364);
    },
  );
});

describe('a file that lacks days', () => {
  const RECEIPTS_A_DAY = 60;
  const first = Date.UTC(2015, 0, 1, 12);
  const lacking = new Set([266, 277, 284, 291]);
  const receipts = Array.from({ length: 365 }, (_, day) => day)
    .filter((day) => !lacking.has(day))
    .flatMap((day) =>
      Array.from({ length: RECEIPTS_A_DAY }, (_, index) => ({
        number: `${String(day)}-${String(index)}`,
        kind: 'SALE' as const,
        guest: null,
        amount: 1,
        clock: first + day * DAY_MS + index * 60_000,
      })),
    );
  const yesterday = Math.floor((first + 364 * DAY_MS) / DAY_MS);
  const retell = retellingOf(
    receipts,
    { seed: 1, draw: null, amountTimes: 1, isByWeekday: true, spending: HYBRID_SPENDING },
    yesterday,
  );
  const rest = { instant: 0, amount: 1, items: null } as unknown as FileReceipt;
  const clocks = receipts.map((receipt) => ({ before: receipt.clock, after: retell({ ...rest, ...receipt }).clock }));

  it('gets an average day there, from all days of the weekday', () => {
    const counts = new Map<number, number>();
    for (const { after } of clocks) {
      const day = Math.floor((after - first) / DAY_MS + 0.5);
      counts.set(day, (counts.get(day) ?? 0) + 1);
    }
    expect(counts.size).toBe(365);
    expect(Math.min(...counts.values())).toBeGreaterThan(0.85 * RECEIPTS_A_DAY);
  });

  it('keeps weekday and time of each receipt', () => {
    for (const { before, after } of clocks) expect(Math.abs(after - before) % (7 * DAY_MS)).toBe(0);
  });
});

describe('the receipts of a network of the owner', () => {
  it('rise from Monday to Friday, and are the same always', () => {
    const [tenant] = DEMO_TENANTS;
    if (tenant === undefined) throw new Error('the owner has networks');
    const text = tenantReceipts(tenant);
    expect(tenantReceipts(tenant)).toBe(text);
    const times = new Map(
      text
        .split('\n')
        .slice(1, -1)
        .map((row) => [row.split(',')[0], row.split(',')[1] ?? '']),
    );
    const of = (weekday: number) => [...times.values()].filter((at) => new Date(at).getDay() === weekday).length;
    expect(of(5)).toBeGreaterThan(of(1) * 1.2);
  });
});

describe('the checks on the card of a cashier', () => {
  it('are too far apart for one table and too near for a guest who comes again, and all of them lie in the past', () => {
    const visits = ownCardVisits('guest', 0);
    expect(ownCardVisits('guest', 0)).toEqual(visits);
    const days = new Set(visits.map(({ occurredAt }) => Math.floor(occurredAt / DAY_MS)));
    expect(days.size).toBeGreaterThanOrEqual(3);
    for (const day of days) {
      const ofDay = visits.filter(({ occurredAt }) => Math.floor(occurredAt / DAY_MS) === day);
      ofDay.slice(1).forEach(({ occurredAt }, index) => {
        const minutes = (occurredAt - (ofDay[index]?.occurredAt ?? 0)) / 60_000;
        expect(minutes).toBeGreaterThan(20);
        expect(minutes).toBeLessThan(60);
      });
    }
    expect(Math.max(...visits.map(({ occurredAt }) => occurredAt))).toBeLessThan(0);
    expect(new Set(visits.map(({ paymentMethod }) => paymentMethod))).toEqual(new Set(['cash']));
  });
});

describe('the receipts of the restaurant whose earlier system decides', () => {
  it('are the same always, come in the order of their time and cover four weeks until yesterday', () => {
    const receipts = formerReceipts();
    expect(formerReceipts()).toEqual(receipts);
    const times = receipts.map(({ daysAgo, minute }) => minute - daysAgo * 1_440);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(new Set(receipts.map(({ daysAgo }) => daysAgo))).toEqual(
      new Set(Array.from({ length: 28 }, (_, i) => i + 1)),
    );
  });

  it('keep their guests below the visits of the second tier, and within their balance', () => {
    const visits = new Map<string, number>();
    for (const { card, old } of formerReceipts()) {
      if (card !== null) visits.set(card, (visits.get(card) ?? 0) + 1);
      expect(old?.balance ?? 0).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...visits.values())).toBeLessThanOrEqual(3);
  });
});

describe('the double of iiko', () => {
  const home = 'https://loyalty.example';
  const asked = (double: IikoDouble, call: string, body: object = {}, token = loginWith('secret')) =>
    double.answer(call, { ...body }, { token, home });

  it('knows the API login of the demonstration alone, which names the secret of its webhooks', () => {
    const double = new IikoDouble();
    expect(asked(double, 'access_token', { apiLogin: 'another' })).toBeNull();
    expect(asked(double, 'organizations', {}, 'another')).toBeNull();
    const { token } = asked(double, 'access_token', { apiLogin: loginWith('secret') }) as { token: string };
    expect(asked(double, 'webhooks/settings', {}, token)).toEqual({
      webHooksUri: 'https://loyalty.example/api/hooks/iiko',
      authToken: 'secret',
    });
  });

  it('sends its webhooks with the secret that a manager registers, and has no other calls', () => {
    const double = new IikoDouble();
    expect(asked(double, 'webhooks/update_settings', { authToken: 'renewed' })).toEqual({});
    expect(asked(double, 'webhooks/settings')).toMatchObject({ authToken: 'renewed' });
    expect(asked(double, 'order/create')).toBeUndefined();
  });
});

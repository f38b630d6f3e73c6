import { programOf, tierOf } from '../../../../test/support/decision/programs';
import { compileProgram, minorUnits } from '../../../decision';
import { unreadColumns } from '../mapping/unread-columns.rules';
import { guessColumns, guessDates, guessForm } from './guess-mapping.rules';
import { guessOf } from './import-guests';
import { type GuestMapping, guestMappingSchema } from '../mapping/guest-mapping';
import { type GuestRow, GuestRowReader } from './guest-row.rules';
import { SeenKeys } from './seen-keys';

const DAY = 86_400_000;
const TODAY = Math.floor(Date.UTC(2026, 10, 24) / DAY);
const program = compileProgram(
  programOf({
    tiers: [tierOf('BASE'), tierOf('GOLD', { needs: { ...tierOf('BASE').needs, spend: minorUnits(100_000) } })],
  }),
  1,
);

function read(cells: Readonly<Record<string, string>>, mapping: Partial<GuestMapping> = {}) {
  const header = Object.keys(cells);
  const columns = Object.fromEntries(header.map((name) => [name, name]));
  const reader = new GuestRowReader(
    guestMappingSchema.parse({ version: 1, kind: 'GUESTS', name: 'test', columns, ...mapping }),
    new Map(header.map((name, position) => [name, position])),
    { country: 'RU', currencyDigits: 2, program, startOfDay: (day) => day * DAY, today: TODAY, requiredConsents: [] },
  );
  const text = Object.values(cells).join(',');
  return reader.read({ line: 2, text, cells: Object.values(cells), fault: null });
}

function rowOf(...given: Parameters<typeof read>): GuestRow {
  const row = read(...given);
  if ('reject' in row) throw new Error(row.reject.code);
  return row;
}

const codeOf = (...given: Parameters<typeof read>) => {
  const row = read(...given);
  return 'reject' in row ? row.reject.code : 'read';
};

describe('a row of a file of guests', () => {
  it('is a guest with all that it brings', () => {
    const row = rowOf({
      phone: '8 (912) 345-67-89',
      name: 'Анна',
      birthDate: '1990-02-28',
      language: 'Русский',
      cards: '12-34; 5678',
      points: '120.00',
      pointsEnd: '2027-01-31',
      lots: '30 2026-12-31; 5',
      spend: '1 234.50',
      visits: '7',
      consent: 'Да',
      consentAt: '2025-05-01',
      consentVersion: '3',
      children: 'Лиза Мария 2015-03-01; 2018-07-20',
    });
    expect(row).toMatchObject({
      phone: '+79123456789',
      name: 'Анна',
      birthDate: '1990-02-28',
      locale: 'ru',
      cards: ['1234', '5678'],
      children: [
        { name: 'Лиза Мария', birthDate: '2015-03-01' },
        { name: null, birthDate: '2018-07-20' },
      ],
      consents: [{ kind: 'marketing', given: true, version: '3', at: Date.UTC(2025, 4, 1) }],
      opening: { spend: 123_450, visits: 7, tier: null, stamps: [] },
    });
    // Points may be spent on their last day.
    expect(row.opening?.lots).toEqual([
      { points: 30, expiresAt: Date.UTC(2027, 0, 1) },
      { points: 5, expiresAt: null },
      { points: 120, expiresAt: Date.UTC(2027, 1, 1) },
    ]);
  });

  it('brings no balance where its figures are empty or zero', () => {
    expect(rowOf({ phone: '+79123456789', points: '0', spend: '0.00', visits: '' }).opening).toBeNull();
  });

  it.each([
    [{ phone: '', name: 'Anna' }, 'guest_unnamed'],
    [{ phone: '12' }, 'phone_invalid'],
    [{ externalId: '1', email: 'anna' }, 'email_invalid'],
    [{ externalId: '1', birthDate: '2026-02-30' }, 'date_invalid'],
    [{ externalId: '1', birthDate: '2027-01-01' }, 'date_invalid'],
    [{ externalId: '1', points: '1.5' }, 'points_fraction'],
    [{ externalId: '1', points: '350,50' }, 'points_fraction'],
    [{ externalId: '1', points: '1,000' }, 'points_invalid'],
    [{ externalId: '1', points: '5', pointsEnd: '2020-01-31' }, 'points_ended'],
    [{ externalId: '1', tier: 'GOLD' }, 'tier_end_missing'],
    [{ externalId: '1', points: '-5' }, 'points_invalid'],
    [{ externalId: '1', points: '=1+1' }, 'points_invalid'],
    [{ externalId: '1', points: '5', pointsEnd: '2026-11-23' }, 'points_ended'],
    [{ externalId: '1', visits: 'many' }, 'visits_invalid'],
    [{ externalId: '1', spend: '1.234' }, 'amount_invalid'],
    [{ externalId: '1', tier: 'PLATINUM-PLUS' }, 'tier_unknown'],
    [{ externalId: '1', stamps: 'coffee 3' }, 'stamps_unknown'],
    [{ externalId: '1', consent: 'perhaps' }, 'consent_invalid'],
    [{ externalId: '1', name: 'a\u0000b' }, 'encoding_invalid'],
    [{ externalId: '1', name: 'x'.repeat(201) }, 'text_too_long'],
  ])('%j is refused as %s', (cells, code) => {
    expect(codeOf(cells)).toBe(code);
  });

  it.each([
    ['DOTTED', '03.04.1990', '1990-04-03'],
    ['DAY_FIRST', '03/04/1990', '1990-04-03'],
    ['MONTH_FIRST', '03/04/1990', '1990-03-04'],
    ['ISO', '1990-04-03T00:00:00', '1990-04-03'],
  ] as const)('has days as its country writes them: %s', (dateFormat, written, birthDate) => {
    expect(rowOf({ externalId: '1', birthDate: written }, { dateFormat }).birthDate).toBe(birthDate);
  });

  it('is read as the file was answered for: points rounded down, those that ended, tiers without an end', () => {
    const opening = (cells: Readonly<Record<string, string>>, answers: Partial<GuestMapping>) =>
      rowOf({ externalId: '1', ...cells }, answers).opening;
    expect(opening({ points: '350,50' }, { roundPointsDown: true })?.lots).toEqual([{ points: 350, expiresAt: null }]);
    const ended = { points: '5', pointsEnd: '2020-01-31' };
    expect(opening(ended, { endedPoints: 'LEAVE_OUT' })).toBeNull();
    expect(opening(ended, { endedPoints: 'PROGRAM' })?.lots).toEqual([{ points: 5, expiresAt: null }]);
    const gold = { tier: 'GOLD' };
    expect(opening(gold, { tierEnd: 'FOREVER' })?.tier).toEqual({ tier: 'GOLD', untilDay: null });
    expect(opening(gold, { tierEnd: 'PROGRAM' })?.tier).toEqual({ tier: 'GOLD', untilDay: null, byRule: true });
    expect(opening(gold, { tierEnd: '2027-01-31' })?.tier).toEqual({
      tier: 'GOLD',
      untilDay: Date.UTC(2027, 0, 31) / DAY,
    });
  });

  it('has the phone of the second column where the first is empty', () => {
    expect(rowOf({ phone: '', otherPhone: '8 912 345-67-89' }).phone).toBe('+79123456789');
    expect(rowOf({ phone: '\u2068+7 912 345-67-89\u2069', otherPhone: '+79990000000' }).phone).toBe('+79123456789');
    expect(codeOf({ phone: '8 (916) 555-12-3' })).toBe('phone_invalid');
  });

  it('is the second of a guest where phone, id or card stood above it', () => {
    const keys = new SeenKeys();
    const row = { phone: '+7912', externalId: 'a', cards: ['1'] };
    expect(keys.add({ line: 2, ...row })).toBeNull();
    expect(keys.add({ line: 3, phone: null, externalId: 'b', cards: ['1'] })).toBe(2);
    expect(keys.add({ line: 4, phone: '+7913', externalId: 'c', cards: ['2'] })).toBeNull();
  });
});

describe('the keys of a long file', () => {
  it('are each of their own line, and are found again among very many', () => {
    const keys = new SeenKeys();
    const rowAt = (line: number) => ({
      line,
      phone: `+7${String(9_000_000_000 + line)}`,
      externalId: `g-${String(line)}`,
      cards: [],
    });
    let taken = 0;
    for (let line = 2; line < 100_002; line += 1) if (keys.add(rowAt(line)) !== null) taken += 1;
    expect(taken).toBe(0);
    for (let line = 2; line < 100_002; line += 997) {
      expect(keys.add({ ...rowAt(line), line: 200_000, phone: null })).toBe(line);
      expect(keys.add({ ...rowAt(line), line: 200_000, externalId: null })).toBe(line);
    }
  });
});

describe('a guessed mapping', () => {
  it('has the columns whose names it knows', () => {
    expect(guessColumns(['Phone Number', 'Full name', 'Birthday', 'Balance', 'Colour'])).toEqual({
      phone: 'Phone Number',
      name: 'Full name',
      birthDate: 'Birthday',
      points: 'Balance',
    });
    expect(guessColumns(['Телефон', 'ФИО', 'Дата рождения', 'Номер карты', 'Сумма покупок'])).toEqual({
      phone: 'Телефон',
      name: 'ФИО',
      birthDate: 'Дата рождения',
      cards: 'Номер карты',
      spend: 'Сумма покупок',
    });
  });

  it.each([
    ['K3', ['Mobile Number', 'Loyalty Points Currently Available'], { phone: 0, points: 1 }],
    [
      'Vend',
      ['customer_code', 'phone', 'mobile', 'loyalty_balance'],
      { externalId: 0, phone: 2, otherPhone: 1, points: 3 },
    ],
    ['SailPlay', ['origin_user_id', 'user_phone', 'confirmed_points'], { externalId: 0, phone: 1, points: 2 }],
    [
      'LoyLap',
      [
        'ID',
        'Name',
        'Status',
        'Phone_Number',
        'Date_Birth',
        'Account_Number',
        'Expiry_Date',
        'Cash_Balance',
        'Role_Name',
      ],
      { externalId: 0, name: 1, phone: 3, birthDate: 4, cards: 5 },
    ],
    [
      'Exely',
      [
        'Card number (*)',
        'Guest’s name (*)',
        'Phone (*)',
        'Email',
        'Loyalty level',
        'Accumulated nights',
        'Accumulated sum',
      ],
      { cards: 0, name: 1, phone: 2, email: 3, tier: 4, spend: 6 },
    ],
    ['Russian tables', ['Дисконтная карта', 'Бонусный счёт', 'Сгорают'], { cards: 0, points: 1, pointsEnd: 2 }],
  ])('knows the heads of %s', (_system, header, places) => {
    const columns = Object.fromEntries(Object.entries(places).map(([field, place]) => [field, header[place]]));
    const head = { csv: guessForm(Buffer.from('a')), header, samples: [] };
    expect(guessOf(head).columns).toEqual(columns);
  });

  it('takes a status of 1 for no tier, and names every column that it does not read', () => {
    const header = ['Phone', 'Status', 'Bonus code', 'Card type', 'Tel. 2', 'Colour'];
    const guess = (status: string) =>
      guessOf({
        csv: guessForm(Buffer.from('a')),
        header,
        samples: [
          ['1', status],
          ['2', ''],
        ],
      }).columns;
    expect([guess('1').tier, guess('Active').tier, guess('Gold').tier]).toEqual([undefined, undefined, 'Status']);
    expect(unreadColumns(header, guess('1'))).toEqual([
      { column: 'Status', looksLike: null },
      { column: 'Bonus code', looksLike: 'POINTS' },
      { column: 'Card type', looksLike: 'CARD' },
      { column: 'Tel. 2', looksLike: 'PHONE' },
      { column: 'Colour', looksLike: null },
    ]);
  });

  it('reads encoding and delimiter from the beginning', () => {
    const text = 'Телефон;ФИО\n1;Анна';
    expect(guessForm(Buffer.from(text))).toEqual({ delimiter: ';', encoding: 'utf-8' });
    // "Телефон" in windows-1251.
    const bytes = Buffer.from([0xd2, 0xe5, 0xeb, 0xe5, 0xf4, 0xee, 0xed, 0x09, 0x31]);
    expect(guessForm(bytes)).toEqual({ delimiter: '\t', encoding: 'windows-1251' });
    // A cut character at the end is no other encoding.
    expect(guessForm(Buffer.from('Ж,Ж').subarray(0, 4)).encoding).toBe('utf-8');
  });

  it('says no date format where day and month can be either', () => {
    expect(guessDates(['1990-02-28', ''])).toBe('ISO');
    expect(guessDates(['28.02.1990'])).toBe('DOTTED');
    expect(guessDates(['03/04/1990', '28/02/1990'])).toBe('DAY_FIRST');
    expect(guessDates(['03/04/1990', '02/28/1990'])).toBe('MONTH_FIRST');
    expect(guessDates(['03/04/1990'])).toBeNull();
  });
});

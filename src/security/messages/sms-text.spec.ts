import { smsPartsOf, smsTextOf } from './sms-text.rules';

describe('An SMS', () => {
  it.each([
    ['', 'GSM7', 0, 1],
    ['a'.repeat(160), 'GSM7', 160, 1],
    ['a'.repeat(161), 'GSM7', 161, 2],
    ['a'.repeat(306), 'GSM7', 306, 2],
    ['a'.repeat(307), 'GSM7', 307, 3],
    ['€'.repeat(80), 'GSM7', 160, 1],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM7', 306, 3],
    ['я'.repeat(70), 'UCS2', 70, 1],
    ['я'.repeat(71), 'UCS2', 71, 2],
    ['я'.repeat(134), 'UCS2', 134, 2],
    ['я'.repeat(135), 'UCS2', 135, 3],
    [`${'я'.repeat(66)}😀${'я'.repeat(66)}`, 'UCS2', 134, 3],
  ])('is counted by septets, or by units of UCS-2: case %#', (text, encoding, units, parts) => {
    expect(smsPartsOf(text)).toEqual({ encoding, units, parts });
  });

  // One rouble sign or no-break space made two parts of a text of 71 to 160 characters, and three of a longer one.
  it.each([
    [`${'a'.repeat(60)} 1\u00a0500\u00a0₽ off`, `${'a'.repeat(60)} 1 500 RUB off`],
    [`${'a'.repeat(150)} 100₽`, `${'a'.repeat(150)} 100 RUB`],
    [`${'a'.repeat(66)} ₽100`, `${'a'.repeat(66)} RUB 100`],
    [`${'a'.repeat(66)}\u202f500`, `${'a'.repeat(66)} 500`],
    [`“Coffee” – it’s yours… ${'a'.repeat(60)}`, `"Coffee" - it's yours... ${'a'.repeat(60)}`],
  ])('in English is sent in one part of plain characters: case %#', (text, sent) => {
    expect(smsTextOf(text)).toBe(sent);
    expect(smsPartsOf(sent)).toMatchObject({ encoding: 'GSM7', parts: 1 });
  });

  it('keeps its signs where its letters need UCS-2 anyway', () => {
    const text = 'Скидка 1\u00a0500\u00a0₽ — «ваша»…';
    expect(smsTextOf(text)).toBe(text);
  });
});

import { smsPartsOf } from './sms-parts.rules';

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
});

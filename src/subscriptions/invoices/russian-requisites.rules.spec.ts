import { isAccountAt, isBik, isCorrespondentAccountOf, isInn, KPP } from './russian-requisites.rules';

describe('details of Russian companies', () => {
  // Published by the companies and persons that have them.
  it.each(['7707083893', '7710140679', '7728168971', '500100732259'])('%s is an INN', (inn) =>
    expect(isInn(inn)).toBe(true),
  );

  it.each([
    '7701234567',
    '7801234567',
    '7707083894',
    '500100732258',
    '500100732269',
    '770708389',
    '77070838930',
    '',
    'GB123456789',
  ])('"%s" is none', (inn) => expect(isInn(inn)).toBe(false));

  it('notices any one digit of an INN that is wrong', () => {
    for (const inn of ['7707083893', '500100732259'])
      for (let at = 0; at < inn.length; at += 1)
        expect(isInn(`${inn.slice(0, at)}${String((Number(inn[at]) + 1) % 10)}${inn.slice(at + 1)}`)).toBe(false);
  });

  it('know accounts by the key of their bank', () => {
    expect(isBik('044525225')).toBe(true);
    expect(['04452522', 'DEUTDEFF', '144525225'].some(isBik)).toBe(false);
    expect(isAccountAt('40702810200000000001', '044525225')).toBe(true);
    expect(isAccountAt('40702810900000000001', '044525225')).toBe(false);
    expect(isAccountAt('4070281020000000000', '044525225')).toBe(false);
    expect(isCorrespondentAccountOf('30101810400000000225', '044525225')).toBe(true);
    expect(isCorrespondentAccountOf('30101810400000000225', '044030653')).toBe(false);
    expect(isCorrespondentAccountOf('40702810200000000001', '044525225')).toBe(false);
  });

  it('have a code of the reason of registration', () => {
    expect(['770101001', '7701AB001'].every((code) => KPP.test(code))).toBe(true);
    expect(['77010100', '770a01001', '7701010011'].some((code) => KPP.test(code))).toBe(false);
  });
});

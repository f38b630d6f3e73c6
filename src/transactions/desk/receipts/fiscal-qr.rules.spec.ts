import { namesOfDocument, parseFiscalQr } from './fiscal-qr.rules';

const TEXT = 't=20261125T1305&s=450.00&fn=9960440300049147&i=28547&fp=3522207165&n=1';

describe('the QR of a fiscal receipt', () => {
  it('says when it was printed, what was paid and what it is', () => {
    expect(parseFiscalQr(TEXT)).toEqual({
      localTime: '2026-11-25T13:05',
      paid: 45_000,
      kind: 'SALE',
      drive: '9960440300049147',
      document: '28547',
      sign: '3522207165',
    });
    expect(parseFiscalQr(TEXT.replace('T1305', 'T130559').replace('n=1', 'n=2'))).toMatchObject({
      localTime: '2026-11-25T13:05',
      kind: 'REFUND',
    });
  });

  it.each(['t=20261325T1305', 's=450', 's=-1.00', 'fn=', 'i=x', 'fp=1e9', 'n=5'])('is none with %s', (member) => {
    const name = member.slice(0, member.indexOf('='));
    expect(parseFiscalQr(TEXT.replace(new RegExp(`(^|&)${name}=[^&]*`), `$1${member}`))).toBeUndefined();
  });

  it('names its document with and without leading zeros', () => {
    const receipt = parseFiscalQr(TEXT.replace('i=28547', 'i=0028547'));
    if (receipt === undefined) throw new Error('no fiscal QR');
    const drive = '9960440300049147';
    expect(namesOfDocument(receipt)).toEqual({
      whole: [`${drive}-0028547-3522207165`, `${drive}-28547-3522207165`],
      number: ['0028547', '28547'],
    });
  });

  it('is read from no endless text', () => {
    expect(parseFiscalQr(`${TEXT}&x=${'1'.repeat(200)}`)).toBeUndefined();
  });

  it.each(['', 'https://example.test/?t=1', '2'.repeat(157), '%'])('is none as %s', (text) => {
    expect(parseFiscalQr(text)).toBeUndefined();
  });
});

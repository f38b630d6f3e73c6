import { createSecretKey, randomBytes } from 'node:crypto';
import { makeCardNumber } from '../../../identity/cards/card-number.rules';
import { makeQr, parseQr } from '../../../identity/cards/qr.rules';
import { newId } from '../../../platform/ids/ids';
import { makeReceiptQr, parseReceiptQr } from './receipt-qr.rules';

const key = createSecretKey(randomBytes(32));
const receipt = { networkId: newId(), receiptId: newId() };

describe('the QR of a receipt', () => {
  it('names its network and its transaction, in digits alone', () => {
    const qr = makeReceiptQr(key, receipt);
    expect(qr).toMatch(/^2\d{117}$/);
    expect(parseReceiptQr([key], qr)).toEqual(receipt);
  });

  it('is refused when any one digit is another, and by the key of another installation', () => {
    const qr = makeReceiptQr(key, receipt);
    for (let at = 0; at < qr.length; at += 1) {
      const changed = `${qr.slice(0, at)}${String((Number(qr[at]) + 1) % 10)}${qr.slice(at + 1)}`;
      expect(parseReceiptQr([key], changed)).toBeUndefined();
    }
    expect(parseReceiptQr([createSecretKey(randomBytes(32))], qr)).toBeUndefined();
    for (const text of ['', 'https://example.test', `${qr}0`]) expect(parseReceiptQr([key], text)).toBeUndefined();
  });

  it('is read with every key of the ring, so that a slip outlives a new key', () => {
    const newer = createSecretKey(randomBytes(32));
    expect(parseReceiptQr([newer, key], makeReceiptQr(key, receipt))).toEqual(receipt);
  });

  it('is no card, and a card is no receipt', () => {
    const at = new Date();
    expect(parseQr([key], makeReceiptQr(key, receipt), at)).toBeUndefined();
    expect(parseReceiptQr([key], makeQr(key, receipt.networkId, makeCardNumber(), at))).toBeUndefined();
  });
});

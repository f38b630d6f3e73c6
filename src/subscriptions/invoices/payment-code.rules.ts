import type { Payee } from './seller.dto';

/** Longest values that the standard allows. */
const MOST = { Name: 160, BankName: 45, Purpose: 210 } as const;
/** The standard puts this in place of a correspondent account that a bank does not have. */
const NO_ACCOUNT = '0';

/**
 * The text of a QR code by which apps of Russian banks fill in a payment (GOST R 56042-2014), in UTF-8.
 * @param kopecks the sum to pay
 */
export function paymentCode(
  { name, taxId, kpp, account, bank, bic, correspondentAccount }: Payee,
  { kopecks, purpose }: { readonly kopecks: number; readonly purpose: string },
): string {
  const fields = {
    Name: name.slice(0, MOST.Name),
    PersonalAcc: account,
    BankName: bank.slice(0, MOST.BankName),
    BIC: bic,
    CorrespAcc: correspondentAccount ?? NO_ACCOUNT,
    PayeeINN: taxId,
    ...(kpp === null ? {} : { KPP: kpp }),
    Sum: String(kopecks),
    Purpose: purpose.slice(0, MOST.Purpose),
  };
  // A value must not have the separator in it.
  const parts = Object.entries(fields).map(([field, value]) => `${field}=${value.replaceAll('|', ' ')}`);
  return ['ST00012', ...parts].join('|');
}

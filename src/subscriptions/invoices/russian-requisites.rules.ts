/** Weights of the check digits of an INN: of a company, and the two of a person. */
const COMPANY = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON = [
  [7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
  [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
];
/** Weights of the key of an account, over and over. */
const ACCOUNT = [7, 1, 3];

/** Whether a tax number has the form and the check digits of an INN: 10 digits of a company, 12 of a person. */
export function isInn(text: string): boolean {
  if (!/^(?:\d{10}|\d{12})$/.test(text)) return false;
  const weights = text.length === COMPANY.length + 1 ? [COMPANY] : PERSON;
  return weights.every((own) => (sumOf(text, own) % 11) % 10 === Number(text[own.length]));
}

/** The code of the reason of registration, beside the INN of a company: `770101001`. */
export const KPP = /^\d{4}[\dA-Z]{2}\d{3}$/;

/** Whether a code of a bank is a BIK, which makes its account a Russian one. */
export function isBik(bic: string): boolean {
  return /^04\d{7}$/.test(bic);
}

/** Whether an account has 20 digits and the key that the bank with this BIK gives (Bank of Russia, 515, of 1997). */
export function isAccountAt(account: string, bik: string): boolean {
  return hasKey(account, bik.slice(-3));
}

/** The same of the account that the bank itself has with the Bank of Russia. */
export function isCorrespondentAccountOf(account: string, bik: string): boolean {
  return account.startsWith('301') && hasKey(account, `0${bik.slice(4, 6)}`);
}

function hasKey(account: string, prefix: string): boolean {
  if (!/^\d{20}$/.test(account)) return false;
  const digits = Array.from(`${prefix}${account}`, Number);
  return digits.reduce((sum, digit, at) => sum + ((digit * (ACCOUNT[at % 3] ?? 0)) % 10), 0) % 10 === 0;
}

function sumOf(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(text[at]), 0);
}

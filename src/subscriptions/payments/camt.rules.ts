import { isUtf8 } from 'node:buffer';
import { SaxesParser } from 'saxes';
import { findCurrencyDigits } from '../../configuration';
import { lineOf, parseAmount, parseDate } from './statement-values.rules';
import { MAX_ENTRIES, type StatementEntry, StatementFault } from './statement.types';

const MAX_DEPTH = 40;
const MAX_ELEMENTS = 600_000;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Whether the bytes begin as XML. */
export function isXml(bytes: Buffer): boolean {
  return bytes
    .subarray(0, 64)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('<');
}

/**
 * Money that came to the account and reversals, of a camt.053 message (ISO 20022): booked entries alone. A batch whose
 * details have amounts of their own gives an entry for each.
 *
 * @throws StatementFault
 */
export function parseCamt(bytes: Buffer, account: string): StatementEntry[] {
  if (!isUtf8(bytes)) throw new StatementFault('ENCODING');
  const report = at(readXml(bytes), 'BkToCstmrStmt');
  if (report === undefined) throw new StatementFault('FORMAT');
  const statements = all(report, 'Stmt').filter((statement) => accountOf(at(statement, 'Acct')) === account);
  if (statements.length === 0) throw new StatementFault('ACCOUNT');
  const entries = statements.flatMap((statement) => {
    requireCount(statement);
    return all(statement, 'Ntry').flatMap(entriesOf);
  });
  if (entries.length > MAX_ENTRIES) throw new StatementFault('TOO_MANY');
  return entries;
}

/** A statement that says how many credits it has must have them. */
function requireCount(statement: Element): void {
  const said = textAt(statement, 'TxsSummry', 'TtlCdtNtries', 'NbOfNtries');
  const found = all(statement, 'Ntry').filter((entry) => textAt(entry, 'CdtDbtInd') === 'CRDT').length;
  if (said !== '' && Number(said) !== found) throw new StatementFault('COUNT');
}

function entriesOf(entry: Element): StatementEntry[] {
  const status = textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts');
  if (status !== 'BOOK') return [];
  const isReversal = textAt(entry, 'RvslInd') === 'true';
  if (textAt(entry, 'CdtDbtInd') !== 'CRDT' && !isReversal) return [];
  const total = moneyOf(at(entry, 'Amt'));
  const reference = textAt(entry, 'AcctSvcrRef');
  const date = textAt(entry, 'BookgDt', 'Dt') || textAt(entry, 'BookgDt', 'DtTm').slice(0, 10);
  const [year = '', month = '', day = ''] = date.split('-');
  const common = { bookedOn: parseDate(year, month, day), isReversal, number: lineOf(textAt(entry, 'NtryRef')) };
  const details = all(entry, 'NtryDtls').flatMap((part) => all(part, 'TxDtls'));
  const sums = details.map((detail) => at(detail, 'Amt') ?? at(detail, 'AmtDtls', 'TxAmt', 'Amt'));
  const amounts = sums.flatMap((sum) => (sum === undefined ? [] : [moneyOf(sum)]));
  const isBatch = details.length > 1 && amounts.length === details.length;
  if (isBatch && amounts.reduce((sum, { amount }) => sum + amount, 0) === total.amount)
    return details.map((detail, index) => ({
      ...common,
      ...(amounts[index] ?? total),
      bankReference:
        textAt(detail, 'Refs', 'AcctSvcrRef') || (reference === '' ? null : `${reference} ${String(index)}`),
      ...partiesOf([detail]),
    }));
  return [{ ...common, ...total, bankReference: reference === '' ? null : reference, ...partiesOf(details) }];
}

function partiesOf(details: readonly Element[]) {
  const [first] = details;
  const debtor = first && at(first, 'RltdPties', 'Dbtr');
  const remittance = details.flatMap((detail) => {
    const information = at(detail, 'RmtInf');
    if (information === undefined) return [];
    return [
      ...all(information, 'Ustrd').map(({ text }) => text),
      ...all(information, 'Strd').map((structured) => textAt(structured, 'CdtrRefInf', 'Ref')),
    ];
  });
  return {
    payerName: lineOf(debtor === undefined ? '' : textAt(debtor, 'Nm') || textAt(debtor, 'Pty', 'Nm')),
    payerAccount: lineOf(first === undefined ? '' : accountOf(at(first, 'RltdPties', 'DbtrAcct'))),
    purpose: lineOf(remittance.join(' ')),
  };
}

function moneyOf(sum: Element | undefined): { readonly amount: number; readonly currency: string } {
  const currency = sum?.attributes['Ccy'] ?? '';
  const digits = findCurrencyDigits(currency);
  if (sum === undefined || digits === undefined) throw new StatementFault('AMOUNT');
  return { amount: parseAmount(sum.text, digits), currency };
}

function accountOf(account: Element | undefined): string {
  if (account === undefined) return '';
  return textAt(account, 'Id', 'IBAN') || textAt(account, 'Id', 'Othr', 'Id');
}

function at(element: Element, ...path: string[]): Element | undefined {
  return path.reduce<Element | undefined>(
    (found, name) => found?.children.find((child) => child.name === name),
    element,
  );
}

const all = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name);
const textAt = (element: Element, ...path: string[]): string => at(element, ...path)?.text.trim() ?? '';

/** The document's element, without prefixes of names. A document type, and so any entity of its own, is refused. */
function readXml(bytes: Buffer): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let elements = 0;
  const parser = new SaxesParser({ fragment: false, position: false });
  parser.on('error', () => {
    throw new StatementFault('SYNTAX');
  });
  parser.on('doctype', () => {
    throw new StatementFault('SYNTAX');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (open.length > MAX_DEPTH || elements > MAX_ELEMENTS) throw new StatementFault('TOO_MANY');
    const element: Element = {
      name: name.replace(/^.*:/, ''),
      attributes: valuesOf(attributes),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(bytes.toString('utf8').replace(/^\uFEFF/, '')).close();
  const [document] = root.children;
  if (document === undefined) throw new StatementFault('SYNTAX');
  return document;
}

function valuesOf(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

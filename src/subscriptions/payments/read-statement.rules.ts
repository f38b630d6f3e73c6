import { isXml, parseCamt } from './camt.rules';
import { isKlTo1c, parseKlTo1c } from './kl-to-1c.rules';
import { type StatementEntry, StatementFault } from './statement.types';

/** Money that came to the account, of a file in one of the formats. @throws StatementFault */
export function readStatement(file: Buffer, account: string): StatementEntry[] {
  if (isKlTo1c(file)) return parseKlTo1c(file, account);
  if (isXml(file)) return parseCamt(file, account);
  throw new StatementFault('FORMAT');
}

import type { AdminArguments } from '../../generated/words/admin/arguments';
import { loadAdmin } from '../../generated/words/admin/load';
import type { CabinetArguments } from '../../generated/words/cabinet/arguments';
import { loadCabinet } from '../../generated/words/cabinet/load';
import type { CashierArguments } from '../../generated/words/cashier/arguments';
import { loadCashier } from '../../generated/words/cashier/load';
import type { DevArguments } from '../../generated/words/dev/arguments';
import { loadDev } from '../../generated/words/dev/load';
import type { EntryArguments } from '../../generated/words/entry/arguments';
import { loadEntry } from '../../generated/words/entry/load';
import type { JoinArguments } from '../../generated/words/join/arguments';
import { loadJoin } from '../../generated/words/join/load';
import type { OwnerArguments } from '../../generated/words/owner/arguments';
import { loadOwner } from '../../generated/words/owner/load';
import type { PasswordArguments } from '../../generated/words/password/arguments';
import { loadPassword } from '../../generated/words/password/load';
import type { SharedArguments } from '../../generated/words/shared/arguments';
import { loadShared } from '../../generated/words/shared/load';
import { LANGUAGES, WHOLE_LANGUAGES, type Language, type Words } from '../../generated/words/words';

/** The catalogues, and the arguments that the texts of each need. */
export interface Namespaces {
  readonly shared: SharedArguments;
  readonly entry: EntryArguments;
  readonly cabinet: CabinetArguments;
  readonly cashier: CashierArguments;
  readonly admin: AdminArguments;
  readonly dev: DevArguments;
  readonly password: PasswordArguments;
  readonly join: JoinArguments;
  readonly owner: OwnerArguments;
}
export type Namespace = keyof Namespaces;

/** Loads the words of each catalogue. */
export const LOADERS: {
  readonly [Name in Namespace]: Readonly<Record<Language, () => Promise<Words<Namespaces[Name]>>>>;
} = {
  shared: loadShared,
  entry: loadEntry,
  cabinet: loadCabinet,
  cashier: loadCashier,
  admin: loadAdmin,
  dev: loadDev,
  password: loadPassword,
  join: loadJoin,
  owner: loadOwner,
};

/** The words with which an application starts, beside the shared ones, where its own are those behind the sign-in. */
export const ENTRY_WORDS: Readonly<Partial<Record<Namespace, Namespace>>> = { cabinet: 'entry' };

/** The languages that a page offers: those into which all of its texts are translated. */
export function languagesOf(application: Namespace): readonly Language[] {
  return application === 'cashier' ? LANGUAGES : WHOLE_LANGUAGES;
}

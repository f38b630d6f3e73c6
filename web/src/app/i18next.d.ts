import 'i18next';
import type { adminWordsEn } from '../admin/words/words.en';
import type { cashierEn } from '../cashier/words/cashier.en';
import type { devEn } from '../dev/words/dev.en';
import type { passwordEn } from '../password/words/password.en';
import type { sharedEn } from '../shared/i18n/shared.en';

/** Keys are checked when compiling: a word that no catalogue has does not build. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shared';
    resources: {
      shared: typeof sharedEn;
      cashier: typeof cashierEn;
      admin: typeof adminWordsEn;
      dev: typeof devEn;
      password: typeof passwordEn;
    };
  }
}

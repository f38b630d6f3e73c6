import 'i18next';
import type { adminEn } from '../admin/words/admin.en';
import type { guestDeskEn } from '../admin/words/guest-desk.en';
import type { guestStoryEn } from '../admin/words/guest-story.en';
import type { liabilityEn } from '../admin/words/liability.en';
import type { rewardsEn } from '../admin/words/rewards.en';
import type { cashierEn } from '../cashier/words/cashier.en';
import type { passwordEn } from '../password/words/password.en';
import type { sharedEn } from '../shared/i18n/shared.en';

/** Keys are checked when compiling: a word that no catalogue has does not build. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shared';
    resources: {
      shared: typeof sharedEn;
      cashier: typeof cashierEn;
      admin: typeof adminEn & typeof rewardsEn & typeof liabilityEn & typeof guestDeskEn & typeof guestStoryEn;
      password: typeof passwordEn;
    };
  }
}

import { adminEn } from './admin.en';
import { casesEn } from './cases.en';
import { familiesEn } from './families.en';
import { guestDeskEn } from './guest-desk.en';
import { guestStoryEn } from './guest-story.en';
import { liabilityEn } from './liability.en';
import { peopleEn } from './people.en';
import { placesEn } from './places.en';
import { receiptEn } from './receipt.en';
import { rewardsEn } from './rewards.en';
import { segmentsEn } from './segments.en';

/** All words of the console in one language. A part that gets words of its own adds them here, and nowhere else. */
export const adminWordsEn = {
  ...adminEn,
  ...casesEn,
  ...familiesEn,
  ...guestDeskEn,
  ...guestStoryEn,
  ...liabilityEn,
  ...peopleEn,
  ...placesEn,
  ...receiptEn,
  ...rewardsEn,
  ...segmentsEn,
} as const;

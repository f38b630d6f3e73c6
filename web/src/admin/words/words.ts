import { adminEn } from './admin.en';
import { adminRu } from './admin.ru';
import { familiesEn } from './families.en';
import { familiesRu } from './families.ru';
import { guestDeskEn } from './guest-desk.en';
import { guestDeskRu } from './guest-desk.ru';
import { guestStoryEn } from './guest-story.en';
import { guestStoryRu } from './guest-story.ru';
import { liabilityEn } from './liability.en';
import { liabilityRu } from './liability.ru';
import { placesEn } from './places.en';
import { placesRu } from './places.ru';
import { receiptEn } from './receipt.en';
import { receiptRu } from './receipt.ru';
import { rewardsEn } from './rewards.en';
import { rewardsRu } from './rewards.ru';
import { segmentsEn } from './segments.en';
import { segmentsRu } from './segments.ru';

/** All words of the console. A part that gets words of its own adds them here, and nowhere else. */
export const adminWords = {
  ru: {
    ...adminRu,
    ...familiesRu,
    ...guestDeskRu,
    ...guestStoryRu,
    ...liabilityRu,
    ...placesRu,
    ...receiptRu,
    ...rewardsRu,
    ...segmentsRu,
  },
  en: {
    ...adminEn,
    ...familiesEn,
    ...guestDeskEn,
    ...guestStoryEn,
    ...liabilityEn,
    ...placesEn,
    ...receiptEn,
    ...rewardsEn,
    ...segmentsEn,
  },
} as const;

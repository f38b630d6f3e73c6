import { adminRu } from './admin.ru';
import { casesRu } from './cases.ru';
import { familiesRu } from './families.ru';
import { guestDeskRu } from './guest-desk.ru';
import { guestStoryRu } from './guest-story.ru';
import { liabilityRu } from './liability.ru';
import { peopleRu } from './people.ru';
import { placesRu } from './places.ru';
import { receiptRu } from './receipt.ru';
import { rewardsRu } from './rewards.ru';
import { segmentsRu } from './segments.ru';

/** All words of the console in one language. A part that gets words of its own adds them here, and nowhere else. */
export const adminWordsRu = {
  ...adminRu,
  ...casesRu,
  ...familiesRu,
  ...guestDeskRu,
  ...guestStoryRu,
  ...liabilityRu,
  ...peopleRu,
  ...placesRu,
  ...receiptRu,
  ...rewardsRu,
  ...segmentsRu,
} as const;

import { z } from 'zod';
import { RULE_GROUP_META } from '../../configuration';

/** Its form and meaning are walked with the network's tiers and restaurants at hand, so that each mistake has its place. */
export const RULE_TEXT =
  'Conditions on what is known of a guest, in the form of react-querybuilder; at most 200. A condition that can ' +
  'never hold is refused. Amounts are in minor units, days are local days of the network. Profile: `tier` (code), ' +
  '`points`, `pointsEarned` (ever), `daysSinceJoining`, `birthdayMonth` (1 to 12), `daysToBirthday` (0 on the day), ' +
  '`registeredAt` (id of a restaurant), `registeredBy` (`STAFF`, `SELF`, `IMPORT`, `API`), `consents` (kinds given now), ' +
  '`language` (`ru`, `en`), `hasPhone`, `hasEmail`, `blocked`, `inFamily`, `wasReferred` (true or false), `children`, `friendsReferred` (number), ' +
  '`daysToChildBirthday`. Purchases, less refunds: `spend`, `visits`, `averageCheck`, `largestSale`, `spendOfYear`, ' +
  '`visitsOfYear` (from the same day twelve months ago on), `daysSinceFirstSale`, `daysSinceLastSale`, `restaurants`, ' +
  '`favouriteRestaurant` (ids), `restaurantsVisited` (number), `categories` (of lines), `channels` (`TILL`, `API`, ' +
  '`OFFLINE`, `IMPORT`). With `days` beside the value, 1 to 3,650: `spendInDays`, `visitsInDays`, `refundsInDays`, ' +
  '`couponsUsedInDays`, `rewardsTakenInDays` count the last days with today, `pointsExpiringInDays` the next ones. RFM: ' +
  '`rfm` (name, see `getRfm`), `rfmRecency`, `rfmFrequency`, `rfmMoney`, `rfmValue` (1 to 5, 0 without a purchase). Days ' +
  'since or to what never happens are more than any number. For fields with several values `=` asks whether one of them ' +
  'equals the value, `in` whether one of them is listed. Operators: texts, codes and ids take `=`, `!=`, `in`, `notIn`; ' +
  'amounts, numbers and days `=`, `!=`, `<`, `<=`, `>`, `>=`, `between`, `notBetween`; true and false `=`, `!=`; ' +
  '`birthdayMonth`, `registeredAt`, `favouriteRestaurant`, `language` and `rfm` also `null`, `notNull`';

/** A rule as it comes, before `mistakesOfRule`. */
export const guestRuleSchema = z.unknown().meta({ ...RULE_GROUP_META, id: 'GuestRule', description: RULE_TEXT });

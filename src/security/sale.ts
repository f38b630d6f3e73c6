/** The exports of security that a sale needs; they load nothing of routes, sessions or staff. */
export { BLOCK_BYTES } from './personal-data/keyed-permutation';
export { Pii } from './personal-data/pii';
export { MovingNetworks, networkMoving } from './permissions/moving-networks';
export { RateLimiter } from './rate-limits/rate-limiter';
export type { GuessRule } from './rate-limits/rate-limits.rules';
export {
  digitsOfUuid,
  NUMBER_128_DIGITS,
  readSignedDigits,
  signDigits,
  uuidOfDigits,
  uuidOfHex,
} from './secrets/signed-digits.rules';
export { CHANNELS_AT_FIRST, MESSAGE_CHANNELS } from './messages/channels';

/** The exports of identity: guests and how they are identified. */
export * from './sale';
export { ChangeGuest } from './guests/change-guest.command';
export { FindGuests } from './guests/find-guests.query';
export {
  type BringResult,
  type BroughtGuest,
  BroughtGuests,
  type BroughtKeys,
  type KnownOrUntouchable,
  type KnownGuest,
} from './enrolment/brought-guests';
export { Guests } from './guests/guests';
export { consentBasis, consentsGiven, guestShape, limitedShape, lookupGuestSchema } from './profiles/guest.dto';
export type { ChangeGuestBody, CreateGuestBody, GuestAnswer, LookupGuestBody } from './profiles/guest.dto';
export { type GuestName, LookupGuest, type ShownReader } from './guests/lookup-guest.query';
export { LookUps } from './guests/look-ups';
export { RegisterGuest } from './guests/register-guest.command';
export { ReportGuest } from './guests/report-guest.command';
export { ExportGuests } from './guests/export-guests.query';
export {
  exportGuestsSchema,
  guestPageSchema,
  type ListedGuest,
  listedGuestSchema,
  searchGuestsSchema,
} from './guests/guest-list.dto';
export { GuestList } from './guests/guest-list.query';
export type { GuestSet } from './guests/guest-filters';
export type { GuestIdentity, ImportedGuest } from './guests/guests';
export { findNickname, readsAs, setFirstNicknames, setNickname } from './profiles/nickname.sql';
export { refuseOtherGuests } from './profiles/guest-access';
export { GUEST_BALANCES } from './ledger-ports/guest-balances.port';
export type {
  GuestBalance,
  GuestStatus,
  GuestBalances,
  GuestTier,
  LimitedPoints,
} from './ledger-ports/guest-balances.port';
export { spendableAt } from './ledger-ports/spendable-at';
export { GUEST_SUMMARIES, type GuestSummaries } from './ledger-ports/guest-summaries.port';
export { HAND_OVERS, type HandOvers } from './ledger-ports/hand-overs.port';
export { REGISTRATION_AWARD } from './ledger-ports/registration-award.port';
export type { RegisteredGuest, RegistrationAward } from './ledger-ports/registration-award.port';
export { showReferralCode } from './referral-codes/referral-code.rules';
export { referralLinkOf } from './referral-codes/referral-link.rules';
export { Cases } from './cases/cases';
export { MESSAGE_STATUSES, type MessageStatus } from './guest-messages/message-log.dto';
export { quietUntil } from './guest-messages/quiet-hours.rules';
export { type GuestMessage, GuestMessages } from './guest-messages/guest-messages';
export { type Suppression, SUPPRESSIONS } from './guest-messages/route-message.rules';
export { EXAMPLE_TOKEN, smsStopAddress, withSmsStop } from './guest-messages/sms-stop.rules';
export { UnsubscribeLinks } from './guest-messages/unsubscribe-links';
export { Notifications } from './notifications/notifications';
export { notificationOf } from './push-subscriptions/notification.rules';
export { PushKeys } from './push-subscriptions/push-keys';
export { type PushDevice, PushSubscriptions } from './push-subscriptions/push-subscriptions';
export { checkDigitOf } from './cards/card-number.rules';
export { Cards } from './cards/cards';
export { GuestNetworks } from './guest-sign-in/guest-networks';
export { type GuestSession, guestSessionSchema } from './guest-sign-in/guest-sign-in.dto';
export { MARKETING_CONSENT } from './consents/consent-kinds.rules';
export { ChatGuests } from './guest-sign-in/chat-guests';
export { ChatStop } from './guest-sign-in/chat-stop';
export { deleteUnusedAccount } from './one-time-codes/guest-account.sql';
export { OneTimeCodes } from './one-time-codes/one-time-codes';
export { deleteEndedVerifications, findNetworkOfVerification } from './one-time-codes/verification.sql';
export { TEST_CODE, testPhone } from './one-time-codes/test-phones.rules';
export { testCardNumber } from './cards/card-number.rules';
export { BotChats } from './network-bots/bot-chats';
export type { Bot } from './network-bots/messengers';
export { ChatLinks } from './network-bots/chat-links';
export { chatIdOfMax, type MaxBotDetails, MaxBots } from './network-bots/max-bots';
export { TakenOnce } from './network-bots/taken-once';
export { type KnownBot, type NetworkBot, NetworkBots } from './network-bots/network-bots';
export { Confirmations, type AskedConfirmation } from './confirmations/confirmations';
export { LookupMisses } from './guests/lookup-misses';
export { FreshCards, type FreshFace, type ShownFace } from './cards/fresh-cards';
export type { ScannedCard } from './cards/qr.rules';
export type { GuestRow } from './profiles/guest.sql';

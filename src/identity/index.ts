/** The door of identity: guests and how they are known, as everybody else sees them. */
export { IdentityModule } from './identity.module';
export { Guests } from './guests/guests';
export type { GuestIdentity, ImportedGuest } from './guests/guests';
export { refuseOtherGuests } from './profiles/guest-access';
export { GUEST_BALANCES } from './ledger-ports/guest-balances.port';
export type { GuestBalance, GuestStatus, GuestBalances, GuestTier } from './ledger-ports/guest-balances.port';
export { REGISTRATION_AWARD } from './ledger-ports/registration-award.port';
export type { RegisteredGuest, RegistrationAward } from './ledger-ports/registration-award.port';
export { Cases } from './cases/cases';
export { Cards } from './cards/cards';
export { TelegramChats } from './one-time-codes/telegram-chats';
export { type Identified, Identifications } from './cards/identifications';
export { Confirmations, type AskedConfirmation } from './confirmations/confirmations';
export { LookupMisses } from './guests/lookup-misses';
export { FreshCards, type FreshFace, type ShownFace } from './cards/fresh-cards';
export type { ScannedCard } from './cards/qr.rules';

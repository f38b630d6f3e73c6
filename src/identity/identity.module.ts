import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../platform/http/handlers-of';
import { ConfigurationModule } from '../configuration/configuration.module';
import { Cards } from './cards/cards';
import { Confirmations } from './confirmations/confirmations';
import { ConfirmationsController } from './confirmations/confirmations.controller';
import { FreshCards } from './cards/fresh-cards';
import { Identifications } from './cards/identifications';
import { MyCardController } from './cards/my-card.controller';
import { ShowCard } from './cards/show-card.query';
import { Cases } from './cases/cases';
import { CasesController } from './cases/cases.controller';
import { Children } from './children/children';
import { ChildrenController } from './children/children.controller';
import { Consents } from './consents/consents';
import { ConsentCoverageController, ConsentsController } from './consents/consents.controller';
import { ProfileChange } from './guests/profile-change';
import { BroughtGuests } from './enrolment/brought-guests';
import { ExportGuests } from './guests/export-guests.query';
import { FindGuests } from './guests/find-guests.query';
import { GuestFilters } from './guests/guest-filters';
import { GuestList } from './guests/guest-list.query';
import { ReadGuests } from './guests/read-guests';
import { GuestAnswers } from './profiles/guest-answers';
import { Guests } from './guests/guests';
import { ReadRegistrationTerms } from './guests/registration-terms.query';
import { GuestsController } from './guests/guests.controller';
import { LookupGuest } from './guests/lookup-guest.query';
import { LookUps } from './guests/look-ups';
import { LookupMisses } from './guests/lookup-misses';
import { GuestNetworks } from './guest-sign-in/guest-networks';
import { GuestSignInController } from './guest-sign-in/guest-sign-in.controller';
import * as guestSignInCommands from './guest-sign-in/guest-sign-in.commands';
import { TELEGRAM_SIGNER, telegramSigner } from './guest-sign-in/telegram-signer';
import { ChatGuests } from './guest-sign-in/chat-guests';
import { MaxSignIn } from './guest-sign-in/max-sign-in';
import { ChatStop } from './guest-sign-in/chat-stop';
import { GuestEnrolment } from './enrolment/guest-enrolment';
import { GuestMessages } from './guest-messages/guest-messages';
import { GuestStops } from './guest-messages/guest-stops';
import { MessageLogController } from './guest-messages/message-log.controller';
import { StoppedAddressesController } from './guest-messages/stopped-addresses.controller';
import { MessageRouting } from './guest-messages/message-routing.job';
import { UnsubscribeController } from './guest-messages/unsubscribe.controller';
import { UnsubscribeLinks } from './guest-messages/unsubscribe-links';
import { OutboxController } from './messages/outbox.controller';
import { Outbox } from './messages/outbox.query';
import { CodeLimits } from './one-time-codes/code-limits';
import { OneTimeCodes } from './one-time-codes/one-time-codes';
import { BotChats } from './network-bots/bot-chats';
import { NetworkBots } from './network-bots/network-bots';
import { ChatLinks } from './network-bots/chat-links';
import { MaxBots } from './network-bots/max-bots';
import { TakenOnce } from './network-bots/taken-once';
import { TelegramChats } from './network-bots/telegram-chats';
import { PhoneChange } from './phone-change/phone-change';
import { SendPhoneCodeHandler } from './phone-change/send-phone-code.command';
import { ConfirmPhoneHandler } from './phone-change/confirm-phone.command';
import { PhoneChangeController } from './phone-change/phone-change.controller';
import { CardsController } from './reissued-cards/cards.controller';
import { ReissuedCards } from './reissued-cards/reissued-cards';
import { ReferralInvitations } from './referral-invitations/referral-invitations';
import { ReferralInvitationsController } from './referral-invitations/referral-invitations.controller';
import { Referrals } from './referrals/referrals';
import { GuestsByPhone } from './registration/guests-by-phone';
import { Registration } from './registration/registration';
import { RegistrationHandlers } from './registration/registration.commands';
import { RegistrationController } from './registration/registration.controller';
import { LedgerPorts } from './ledger-ports/ledger-ports';
import { Notifications } from './notifications/notifications';
import { NotificationsController } from './notifications/notifications.controller';
import { PushKeys } from './push-subscriptions/push-keys';
import { PushSubscriptions } from './push-subscriptions/push-subscriptions';
import { PushSubscriptionsController } from './push-subscriptions/push-subscriptions.controller';
import { RegisterGuestHandler } from './guests/register-guest.command';
import { ChangeGuestHandler } from './guests/change-guest.command';
import { ReportGuestHandler } from './guests/report-guest.command';

/** Guests with their cards, registration and consents. */
@Module({
  imports: [CqrsModule, ConfigurationModule],
  controllers: [
    MyCardController,
    GuestsController,
    ConsentCoverageController,
    ConsentsController,
    NotificationsController,
    PushSubscriptionsController,
    ChildrenController,
    CasesController,
    RegistrationController,
    GuestSignInController,
    ReferralInvitationsController,
    CardsController,
    PhoneChangeController,
    OutboxController,
    UnsubscribeController,
    MessageLogController,
    StoppedAddressesController,
    ConfirmationsController,
  ],
  providers: [
    ...handlersOf(
      Confirmations,
      Cases,
      guestSignInCommands,
      MaxSignIn,
      SendPhoneCodeHandler,
      ConfirmPhoneHandler,
      Children,
      PushSubscriptions,
      RegisterGuestHandler,
      ChangeGuestHandler,
      ReportGuestHandler,
      RegistrationHandlers,
      Notifications,
      Consents,
      UnsubscribeLinks,
      GuestStops,
      ReissuedCards,
    ),
    { provide: TELEGRAM_SIGNER, useValue: telegramSigner },
    PushKeys,
    Cards,
    PhoneChange,
    GuestsByPhone,
    ProfileChange,
    Registration,
    BroughtGuests,
    ExportGuests,
    FindGuests,
    GuestFilters,
    GuestList,
    ReadGuests,
    FreshCards,
    GuestAnswers,
    Guests,
    Identifications,
    LedgerPorts,
    LookupGuest,
    ReadRegistrationTerms,
    LookupMisses,
    LookUps,
    CodeLimits,
    OneTimeCodes,
    Outbox,
    GuestEnrolment,
    GuestNetworks,
    ChatGuests,
    ChatStop,
    ReferralInvitations,
    Referrals,
    BotChats,
    NetworkBots,
    TelegramChats,
    ChatLinks,
    MaxBots,
    TakenOnce,
    ShowCard,
    GuestMessages,
    MessageRouting,
  ],
  exports: [
    GuestMessages,
    UnsubscribeLinks,
    Notifications,
    PushKeys,
    PushSubscriptions,
    Cards,
    Cases,
    Confirmations,
    BroughtGuests,
    ExportGuests,
    FindGuests,
    FreshCards,
    GuestFilters,
    GuestList,
    GuestNetworks,
    Guests,
    Identifications,
    LookupGuest,
    LookupMisses,
    LookUps,
    BotChats,
    NetworkBots,
    ChatLinks,
    MaxBots,
    TakenOnce,
    OneTimeCodes,
    ChatGuests,
    ChatStop,
  ],
})
export class IdentityModule {}

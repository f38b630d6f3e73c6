import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../configuration';
import { Cards } from './cards/cards';
import { Identifications } from './cards/identifications';
import { MyCardController } from './cards/my-card.controller';
import { ShowCard } from './cards/show-card.query';
import { Children } from './children/children';
import { ChildrenController } from './children/children.controller';
import { Consents } from './consents/consents';
import { ConsentsController } from './consents/consents.controller';
import { ChangeGuest } from './guests/change-guest.command';
import { FindGuests } from './guests/find-guests.query';
import { GuestAnswers } from './profiles/guest-answers';
import { Guests } from './guests/guests';
import { GuestsController } from './guests/guests.controller';
import { LookupGuest } from './guests/lookup-guest.query';
import { RegisterGuest } from './enrolment/register-guest.command';
import { Inbox } from './messages/inbox';
import { Messages } from './messages/messages';
import { OutboxController } from './messages/outbox.controller';
import { Outbox } from './messages/outbox.query';
import { Registration } from './registration/registration';
import { RegistrationController } from './registration/registration.controller';
import { LedgerPorts } from './ledger-ports/ledger-ports';

/** Guests, how they are known, how they register, and what they agreed to. */
@Module({
  imports: [ConfigurationModule],
  controllers: [
    MyCardController,
    GuestsController,
    ConsentsController,
    ChildrenController,
    RegistrationController,
    OutboxController,
  ],
  providers: [
    Cards,
    ChangeGuest,
    Children,
    Consents,
    FindGuests,
    GuestAnswers,
    Guests,
    Identifications,
    Inbox,
    LedgerPorts,
    LookupGuest,
    Messages,
    Outbox,
    RegisterGuest,
    Registration,
    ShowCard,
  ],
  exports: [Cards, Guests, Identifications, Inbox],
})
export class IdentityModule {}

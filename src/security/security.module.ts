import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { BackgroundCommands } from '../platform/http/background-commands';
import { RouteGuards } from '../platform/http/direct-routes';
import { handlersOf } from '../platform/http/handlers-of';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TxtRecords } from '../platform/http/outgoing/txt-records';
import { ActingController } from './acting/acting.controller';
import * as actingCommands from './acting/acting.commands';
import { ListOpenActing } from './acting/list-open-acting.query';
import { ApiKeys } from './api-keys/api-keys';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { IssuedKeys } from './api-keys/issued-keys';
import { Audit } from './audit/audit';
import { PlainChanges } from './audit/plain-changes';
import { AuditController } from './audit/audit.controller';
import { ActingOwner } from './authentication/acting-owner';
import { PastPrincipals } from './authentication/past-principals';
import { KnownCallers } from '../platform/http/known-callers';
import { AuthGuard } from './authentication/auth.guard';
import { VerifiedTokens } from './authentication/verified-tokens';
import { CallersBeforeBodies } from './authentication/callers-before-bodies';
import { GroupRestaurants } from './authentication/group-restaurants';
import { JwtStrategy } from './authentication/jwt.strategy';
import { Owners } from './owners/owners';
import { PasswordLinks } from './passwords/password-links';
import { Passwords } from './passwords/passwords';
import { PermissionGuard } from './permissions/permission.guard';
import { RouteAccess } from './permissions/route-access';
import { CarriedKeysKeeper } from './personal-data/carried-keys-keeper';
import { Pii } from './personal-data/pii';
import { PlanLimits } from './plan-limits/plan-limits';
import { PiiRotation } from './personal-data/pii-rotation';
import { MovingNetworks } from './permissions/moving-networks';
import { RateLimiter } from './rate-limits/rate-limiter';
import { SecondFactors } from './second-factor/second-factors';
import { SecretsGuard } from './secrets/secrets-guard';
import { AccessTokens } from './sessions/access-token';
import { RevokedSessions } from './sessions/revoked-sessions';
import { Sessions } from './sessions/sessions';
import { ProviderClient } from './providers/provider-client';
import { ProviderController } from './providers/provider.controller';
import { ProviderPeople } from './providers/provider-people';
import { ProviderSessions } from './providers/provider-sessions';
import { ProviderSignIns } from './providers/provider-sign-ins';
import { Providers } from './providers/providers';
import * as providersCommands from './providers/providers.commands';
import { SavedViews } from './saved-views/saved-views';
import { SavedViewsController } from './saved-views/saved-views.controller';
import { OwnRoles } from './roles/own-roles';
import { RoleGuard } from './roles/role-guard';
import { RolesController } from './roles/roles.controller';
import { SignInUserHandler } from './sign-in/sign-in-user.command';
import { ProviderSignInHandlers } from './sign-in/provider-sign-in.commands';
import { OwnSessionHandlers } from './sign-in/own-session.commands';
import { OwnAccountHandlers } from './sign-in/own-account.commands';
import { OwnSecondFactorHandlers } from './sign-in/own-second-factor.commands';
import { RequestPasswordLinkHandler } from './sign-in/request-password-link.command';
import { ProviderSignInController } from './sign-in/provider-sign-in.controller';
import { AuthController } from './sign-in/auth.controller';
import { OwnAccount } from './sign-in/own-account';
import { Profiles } from './sign-in/profiles';
import { KnownDevices } from './sign-in/known-devices';
import { SignIn } from './sign-in/sign-in';
import { BoundTills } from './till-sign-in/bound-tills';
import { BoundTillsController } from './till-sign-in/bound-tills.controller';
import * as ownTillCommands from './till-sign-in/own-till.commands';
import { OwnTillController } from './till-sign-in/own-till.controller';
import { OwnTillWays } from './till-sign-in/own-till-ways';
import { TillSignIn } from './till-sign-in/till-sign-in';
import { Approvers } from './second-person/approvers';
import { ChangeRequests } from './second-person/change-requests';
import { Decisions } from './second-person/decisions';
import { InviteStaffHandler } from './staff/invite-staff.command';
import { ChangeStaffHandler } from './staff/change-staff.command';
import { MakePasswordLinkHandler } from './staff/make-password-link.command';
import { ResetSecondFactorHandler } from './staff/reset-second-factor.command';
import { SignOutStaffHandler } from './staff/sign-out-staff.command';
import { Staff } from './staff/staff';
import { StaffAccounts } from './staff/staff-accounts';
import { UsersController } from './staff/users.controller';
import { Inbox } from './messages/inbox';
import { ApprovalLetters } from './staff/approval-letters';
import { ManagerLetters } from './staff/manager-letters';
import { MessageDelivery } from './messages/message-delivery.job';
import { SentMessages } from './messages/sent-messages';
import { ChannelContracts } from './messages/channel-contracts';
import { MessageProviders } from './messages/message-providers';
import * as messageReports from './messages/message-reports';
import { MessageRetention } from './messages/message-retention';
import { Messages } from './messages/messages';
import { OutboxMessages } from './messages/outbox-messages';
import { MessageLog } from './messages/message-log';
import { RestoredMessages } from './messages/restored-messages';
import { RoutedMessages } from './messages/routed-messages';
import { StoppedAddresses } from './messages/stopped-addresses';
import { LimitAlarms } from './rate-limits/limit-alarms';

/** Authentication, permissions and audit. Its guards stand before every route of the application. */
@Global()
@Module({
  imports: [CqrsModule, PassportModule, JwtModule.register({})],
  controllers: [
    ActingController,
    ApiKeysController,
    AuditController,
    AuthController,
    BoundTillsController,
    OwnTillController,
    ProviderController,
    ProviderSignInController,
    RolesController,
    SavedViewsController,
    UsersController,
  ],
  providers: [
    BackgroundCommands,
    ...handlersOf(
      actingCommands,
      providersCommands,
      OwnRoles,
      SignInUserHandler,
      ProviderSignInHandlers,
      OwnSessionHandlers,
      OwnAccountHandlers,
      OwnSecondFactorHandlers,
      RequestPasswordLinkHandler,
      InviteStaffHandler,
      ChangeStaffHandler,
      MakePasswordLinkHandler,
      ResetSecondFactorHandler,
      SignOutStaffHandler,
      IssuedKeys,
      SavedViews,
      messageReports,
      BoundTills,
      ownTillCommands,
    ),
    AccessTokens,
    CarriedKeysKeeper,
    ActingOwner,
    ListOpenActing,
    PastPrincipals,
    ApiKeys,
    ApprovalLetters,
    Approvers,
    Decisions,
    ChangeRequests,
    Audit,
    PlainChanges,
    Inbox,
    LimitAlarms,
    ManagerLetters,
    MessageDelivery,
    SentMessages,
    MessageProviders,
    MessageRetention,
    ChannelContracts,
    Messages,
    OutboxMessages,
    MessageLog,
    RestoredMessages,
    RoutedMessages,
    StoppedAddresses,
    GroupRestaurants,
    JwtStrategy,
    OwnAccount,
    Owners,
    PasswordLinks,
    Passwords,
    Pii,
    PiiRotation,
    PlanLimits,
    Profiles,
    MovingNetworks,
    RateLimiter,
    RevokedSessions,
    RouteAccess,
    SecondFactors,
    SecretsGuard,
    Sessions,
    KnownDevices,
    SignIn,
    OwnTillWays,
    TillSignIn,
    Staff,
    RoleGuard,
    TxtRecords,
    Providers,
    ProviderClient,
    ProviderPeople,
    ProviderSessions,
    ProviderSignIns,
    StaffAccounts,
    VerifiedTokens,
    { provide: KnownCallers, useClass: CallersBeforeBodies },
    AuthGuard,
    PermissionGuard,
    // In this order: authentication comes before permissions.
    { provide: APP_GUARD, useExisting: AuthGuard },
    { provide: APP_GUARD, useExisting: PermissionGuard },
    {
      provide: RouteGuards,
      inject: [AuthGuard, PermissionGuard],
      useFactory: (...inOrder: RouteGuards['inOrder']): RouteGuards => ({ inOrder }),
    },
  ],
  exports: [
    TillSignIn,
    CarriedKeysKeeper,
    ApiKeys,
    ApprovalLetters,
    Approvers,
    Decisions,
    Audit,
    PlainChanges,
    ChangeRequests,
    Inbox,
    GroupRestaurants,
    IssuedKeys,
    ManagerLetters,
    MessageProviders,
    MessageRetention,
    ChannelContracts,
    Messages,
    OutboxMessages,
    MessageLog,
    RestoredMessages,
    RoutedMessages,
    StoppedAddresses,
    OwnRoles,
    Owners,
    Passwords,
    PastPrincipals,
    Pii,
    PlanLimits,
    TxtRecords,
    Providers,
    MovingNetworks,
    RateLimiter,
    RevokedSessions,
    SecondFactors,
    Sessions,
    Staff,
    StaffAccounts,
  ],
})
export class SecurityModule {}

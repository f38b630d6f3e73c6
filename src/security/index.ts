export * from './sale';
export {
  KEY_SCOPES,
  districtOf,
  networkOf,
  ownerOf,
  restaurantsOf,
  wholeNetworkOf,
  type GuestPrincipal,
  type KeyPrincipal,
  type KeyScope,
  type Principal,
  type UserPrincipal,
  type UserRole,
} from './principal/principal';
export {
  NO_ORIGIN,
  originOf,
  principalOf,
  type AuthenticatedRequest,
  type Origin,
} from './principal/authenticated-request';
export { ACCESS_TOKEN_SECONDS } from './sessions/access-token';
export {
  Context,
  KeyedContext,
  KeyRequiredContext,
  type OnOne,
  RequestContext,
  UseCase,
} from './principal/request-context';
export { CurrentOrigin, CurrentPrincipal, NetworkId, WholeNetworkId } from './principal/current-principal.decorator';
export {
  AdmitsFromMemory,
  OnlyReads,
  Public,
  RequirePermission,
  Route,
  Routes,
} from './permissions/permission.decorator';
export { hasScope, mayUse, type Permission } from './permissions/permissions.rules';
export {
  refuseOtherNetworks,
  refuseOwnAccount,
  requirePermission,
  requireRestaurant,
} from './permissions/require.rules';
export { isKeyOf } from './api-keys/api-keys.sql';
export { apiKeySchema, askedApiKeySchema, askedRotationSchema, type CreatedApiKeyAnswer } from './api-keys/api-key.dto';
export { ApiKeys } from './api-keys/api-keys';
export { changeRoleSchema, createRoleSchema } from './roles/own-role.dto';
export { OwnRoles } from './roles/own-roles';
export { NETWORK_LIMITS, type NetworkLimits } from './roles/role-guard';
export { IssuedKeys } from './api-keys/issued-keys';
export { listActorsOf, type SubjectActor } from './audit/actors.sql';
export type { AuditAction, AuditChange, AuditSubject, AuditVerb } from './audit/audit-actions';
export { Audit, type Actor, type AuditEntry, type Author } from './audit/audit';
export { PlainChanges } from './audit/plain-changes';
export { changesBetween, PERSONAL_DATA, type AuditValue, type AuditValues } from './audit/audit-values.rules';
export { CarriedKeysKeeper } from './personal-data/carried-keys-keeper';
export { LinkTokens } from './personal-data/link-tokens';
export { type CarriedKeys, normalizeEmail, type IndexKind, type PiiKind } from './personal-data/pii';
export type { GuessLimit } from './rate-limits/rate-limiter';
export {
  FISCAL_TRIES_PER_ADDRESS,
  FISCAL_TRIES_PER_GUEST,
  LOOKUP_MISSES_PER_TILL,
  REFERRAL_CODE_MISSES_PER_ADDRESS,
  WRONG_CODES_PER_ADDRESS,
} from './rate-limits/rate-limits.rules';
export {
  type Attempt,
  type MessageProvider,
  MessageProviders,
  type OutgoingMessage,
  STOP_REASONS,
  type StopReason,
} from './messages/message-providers';
export {
  ADDRESS_CHANNELS,
  ALL_CHANNELS,
  CHANNEL_WORDS,
  CHAT_CHANNELS,
  type ChatChannel,
  CODE_CHANNELS,
  type CodeChannel,
  MESSAGE_CHANNELS,
  type MessageChannel,
  type ContractChannel,
  STOPPED_CHANNELS,
} from './messages/channels';
export { type ChannelContract, ChannelContracts } from './messages/channel-contracts';
export {
  CHANNELS,
  MESSAGE_KINDS,
  type MessageKind,
  NOTIFICATION_PURPOSES,
  type NotificationPurpose,
} from './messages/channel-table';
export { type LoggedMessage, MessageLog, type ReadMessage } from './messages/message-log';
export { MessageRetention } from './messages/message-retention';
export { Messages, type NewMessage } from './messages/messages';
export {
  type PlannedMessage,
  type RoutedGuest,
  type RoutedMessage,
  RoutedMessages,
  type Routing,
  RECEIPTS_JOB,
  ROUTING_JOB,
} from './messages/routed-messages';
export { MESSAGE_SOURCES, type MessageSource } from './messages/message-sources';
export { type MessageReport, RecordAccountReports, RecordMessageReport } from './messages/message-reports';
export { RestoredMessages } from './messages/restored-messages';
export { type AddressOfGuest, type StoppedAddress, StoppedAddresses } from './messages/stopped-addresses';
export { smsPartsOf, smsTextOf } from './messages/sms-text.rules';
export { MADE_UP } from './messages/made-up-address.rules';
export { Inbox, type InboxMessage } from './messages/inbox';
export { type OutboxMessage, OutboxMessages } from './messages/outbox-messages';
export { DEMO_PASSWORD } from './passwords/common-passwords';
export { DEMO_TILL_KEY, hashOfTillKey, looksLikeTillKey, TILL_KEY_HEADER } from './till-sign-in/till-key.rules';
export { TillSignIn } from './till-sign-in/till-sign-in';
export { Passwords } from './passwords/passwords';
export { RevokedSessions } from './sessions/revoked-sessions';
export { Sessions, type EndReason, type SessionTokens, type TokenPair } from './sessions/sessions';
export { Cookies, type RefreshCookies } from './sign-in/refresh-cookies';
export { refreshCookie, tokenPairFields, tokenPairSchema } from './sign-in/auth.dto';
export { assertSecrets, qrKeys, requireFormOfKeys, sealKeys } from './secrets/secrets';
export type { KeyRing, RingKey } from './secrets/key-ring';
export { ApprovalLetters } from './staff/approval-letters';
export { ManagerLetters } from './staff/manager-letters';
export { Staff, type NewStaff, type StaffMember } from './staff/staff';
export { StaffAccounts } from './staff/staff-accounts';
export { PastPrincipals } from './authentication/past-principals';
export { GroupRestaurants } from './authentication/group-restaurants';
export { Owners } from './owners/owners';
export { type LimitedThing, PLAN_GUARD, type PlanFeature, type PlanGuard, PlanLimits } from './plan-limits/plan-limits';
export type { PasswordLink } from './passwords/password-links';
export { printPasswordLink } from './passwords/password-link.cli';
export { passwordLinkSchema } from './staff/staff.dto';
export { registerSecurityCommands } from './security.cli';
export { type ApproverJudge, Approvers, requireApprover } from './second-person/approvers';
export { Decisions, type RequestTable } from './second-person/decisions';
export { ChangeRequests } from './second-person/change-requests';
export type { ChangeRequestRow } from './second-person/change-requests.prisma';
export {
  type ChangeRequestAnswer,
  changeRequestListQuery,
  changeRequestPageSchema,
  changeRequestSchema,
  type Rejection,
  rejectionSchema,
  statusOr,
} from './second-person/change-request.dto';
export { CHANGE_KINDS } from './second-person/change-kinds';
export { Providers } from './providers/providers';
export { putProviderSchema } from './providers/provider.dto';
export { SecondFactors } from './second-factor/second-factors';
export { appendFactorRemoved } from './staff/reset-second-factor.command';
export { changeUserSchema } from './staff/staff.dto';
/** Exports for finding the network of a call by a name in it, in an installation of several databases. */
export { API_KEY_PREFIX } from './api-keys/api-key.rules';
export { findOpenLink } from './passwords/password-links.sql';
export { hashOfLink } from './passwords/password-links';
export { hashOfSecret } from './providers/provider-sign-ins';
export { jwtKeys } from './secrets/secrets';
export { ACCESS_TOKEN_ALGORITHM } from './sessions/access-token';
export { refreshHashOf } from './sessions/sessions';
export { findNetworkOfSession, listUsersByEmail } from './sessions/sessions.sql';

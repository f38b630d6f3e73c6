/** The door of configuration: networks, places and programs, as everybody else sees them. */
export * from './sale';
export { CampaignEditor, type RunningCampaign } from './campaigns/campaign-editor';
export { EMPTY_CAMPAIGN } from './campaigns/preset-campaigns';
export {
  type CampaignDraft,
  campaignDocumentSchema,
  campaignDraftSchema,
  takingOffSchema,
} from './campaign-document/campaign-document.schema';
export {
  badgeAnswer,
  badgePictureSchema,
  badgeSchema,
  payoutOfGuest,
  type PayoutOfGuest,
  payoutOfGuestSchema,
} from './campaign-document/payout-kinds';
export {
  MAX_TEXT_LENGTH,
  type MessageText,
  parseText,
  renderText,
  type TextFault,
  type TextForm,
} from './message-texts/message-text.rules';
export {
  MESSAGE_VARIABLES,
  type MessageValues,
  type MessageVariable,
  TEXT_SOURCES,
  type TextSource,
  variablesOf,
} from './message-texts/message-variables.rules';
export { MessageTemplates, type SentTemplate } from './message-templates/message-templates';
export { templateTexts, textSource, type TemplateTexts } from './message-templates/message-template.dto';
export { faultsOfTexts, type PlacedTextFault, textFaults } from './message-texts/text-faults.rules';
export {
  budgetsWithUse,
  CAMPAIGN_STATES,
  CAMPAIGNS_JOB,
  hasRun,
  listBudgetsUsed,
  type ListedCampaign,
} from './campaigns/campaign.sql';
export { Catalog } from './catalog/catalog';
export type { NewReward } from './catalog/preset-rewards';
export { type CatalogReward, type LimitPeriod, rewardDocumentSchema } from './reward-document/reward-document.schema';
export { opensAt } from './reward-document/reward-access.rules';
export type { Accounting, AccountRole, LedgerAccountName } from './network-profile/accounting-settings.rules';
export { mayGiftCardEnd } from './network-profile/gift-card-law.rules';
export {
  CONSENT_BASES,
  type ConsentBasis,
  isRequiredConsent,
  listMissingConsents,
  listRequiredConsents,
} from './network-profile/personal-data-consent.rules';
export { type ConsentText, consentKind, consentVersion } from './network-profile/consent-text.rules';
export {
  decidingSettingsOf,
  type DecidingSettings,
  readSettingsOverTime,
  type SettingsOverTime,
} from './network-profile/earlier-settings.sql';
export { type EarlierConsentText, listConsentTexts } from './network-profile/consent-texts.sql';
export { GIFT_ACTS, type GiftActs } from './change-requests/gift-acts';
export { AUTOMATION_STARTS, type AutomationStarts } from './change-requests/automation-starts';
export { FRAUD_RULE_CHANGES, type FraudRuleChanges } from './change-requests/fraud-rule-changes';
export { PARTNER_LIMITS, type PartnerLimits } from './change-requests/partner-limits';
export { HostNetworks } from './domains/host-networks';
export { LookChanges } from './look/look-changes';
export type { PublicLook } from './look/look.dto';
export type { Look } from './look/look.schema';
export { Looks } from './look/looks';
export { CreateNetwork, type NewNetwork } from './networks/create-network.command';
export type { NetworkProfile } from './network-profile/network-profile';
export type { BesideKind } from './network-profile/network.sql';
export { COMMON_REASON_CODES, type NetworkSettings, type ReceiptScope } from './network-profile/network-settings.rules';
export { createNetworkSchema, firstRestaurantSchema, stateOf as networkStateOf } from './networks/network.dto';
export { registerNetworkCommands } from './networks/networks.cli';
export { NETWORK_PLANS, type NetworkPlans } from './networks/network-plans';
export { networkIdOf } from './networks/network-of-command';
export { isTimeZone } from './networks/network.dto';
export { findCurrencyDigits } from './network-profile/currency.rules';
export { NetworkMoves } from './networks/network-moves';
export { Networks } from './networks/networks';
export { RULE_GROUP_META } from './program-document/conditions/rule-group.schema';
export { mistakesOfMeaning } from './program-document/conditions/rule-tree-meaning.rules';
export { type Mistake, mistakesOfShape } from './program-document/conditions/rule-tree-shape.rules';
export { type GiftSource, TWO_PEOPLE, UNKNOWN_PERSON } from './snapshots/sole-deciders';
export { hashOfDocument } from './program-document/document-hash.rules';
export { versionParameterSchema } from './programs/drafts/program.dto';
export { refuseTakenCode } from './revisions/taken-code';
export {
  type CampaignStateRow,
  confirmSoleDecisions,
  confirmSource,
  withdrawConfirmation,
} from './revisions/snapshot.sql';
export { programDocumentSchema } from './program-document/program-document.schema';
export {
  type ProgramChange,
  comparePrograms,
  paysMore,
  takesSomething,
} from './programs/changes/compare-programs.rules';
export { type FileFault, parseProgramFile, programFile } from './programs/changes/program-file.rules';
export { programChangeSchema } from './programs/changes/program-changes.dto';
export { ProgramChanges } from './programs/changes/program-changes.query';
export { changeText } from './programs/changes/program-text';
export { ruleName } from './programs/changes/rule-name';
export { ProgramEditor, PUBLICATION_LEAD_MS } from './programs/drafts/program-editor';
export { segmentsNamed } from './program-document/names-missing.rules';
export { placeFaults, placesMissing, spendableIn } from './program-document/spendable-in.schema';
export { presetForNetwork } from './programs/drafts/scaled-preset.rules';
export { Publications } from './programs/publications/publications';
export type { NetworkNames } from './program-document/names-missing.rules';
export { validateProgram } from './programs/drafts/validate-program.rules';
export { Programs } from './programs/programs';
export { pictureAnswer, pictureSchema } from './pictures/picture.dto';
export { type PictureOwner, picturesOf, type ShownPicture } from './pictures/picture.sql';
export { Pictures } from './pictures/pictures';
export { TillPlaces } from './restaurants/places';
export { listPlaceNames } from './programs/changes/place-names.sql';
export { Restaurants } from './restaurants/restaurants';
export { type NetworkOriginal, NetworkOriginals } from './sandboxes/network-original.query';
export { isFit } from './sandboxes/fit.rules';
export { withCopiedIds } from './sandboxes/copied-ids.rules';
export { Sandboxes } from './sandboxes/sandboxes';
export { type EnterNetwork, ShadowRestaurants } from './sandboxes/shadow-restaurants';
export { CampaignHistory } from './snapshots/campaign-history';
export { ConfigurationChanges } from './snapshots/configuration-changes';
export {
  type ConfigurationSnapshot,
  noRegretUntil,
  type TillPlace,
  type PublishedProgram,
} from './snapshots/configuration-snapshot';

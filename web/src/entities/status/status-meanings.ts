import type { StatusMeaning } from '../../shared/ui/status-badge';
import type { AutomationState } from '../automation/automation.api';
import type { BankEntryStatus, InvoiceStatus, SubscriptionState } from '../billing/billing.api';
import type { CampaignState } from '../campaign/campaign.api';
import type { CaseStatus } from '../case/case.api';
import type { GIFT_STATES } from '../gift-card/gift-card.api';
import type { FraudState } from '../fraud/fraud.api';
import type { MessageStatus } from '../message/message.api';
import type { NetworkState } from '../platform/platform.api';
import type { ProgramStage } from '../program/stage';

/** The meaning of each status of the console and the owner's pages, by which its badge is drawn. */
export const STATUS_MEANINGS = {
  campaign: { DRAFT: 'quiet', SCHEDULED: 'ahead', ACTIVE: 'good', PAUSED: 'waits', ENDED: 'quiet' },
  automation: { DRAFT: 'quiet', ACTIVE: 'good', PAUSED: 'waits', ENDED: 'quiet' },
  program: {
    DRAFT: 'quiet',
    AWAITING: 'waits',
    SCHEDULED: 'ahead',
    IN_FORCE: 'good',
    REPLACED: 'quiet',
    CANCELLED: 'quiet',
  },
  case: { OPEN: 'waits', IN_WORK: 'ahead', DONE: 'good' },
  fraud: { OPEN: 'waits', ASKED: 'ahead', CONFIRMED: 'bad', DISMISSED: 'quiet' },
  giftCard: { ISSUED: 'ahead', ACTIVE: 'good', BLOCKED: 'bad', REPLACED: 'quiet', ENDED: 'quiet' },
  message: {
    PLANNED: 'ahead',
    HELD: 'waits',
    QUEUED: 'ahead',
    SENDING: 'ahead',
    SENT: 'good',
    DELIVERED: 'good',
    SUPPRESSED: 'quiet',
    FAILED: 'bad',
    UNKNOWN: 'bad',
    OUTBOX: 'waits',
  },
  redemption: { PENDING: 'waits', READY: 'ahead', FULFILLED: 'good', CANCELLED: 'quiet', EXPIRED: 'quiet' },
  coupons: { MAKING: 'ahead', READY: 'good', STOPPED: 'quiet' },
  connection: { OFF: 'quiet', UNUSED: 'ahead', WORKING: 'good', FAILING: 'bad', DISABLED: 'quiet' },
  invoice: { OPEN: 'waits', OVERDUE: 'bad', PAID: 'good', CREDITED: 'quiet' },
  subscription: { TRIAL: 'ahead', ACTIVE: 'good', PAST_DUE: 'bad', GRACE: 'waits', CANCELLED: 'quiet' },
  bankEntry: { DOUBTFUL: 'waits', MATCHED: 'good', DISMISSED: 'quiet' },
  network: { ACTIVE: 'good', SUSPENDED: 'waits', CLOSED: 'quiet' },
  budget: { WITHIN: 'good', NEARLY: 'waits', REACHED: 'bad' },
} as const satisfies Statuses;

/** Kinds of things that have a status; a status of the API without a meaning does not compile. */
interface Statuses {
  readonly campaign: Meanings<CampaignState>;
  readonly automation: Meanings<AutomationState>;
  readonly program: Meanings<ProgramStage>;
  readonly case: Meanings<CaseStatus>;
  readonly fraud: Meanings<FraudState>;
  readonly giftCard: Meanings<(typeof GIFT_STATES)[number]>;
  readonly message: Meanings<MessageStatus>;
  readonly redemption: Meanings<string>;
  readonly coupons: Meanings<string>;
  readonly connection: Meanings<string>;
  readonly invoice: Meanings<InvoiceStatus>;
  readonly subscription: Meanings<SubscriptionState>;
  readonly bankEntry: Meanings<BankEntryStatus>;
  readonly network: Meanings<NetworkState>;
  readonly budget: Meanings<string>;
}

type Meanings<Status extends string> = Readonly<Record<Status, StatusMeaning>>;

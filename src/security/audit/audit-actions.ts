import type { AUDIT_ACTIONS, AUDIT_FIELDS, AUDIT_SUBJECTS } from '../../generated/words/audit';

/** The first word of an action names what was acted on, the second what was done to it. The words of the pages are the list (words/admin, `audit.action`). */
type AuditGroup = keyof typeof AUDIT_ACTIONS;
/** The second word of an action: `created` in `user.created`. */
export type AuditVerb<Group extends AuditGroup> = (typeof AUDIT_ACTIONS)[Group][number];
export type AuditAction = { [Group in AuditGroup]: `${Group}.${AuditVerb<Group>}` }[AuditGroup];

/** Kinds of subjects of audit entries. */
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];
/** Fields of the values that entries have. */
export type AuditField = (typeof AUDIT_FIELDS)[number];
/** Actions that begin with the kind of their subject. */
export type AuditChange = Extract<AuditAction, `${AuditSubject}.${string}`>;

/** Actions that the audit of the installation has: on whole networks, their plans and invoices, on accounts of owners, and on the platform itself. */
export const PLATFORM_ACTIONS = [
  'network.created',
  'network.suspended',
  'network.closed',
  'network.resumed',
  'network.moving',
  'network.staying',
  'network.acting_begun',
  'network.acting_ended',
  'subscription.trial_started',
  'subscription.trial_changed',
  'subscription.started',
  'subscription.upgraded',
  'subscription.downgrade_planned',
  'subscription.change_withdrawn',
  'subscription.cancel_planned',
  'subscription.renewed',
  'subscription.past_due',
  'subscription.grace_begun',
  'subscription.recovered',
  'subscription.cancelled',
  'subscription.ended_unpaid',
  'subscription.payer_changed',
  'invoice.issued',
  'invoice.paid',
  'invoice.credited',
  'invoice.refund_requested',
  'invoice.refunded',
  'invoice.refund_failed',
  'seller.changed',
  'plan.version_added',
  'statement.imported',
  'bank_entry.decided',
  'owner.created',
  'session.opened',
  'session.closed',
  'user.password_set',
  'user.password_changed',
  'user.second_factor_set',
  'user.second_factor_removed',
  'user.reset',
  'user.changed',
  'job.moved',
] as const satisfies readonly AuditAction[];
export type PlatformAction = (typeof PLATFORM_ACTIONS)[number];

/** Actions that read personal data and change nothing. */
export const READS = [
  'user.listed',
  'user.read',
  'inbox_event.read',
  'dead_letter.read',
  'program.impact_downloaded',
  'coupon.looked_up',
  'coupon_batch.downloaded',
  'gift_batch.downloaded',
  'guests.exported',
  'facts.exported',
  'guest.exported',
  'guest.card_printed',
  'guest.read',
  'guest.children_read',
  'guest.listed',
  'guest.searched',
  'guest.looked_up',
  'family.listed',
  'family.read',
  'referrals.read',
  'fraud_case.read',
] as const satisfies readonly AuditAction[];

/** Sign-ins and sign-outs: neither changes nor reads. */
export const SIGN_INS = [
  'session.opened',
  'session.closed',
  'guest.signed_in',
] as const satisfies readonly AuditAction[];

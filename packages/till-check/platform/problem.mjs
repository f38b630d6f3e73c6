import { randomUUID } from 'node:crypto';

/** The title of each code of the double; short, because a till shows it. */
const TITLES = {
  invalid_body: 'The body does not fit',
  invalid_json: 'The body is not JSON',
  idempotency_key_required: 'Idempotency-Key is missing',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  guest_not_found: 'No such guest',
  guest_blocked: 'The guest is blocked',
  unavailable: 'Not available now',
  internal_error: 'Internal error',
  rate_limited: 'Too many requests',
  request_in_progress: 'The first request still runs',
  earlier_act_waits: 'An earlier act of the guest waits',
  idempotency_key_reused: 'The key belongs to another request',
  receipt_already_recorded: 'The receipt is recorded already',
  receipt_belongs_to_another_guest: 'The receipt belongs to another guest',
  receipt_divided_otherwise: 'The receipt is divided otherwise',
  receipt_parts_mismatch: 'The parts do not add up',
  occurred_at_out_of_range: 'The time is too far ahead, or too long ago',
  items_total_mismatch: 'The lines do not add up to the amount',
  insufficient_points: 'Not enough points',
  redemption_limit_exceeded: 'More points than this receipt may take',
  confirmation_required: 'The guest has to confirm',
  refund_exceeds_sale: 'More than is left of the sale',
};

/** A refusal of the double, which its door answers as a problem. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code one of docs/errors.md
   * @param {object} [beside] members beside the code
   */
  constructor(status, code, beside = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.beside = beside;
  }

  /** The problem document (RFC 9457), as the platform writes it. */
  get document() {
    const title = TITLES[this.code] ?? this.code;
    const { status, code } = this;
    return {
      type: `http://localhost/api/docs/errors#${code}`,
      title,
      status,
      detail: `${title}.`,
      code,
      requestId: randomUUID(),
      ...this.beside,
    };
  }
}

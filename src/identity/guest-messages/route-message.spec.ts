import { type Circumstances, type MessageToRoute, type ReachedGuest, routeMessage } from './route-message.rules';

const RECIPIENTS = { TELEGRAM: '42', SMS: '+79990001122', EMAIL: 'anna@example.test' };
const GUEST: ReachedGuest = { isThere: true, isBlocked: false, consents: true, unwanted: [], recipients: RECIPIENTS };
const OFFER: MessageToRoute = { purpose: 'MARKETING', withheld: null, tried: [] };
const WARNING: MessageToRoute = { ...OFFER, purpose: 'SERVICE' };
const NOON: Circumstances = { channels: ['TELEGRAM', 'SMS', 'EMAIL'], quietUntil: null, isCapped: false };
const MORNING = new Date('2030-01-02T09:00:00Z');
const NIGHT = { ...NOON, quietUntil: MORNING };
const ALL_REFUSED = ['CAMPAIGNS_INBOX', 'CAMPAIGNS_TELEGRAM', 'CAMPAIGNS_SMS', 'CAMPAIGNS_EMAIL'];

/** `channel` or outcome, `reason` where it is not sent. */
function told(message: MessageToRoute, guest: Partial<ReachedGuest> = {}, now: Circumstances = NOON): string {
  const routing = routeMessage(message, { ...GUEST, ...guest }, now);
  if (routing.outcome === 'SUPPRESSED') return routing.reason;
  if (routing.outcome === 'QUEUED') return `${routing.channel}${routing.inInbox ? ' and inbox' : ''}`;
  return routing.outcome;
}

describe('a message to a guest', () => {
  it('goes by the first channel of the network that reaches the guest, and past those that refused it', () => {
    expect(told(OFFER)).toBe('TELEGRAM and inbox');
    expect(told(OFFER, { recipients: { EMAIL: RECIPIENTS.EMAIL } })).toBe('EMAIL and inbox');
    expect(told(OFFER, {}, { ...NOON, channels: ['EMAIL', 'SMS'] })).toBe('EMAIL and inbox');
    expect(told({ ...OFFER, tried: ['TELEGRAM', 'SMS'] })).toBe('EMAIL and inbox');
    expect(told({ ...OFFER, tried: ['TELEGRAM', 'SMS', 'EMAIL'] })).toBe('INBOX');
    expect(told({ ...OFFER, tried: ['TELEGRAM', 'SMS', 'EMAIL'] }, { unwanted: ['CAMPAIGNS_INBOX'] })).toBe('FAILED');
    expect(told(OFFER, { recipients: {} })).toBe('INBOX');
  });

  it.each<[string, MessageToRoute, Partial<ReachedGuest>, string, string]>([
    ['an erased guest', OFFER, { isThere: false }, 'NO_GUEST', 'NO_GUEST'],
    ['a blocked guest', OFFER, { isBlocked: true }, 'BLOCKED', 'TELEGRAM and inbox'],
    ['a guest without consent', OFFER, { consents: false }, 'NO_CONSENT', 'TELEGRAM and inbox'],
    [
      'a guest who refuses campaigns by Telegram',
      OFFER,
      { unwanted: ['CAMPAIGNS_TELEGRAM'] },
      'SMS and inbox',
      'TELEGRAM and inbox',
    ],
    [
      'a guest who refuses warnings by Telegram',
      OFFER,
      { unwanted: ['POINTS_TELEGRAM'] },
      'TELEGRAM and inbox',
      'SMS and inbox',
    ],
    [
      'a guest who refuses campaigns in the inbox',
      OFFER,
      { unwanted: ['CAMPAIGNS_INBOX'] },
      'TELEGRAM',
      'TELEGRAM and inbox',
    ],
    ['a guest who refuses all of campaigns', OFFER, { unwanted: ALL_REFUSED }, 'NO_CHANNEL', 'TELEGRAM and inbox'],
  ])('obeys its purpose: %s', (_, offer, guest, ofCampaign, ofWarning) => {
    expect(told(offer, guest)).toBe(ofCampaign);
    expect(told({ ...offer, purpose: 'SERVICE' }, guest)).toBe(ofWarning);
  });

  it('is not sent to guests who are compared, over the limit, and waits in quiet hours unless the inbox has it', () => {
    expect(told({ ...OFFER, withheld: 'HELD_OUT' })).toBe('HELD_OUT');
    expect(told({ ...OFFER, withheld: 'CONTROL' })).toBe('CONTROL');
    expect(told(OFFER, {}, { ...NOON, isCapped: true })).toBe('CAPPED');
    expect(told(WARNING, {}, { ...NOON, isCapped: true })).toBe('TELEGRAM and inbox');
    expect(routeMessage(OFFER, GUEST, NIGHT)).toEqual({ outcome: 'PLANNED', until: MORNING, inInbox: false });
    expect(routeMessage(WARNING, GUEST, NIGHT)).toEqual({ outcome: 'PLANNED', until: MORNING, inInbox: true });
    expect(told(WARNING, { recipients: {} }, NIGHT)).toBe('INBOX');
  });
});

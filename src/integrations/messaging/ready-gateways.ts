import type { GatewayFormInput } from './sms-gateway-form.rules';

/**
 * SMSC.ru, by its page smsc.ru/api/http/send/sms. SMSC.ru reports to the address in the account's settings
 * (smsc.ru/api/http/miscellaneous/callback); the fields and statuses of its reports are from memory.
 */
const SMSC: GatewayFormInput = {
  name: 'smsc',
  request: {
    url: 'https://smsc.ru/sys/send.php',
    form: {
      login: '{login}',
      psw: '{secret}',
      phones: '{recipient}',
      mes: '{text}',
      sender: '{sender}',
      charset: 'utf-8',
      fmt: '3',
    },
  },
  accepted: { id: { json: 'id' }, when: { at: { pattern: '("cnt")' }, is: ['"cnt"'] } },
  code: { json: 'error_code' },
  answers: [
    { when: { at: { json: 'error_code' }, is: ['7'] }, outcome: 'REFUSED', stops: 'BOUNCED' },
    // 3: the account has no money; 4: our IP address is locked for a time; 9: too many calls at once.
    { when: { at: { json: 'error_code' }, is: ['3', '4', '9'] }, outcome: 'RETRY' },
    { when: { at: { json: 'error_code' }, is: ['1', '2', '5', '6', '8'] }, outcome: 'REFUSED' },
  ],
  reports: {
    to: 'account',
    id: 'id',
    status: 'status',
    statuses: {
      '0': { status: 'SENT' },
      '1': { status: 'DELIVERED' },
      // 2: read; 4: its link was opened.
      '2': { status: 'DELIVERED' },
      '4': { status: 'DELIVERED' },
      // 3: too late; 20: can't be delivered; 23: forbidden; 24: the account has no money; 25: the number can't be reached.
      '3': { status: 'FAILED' },
      '20': { status: 'FAILED' },
      '22': { status: 'FAILED', stops: 'BOUNCED' },
      '23': { status: 'FAILED' },
      '24': { status: 'FAILED' },
      '25': { status: 'FAILED' },
    },
  },
};

/** SMS.ru's codes after which a message is tried again: no money, a limit reached, or a fault of the service. */
const BUSY = ['201', '206', '220', '230', '231', '232', '500'];

/**
 * SMS.ru, by its pages sms.ru/api/send and sms.ru/api/status. SMS.ru reports to the address in the account's settings, up to 100 messages a call,
 * and repeats for days until it gets the answer 100. The form of that call is from public handlers and memory.
 */
const SMSRU: GatewayFormInput = {
  name: 'smsru',
  request: {
    url: 'https://sms.ru/sms/send',
    form: { api_id: '{secret}', to: '{digits}', msg: '{text}', from: '{sender}', json: '1' },
  },
  accepted: { id: { json: 'sms.*.sms_id' }, when: { at: { json: 'sms.*.status_code' }, is: ['100'] } },
  code: { pattern: '.*"status_code"\\s*:\\s*(\\d{3})' },
  answers: [
    { when: { at: { json: 'sms.*.status_code' }, is: ['202'] }, outcome: 'REFUSED', stops: 'BOUNCED' },
    // The code is beside the number or, where the whole call failed, at the top of the answer.
    { when: { at: { json: 'sms.*.status_code' }, is: BUSY }, outcome: 'RETRY' },
    { when: { at: { json: 'status_code' }, is: BUSY }, outcome: 'RETRY' },
    { when: { at: { json: 'sms.*.status' }, is: ['ERROR'] }, outcome: 'REFUSED' },
    { when: { at: { json: 'status' }, is: ['ERROR'] }, outcome: 'REFUSED' },
  ],
  reports: {
    to: 'account',
    lines: { field: 'data', first: 'sms_status' },
    answer: '100',
    id: '1',
    status: '2',
    statuses: {
      '100': { status: 'SENT' },
      '101': { status: 'SENT' },
      '102': { status: 'SENT' },
      '103': { status: 'DELIVERED' },
      // 110: read.
      '110': { status: 'DELIVERED' },
      // 104: too late; 105: deleted by the operator; 106: the phone failed; 107: unknown; 108: rejected; 150: no way to it.
      '104': { status: 'FAILED' },
      '105': { status: 'FAILED' },
      '106': { status: 'FAILED' },
      '107': { status: 'FAILED' },
      '108': { status: 'FAILED' },
      '150': { status: 'FAILED' },
    },
  },
};

/** SMS Aero, by version 2 of its API, smsaero.ru/integration/documentation/api. */
const SMSAERO: GatewayFormInput = {
  name: 'smsaero',
  request: {
    url: 'https://gate.smsaero.ru/v2/sms/send',
    headers: { Authorization: 'Basic {basic}' },
    json: { number: '{digits}', text: '{text}', sign: '{sender}', callbackUrl: '{reportUrl}' },
  },
  accepted: { id: { json: 'data.id' }, when: { at: { json: 'success' }, is: ['true'] } },
  answers: [
    // 402: the account has no money.
    { statuses: [402], outcome: 'RETRY' },
    {
      statuses: [200, 400],
      when: { at: { pattern: '"data"\\s*:\\s*\\{\\s*("number")' }, is: ['"number"'] },
      outcome: 'REFUSED',
      stops: 'BOUNCED',
    },
    { statuses: [200], when: { at: { json: 'success' }, is: ['false'] }, outcome: 'REFUSED' },
  ],
  reports: {
    id: 'id',
    status: 'status',
    statuses: {
      '1': { status: 'DELIVERED' },
      '2': { status: 'FAILED' },
      '3': { status: 'SENT' },
      '6': { status: 'FAILED' },
    },
  },
};

/** Built-in forms, by the names that `form` of `SMS_GATEWAY_URL` accepts instead of a file. */
export const READY_GATEWAYS: Readonly<Record<string, GatewayFormInput>> = {
  smsc: SMSC,
  smsru: SMSRU,
  smsaero: SMSAERO,
};

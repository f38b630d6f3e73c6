import type { GatewayFormInput } from './sms-gateway-form.rules';

/**
 * SMSC.ru by its page smsc.ru/api/http/send/sms, and from memory where the page says nothing. SMSC.ru reports to one
 * address of the account, so its reports are not read.
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
};

/** Codes of SMS.ru after which a message is tried again: no money, a limit was reached, or the service has a fault. */
const BUSY = ['201', '206', '220', '230', '231', '232', '500'];

/** SMS.ru by its page sms.ru/api/send. SMS.ru reports to one address of the account, so its reports are not read. */
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
    // The code stands with the number or, where the whole call failed, at the top of the answer.
    { when: { at: { json: 'sms.*.status_code' }, is: BUSY }, outcome: 'RETRY' },
    { when: { at: { json: 'status_code' }, is: BUSY }, outcome: 'RETRY' },
    { when: { at: { json: 'sms.*.status' }, is: ['ERROR'] }, outcome: 'REFUSED' },
    { when: { at: { json: 'status' }, is: ['ERROR'] }, outcome: 'REFUSED' },
  ],
};

/** SMS Aero by version 2 of its API, smsaero.ru/integration/documentation/api. */
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

/** Forms by the names that `SMS_GATEWAY` takes in place of a file. */
export const READY_GATEWAYS: Readonly<Record<string, GatewayFormInput>> = {
  smsc: SMSC,
  smsru: SMSRU,
  smsaero: SMSAERO,
};

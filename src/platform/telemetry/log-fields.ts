/**
 * All fields of log lines, and their meanings, as docs/operations.md has them. None holds personal data: people are named by
 * ids alone.
 */
export const LOG_FIELDS = {
  level: '`fatal`, `error`, `warn`, `info`, `debug` or `trace`',
  time: 'moment of the line, by the clock of the machine (ISO 8601, UTC)',
  pid: 'process of the operating system',
  msg: 'what happened, the same words each time; `request` for a request that was answered',
  context: 'part of the program that wrote the line',
  requestId:
    'id of the request: the id of the server and, behind a colon, the `X-Request-Id` of its caller where there was one; also `requestId` of a problem, the "code for support" on screen and `loyalty.request_id` of the trace',
  traceId: 'id of the trace (W3C Trace Context), where traces are sent',
  method: 'method of the request',
  route: 'pattern of its route, such as `/api/guests/:id`; `none` for a path that is no route',
  status: 'status of its response',
  ms: 'milliseconds from its arrival to the end of its response',
  principal: 'who asked: `user:`, `guest:` or `key:` and an id',
  networkId: 'network that the line belongs to',
  err: 'failure: `type`, `message`, `code`, `constraint`, `table`, `stack` and its `cause`; without a message where that could quote a value',
  leftOut:
    'failures of the same kind in the second before, or complaints of phones since the line before, that have no line of their own',
  guestId: 'guest',
  messageId: 'message of the outbox',
  refundId: 'refund of a payment for the platform',
  webhookId: 'webhook',
  connectionId: 'connection to a till system',
  eventId: 'event of a till system in the inbox',
  code: 'error code of a provider',
  channel: 'channel of a message',
  provider: 'provider of a message',
  failure: "failure of a message, in the provider's code or words of the platform",
  attempts: 'attempts so far',
  afterSeconds: 'seconds until the next attempt',
  count: 'how many the message speaks of',
  kind: 'kind of the call of a till system',
  topic: 'topic of Kafka',
  complaint: 'words of a phone about its pass, at most 300 characters',
  limit: 'limit on guesses or sent codes that was used up',
  subject: 'subject of the limit; addresses and phones stand in it as digests',
  statement: 'name or beginning of a statement, without values',
  seconds: "seconds by which the database's clock is ahead",
  epoch: 'epoch of the network',
  connections: 'open connections of one address',
  partition: 'month of the event log',
  outcome: 'what became of the month',
  reader: 'subscriber that has not read the month',
  made: 'partitions that were made',
  closed: 'networks that were closed',
  file: 'file of the spool',
  bytes: 'bytes that were cut off',
  sequence: 'number of a record of the spool',
  place: 'number of a server among those that share one port',
  at: 'address at which the server listens',
} as const;

/** Fields of a line beside its message. */
export type LogFields = Readonly<Partial<Record<keyof typeof LOG_FIELDS, unknown>>>;

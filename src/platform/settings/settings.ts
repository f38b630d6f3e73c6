import { z } from 'zod';
import { readEnvFile } from './env-file';
import { RETENTION, RETENTION_KINDS, type RetentionKind } from './retention.rules';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const keyRing = list.optional();

/** Non-public addresses that people of a network may enter: all, those of this machine, or none. */
const privateAddresses = z.enum(['on', 'loopback', 'off']).optional();

/** How many messages a second a provider accepts. */
const perSecond = z.coerce.number().min(0.1).max(10_000).optional();

/** Days for which a kind of data is kept; 0, where allowed, keeps it for good. */
function daysKept(kind: RetentionKind) {
  const { days, least, most, mayStay } = RETENTION[kind];
  return z.coerce
    .number()
    .int()
    .max(most)
    .refine((given) => given >= least || (mayStay && given === 0), `at least ${least}${mayStay ? ', or 0' : ''}`)
    .default(days);
}

/** Every setting with its bounds; `.env.example` describes them for people. */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: port.default(3000),
  PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  HTTP_REDIRECT_PORT: port.optional(),
  TRUST_PROXY: list.optional(),
  CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(0).max(100_000).default(500),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(300).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKERS: z.enum(['on', 'off']).default('on'),
  DATA_DIR: z.string().default('.data'),
  // Commands that need only the code (openapi) run without a database; code that opens one checks this setting.
  DATABASE_URL: z.string().default(''),
  DATABASE_PLATFORM_URL: z.string().default(''),
  DATABASE_OWNER_URL: z.string().optional(),
  DATABASE_BACKUP_URL: z.string().optional(),
  DATABASE_DIRECT_URL: z.string().optional(),
  DATABASE_QUEUE_URL: z.string().optional(),
  DATABASE_REPLICA_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  DATABASE_REPLICA_MAX_LAG_SECONDS: z.coerce.number().int().min(2).max(3_600).default(10),
  CELL: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/)
    .optional(),
  CELL_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  CELL_DATABASES: z.string().optional(),
  DIRECTORY_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  DATABASE_PLATFORM_POOL_SIZE: z.coerce.number().int().min(1).max(50).default(4),
  DATABASE_PREPARED: z.enum(['on', 'off']).default('on'),
  REDIS_URL: z.string().optional(),
  DEMO: z.enum(['full', 'small', '0']).optional(),
  JWT_KEYS: keyRing,
  QR_KEYS: keyRing,
  PII_KEYS: keyRing,
  INDEX_KEY: z.string().optional(),
  SEAL_KEYS: keyRing,
  SEAL_DIR: z.string().optional(),
  SEALS_PUBLISH_FILE: z.string().optional(),
  SEALS_PUBLISH_BUCKET: z.url({ protocol: /^https?$/ }).optional(),
  SEALS_PUBLISH_BUCKET_KEY: z.string().optional(),
  SEALS_PUBLISH_BUCKET_SECRET: z.string().optional(),
  SEALS_PUBLISH_BUCKET_REGION: z.string().default('us-east-1'),
  SEALS_PUBLISH_YEARS: z.coerce.number().int().min(1).max(100).default(10),
  SEALS_PUBLISH_MAIL: z.email().optional(),
  SEALS_TIMESTAMP_URL: z.url({ protocol: /^https?$/ }).optional(),
  SPOOL_DIR: z.string().optional(),
  TILL_WAIT_MS: z.coerce.number().int().min(40).max(5_000).default(280),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  API_DOCS: z.enum(['on', 'off']).optional(),
  SESSION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  INBOX_DAYS: daysKept('TILL_EVENTS'),
  EVENT_DAYS: daysKept('EVENT_MONTHS'),
  MESSAGE_DAYS: daysKept('MESSAGES'),
  CODE_DAYS: daysKept('CODES'),
  GUEST_FILE_DAYS: daysKept('GUEST_FILES'),
  ENDED_SESSION_DAYS: daysKept('SESSIONS'),
  SIGN_UP: z.enum(['on', 'off']).default('off'),
  SIGN_UP_TRIAL_DAYS: z.coerce.number().int().min(0).max(90).default(14),
  TILL_SYSTEM_HOSTS: list.optional(),
  WEBHOOK_DAYS: daysKept('WEBHOOK_DELIVERIES'),
  WEBHOOK_PRIVATE_ADDRESSES: privateAddresses,
  PROVIDER_PRIVATE_ADDRESSES: privateAddresses,
  KAFKA_BROKERS: list.optional(),
  CONSUMER_GROUP_ID: z
    .string()
    .regex(/^[\w.-]{1,200}$/)
    .default('loyalty-stream-processor'),
  KAFKA_TLS: z.enum(['on', 'off']).default('off'),
  KAFKA_USER: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).username === '', 'holds no user: that is CLICKHOUSE_USER')
    .optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().optional(),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[a-zA-Z_]\w{0,62}$/)
    .default('loyalty'),
  METRICS_TOKEN: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SMTP_FROM: z.string().optional(),
  SMTP_PER_SECOND: perSecond,
  SENDGRID_API_KEY: z.string().optional(),
  SENDGRID_FROM: z
    .string()
    .max(500)
    .regex(/^(?:[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'is an address, or a name and <address>')
    .optional(),
  SENDGRID_WEBHOOK_KEY: z.string().optional(),
  SENDGRID_BASE_URL: z.url().default('https://api.sendgrid.com'),
  SENDGRID_PER_SECOND: perSecond,
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_KEY: z.string().optional(),
  TWILIO_API_SECRET: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_BASE_URL: z.url().default('https://api.twilio.com'),
  TWILIO_PER_SECOND: perSecond,
  VONAGE_APPLICATION_ID: z.string().optional(),
  VONAGE_PRIVATE_KEY: z.string().optional(),
  VONAGE_SIGNATURE_SECRET: z.string().min(8).optional(),
  VONAGE_FROM: z.string().optional(),
  VONAGE_BASE_URL: z.url().default('https://api.nexmo.com'),
  VONAGE_PER_SECOND: perSecond,
  SMS_GATEWAY: z.string().optional(),
  SMS_GATEWAY_LOGIN: z.string().optional(),
  SMS_GATEWAY_SECRET: z.string().optional(),
  SMS_GATEWAY_SENDER: z.string().optional(),
  SMS_GATEWAY_BASE_URL: z.url().optional(),
  SMS_GATEWAY_REPORT_SECRET: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .optional(),
  SMS_GATEWAY_PER_SECOND: perSecond,
  TELEGRAM_BOT_TOKEN: z.string().optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/)
    .optional(),
  TELEGRAM_BOT_NAME: z
    .string()
    .regex(/^\w{5,64}$/)
    .optional(),
  TELEGRAM_BASE_URL: z.url().default('https://api.telegram.org'),
  TELEGRAM_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .default('e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d'),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  VAPID_SUBJECT: z.url({ protocol: /^(?:https|mailto)$/ }).optional(),
  PICTURES_BUCKET_URL: z.url({ protocol: /^https?$/ }).optional(),
  PICTURES_BUCKET_REGION: z.string().default('us-east-1'),
  PICTURES_BUCKET_KEY: z.string().optional(),
  PICTURES_BUCKET_SECRET: z.string().optional(),
  APPLE_PUSH_URL: z.url().default('https://api.push.apple.com'),
  GOOGLE_WALLET_URL: z.url().default('https://walletobjects.googleapis.com/walletobjects/v1'),
  GOOGLE_TOKEN_URL: z.url().default('https://oauth2.googleapis.com/token'),
  YOOKASSA_SHOP_ID: z.string().optional(),
  YOOKASSA_SECRET_KEY: z.string().optional(),
  YOOKASSA_BASE_URL: z.url().default('https://api.yookassa.ru'),
});

function readSettings(environment: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Error(`The settings do not fit (see .env.example): ${faults}`);
  }
  const env = parsed.data;
  requireTogether(env, ['TLS_CERT', 'TLS_KEY']);
  requireTogether(env, ['CELL', 'CELL_ADDRESS']);
  if (env.DIRECTORY_URL !== undefined && env.CELL === undefined)
    throw new Error('DIRECTORY_URL needs CELL, the name of this cell');
  if (env.HTTP_REDIRECT_PORT !== undefined && (!env.TLS_CERT || env.PUBLIC_URL?.startsWith('https:') !== true))
    throw new Error('HTTP_REDIRECT_PORT needs TLS_CERT, and a PUBLIC_URL with https:// to send readers to');
  requireTogether(env, ['SMTP_URL', 'SMTP_FROM']);
  requireTogether(env, ['SENDGRID_API_KEY', 'SENDGRID_FROM']);
  requireOne(env, ['SMTP_URL', 'SENDGRID_API_KEY']);
  requireTogether(env, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM']);
  requireTogether(env, ['TWILIO_API_KEY', 'TWILIO_API_SECRET']);
  requireTogether(env, ['VONAGE_APPLICATION_ID', 'VONAGE_PRIVATE_KEY', 'VONAGE_SIGNATURE_SECRET', 'VONAGE_FROM']);
  requireTogether(env, ['SMS_GATEWAY', 'SMS_GATEWAY_SECRET']);
  requireOne(env, ['TWILIO_ACCOUNT_SID', 'VONAGE_APPLICATION_ID', 'SMS_GATEWAY']);
  requireTogether(env, ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET']);
  requireTogether(env, ['PICTURES_BUCKET_URL', 'PICTURES_BUCKET_KEY', 'PICTURES_BUCKET_SECRET']);
  requireTogether(env, ['SEALS_PUBLISH_BUCKET', 'SEALS_PUBLISH_BUCKET_KEY', 'SEALS_PUBLISH_BUCKET_SECRET']);
  requireTogether(env, ['YOOKASSA_SHOP_ID', 'YOOKASSA_SECRET_KEY']);
  requireTogether(env, ['KAFKA_USER', 'KAFKA_PASSWORD']);
  const production = env.NODE_ENV === 'production';
  return {
    environment: env.NODE_ENV,
    production,
    port: env.PORT,
    processes: env.PROCESSES,
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: env.PUBLIC_URL,
    tlsCertificate: env.TLS_CERT,
    tlsKey: env.TLS_KEY,
    redirectPort: env.HTTP_REDIRECT_PORT,
    // A peer on loopback is a proxy of this machine; other proxies are trusted only when named.
    trustProxy: ['loopback', ...(env.TRUST_PROXY ?? [])],
    connectionsPerAddress: env.CONNECTIONS_PER_ADDRESS,
    drainSeconds: env.DRAIN_SECONDS ?? (production ? 5 : 0),
    logLevel: env.LOG_LEVEL,
    workers: env.WORKERS === 'on',
    dataDirectory: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databasePlatformUrl: env.DATABASE_PLATFORM_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    databaseBackupUrl: env.DATABASE_BACKUP_URL,
    databaseQueueUrl: env.DATABASE_QUEUE_URL,
    databaseReplicaUrl: env.DATABASE_REPLICA_URL && asRoleOf(env.DATABASE_REPLICA_URL, env.DATABASE_URL),
    /** The replica's address with the role that reads all rows. */
    databaseReplicaBackupUrl:
      env.DATABASE_REPLICA_URL &&
      env.DATABASE_BACKUP_URL &&
      replicaOf(env.DATABASE_REPLICA_URL, env.DATABASE_BACKUP_URL),
    databaseReplicaMaxLagMs: env.DATABASE_REPLICA_MAX_LAG_SECONDS * 1_000,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
    cell: env.CELL,
    cellAddress: env.CELL_ADDRESS?.replace(/(?<!\/)\/+$/, ''),
    /** JSON: how to reach the databases of other cells, for `network move`. */
    cellDatabases: env.CELL_DATABASES,
    directoryUrl: env.DIRECTORY_URL ?? env.DATABASE_PLATFORM_URL,
    isHomeCell: env.DIRECTORY_URL === undefined,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    databasePlatformPoolSize: env.DATABASE_PLATFORM_POOL_SIZE,
    preparedStatements: env.DATABASE_PREPARED === 'on',
    redisUrl: env.REDIS_URL,
    demo: env.DEMO ?? (production ? '0' : 'full'),
    jwtKeys: env.JWT_KEYS,
    qrKeys: env.QR_KEYS,
    piiKeys: env.PII_KEYS,
    indexKey: env.INDEX_KEY,
    sealKeys: env.SEAL_KEYS,
    sealDirectory: env.SEAL_DIR ?? `${env.DATA_DIR}/seals`,
    sealPlaces: {
      file: env.SEALS_PUBLISH_FILE,
      bucket: sealBucketOf(env),
      mail: env.SEALS_PUBLISH_MAIL,
      timeStampUrl: env.SEALS_TIMESTAMP_URL,
    },
    spoolDirectory: env.SPOOL_DIR ?? `${env.DATA_DIR}/spool`,
    tillWaitMs: env.TILL_WAIT_MS,
    rateLimits: env.RATE_LIMITS === 'on' || production,
    apiDocs: env.API_DOCS === undefined ? !production : env.API_DOCS === 'on',
    sessionSeconds: env.SESSION_DAYS * 24 * 60 * 60,
    /** For how many days each kind of data is kept; 0: for good. */
    retentionDays: Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, env[RETENTION[kind].setting]])) as Record<
      RetentionKind,
      number
    >,
    signUp: env.SIGN_UP === 'on',
    signUpTrialDays: env.SIGN_UP_TRIAL_DAYS,
    // Outside production, a test double on this machine may stand in for a till system.
    tillSystemHosts: env.TILL_SYSTEM_HOSTS ?? [
      'api-ru.iiko.services',
      ...(production ? [] : ['localhost', '127.0.0.1', '[::1]']),
    ],
    // Outside production a receiver or a provider may run on this machine.
    webhookPrivateAddresses: env.WEBHOOK_PRIVATE_ADDRESSES ?? (production ? 'off' : 'loopback'),
    providerPrivateAddresses: env.PROVIDER_PRIVATE_ADDRESSES ?? (production ? 'off' : 'loopback'),
    kafkaBrokers: env.KAFKA_BROKERS ?? [],
    kafkaGroup: env.CONSUMER_GROUP_ID,
    kafkaTls: env.KAFKA_TLS === 'on',
    kafkaUser: env.KAFKA_USER,
    kafkaPassword: env.KAFKA_PASSWORD,
    clickhouseUrl: env.CLICKHOUSE_URL,
    clickhouseUser: env.CLICKHOUSE_USER,
    clickhousePassword: env.CLICKHOUSE_PASSWORD,
    clickhouseDatabase: env.CLICKHOUSE_DATABASE,
    metricsToken: env.METRICS_TOKEN,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    smtpUrl: env.SMTP_URL,
    smtpFrom: env.SMTP_FROM,
    smtpPerSecond: env.SMTP_PER_SECOND,
    sendgridApiKey: env.SENDGRID_API_KEY,
    sendgridFrom: env.SENDGRID_FROM,
    sendgridWebhookKey: env.SENDGRID_WEBHOOK_KEY,
    sendgridBaseUrl: env.SENDGRID_BASE_URL,
    sendgridPerSecond: env.SENDGRID_PER_SECOND,
    twilioAccount: env.TWILIO_ACCOUNT_SID,
    twilioAuthToken: env.TWILIO_AUTH_TOKEN,
    twilioApiKey: env.TWILIO_API_KEY,
    twilioApiSecret: env.TWILIO_API_SECRET,
    twilioFrom: env.TWILIO_FROM,
    twilioBaseUrl: env.TWILIO_BASE_URL,
    twilioPerSecond: env.TWILIO_PER_SECOND,
    vonageApplication: env.VONAGE_APPLICATION_ID,
    vonagePrivateKey: env.VONAGE_PRIVATE_KEY,
    vonageSignatureSecret: env.VONAGE_SIGNATURE_SECRET,
    vonageFrom: env.VONAGE_FROM,
    vonageBaseUrl: env.VONAGE_BASE_URL,
    vonagePerSecond: env.VONAGE_PER_SECOND,
    smsGateway: env.SMS_GATEWAY,
    smsGatewayLogin: env.SMS_GATEWAY_LOGIN,
    smsGatewaySecret: env.SMS_GATEWAY_SECRET,
    smsGatewaySender: env.SMS_GATEWAY_SENDER,
    smsGatewayBaseUrl: env.SMS_GATEWAY_BASE_URL,
    smsGatewayReportSecret: env.SMS_GATEWAY_REPORT_SECRET,
    smsGatewayPerSecond: env.SMS_GATEWAY_PER_SECOND,
    telegramBotToken: env.TELEGRAM_BOT_TOKEN,
    telegramWebhookSecret: env.TELEGRAM_WEBHOOK_SECRET,
    telegramBotName: env.TELEGRAM_BOT_NAME,
    telegramBaseUrl: env.TELEGRAM_BASE_URL,
    applePushUrl: env.APPLE_PUSH_URL,
    googleWalletUrl: env.GOOGLE_WALLET_URL,
    googleTokenUrl: env.GOOGLE_TOKEN_URL,
    telegramPublicKey: env.TELEGRAM_PUBLIC_KEY,
    vapidPrivateKey: env.VAPID_PRIVATE_KEY,
    vapidSubject: env.VAPID_SUBJECT ?? (env.PUBLIC_URL?.startsWith('https:') === true ? env.PUBLIC_URL : undefined),
    // Guests' browsers supply these addresses, so no setting opens the server's own networks to them.
    pushPrivateAddresses: production ? ('off' as const) : ('loopback' as const),
    picturesBucket: bucketOf(env),
    yookassaShopId: env.YOOKASSA_SHOP_ID,
    yookassaSecretKey: env.YOOKASSA_SECRET_KEY,
    yookassaBaseUrl: env.YOOKASSA_BASE_URL,
  } as const;
}

/** The S3-compatible bucket of the pictures; undefined: pictures are in the database. */
/** The address of a replica; the role, and the database, of the primary's address where it names none. */
function asRoleOf(replicaUrl: string, databaseUrl: string): string {
  const [replica, primary] = [new URL(replicaUrl), new URL(databaseUrl)];
  if (replica.username === '') [replica.username, replica.password] = [primary.username, primary.password];
  if (replica.pathname === '' || replica.pathname === '/') replica.pathname = primary.pathname;
  return replica.href;
}

/** The replica's address with the role, password and database of another one. */
function replicaOf(replicaUrl: string, databaseUrl: string): string {
  const { host } = new URL(replicaUrl);
  return Object.assign(new URL(databaseUrl), { host }).href;
}

function bucketOf(env: z.infer<typeof schema>) {
  const { PICTURES_BUCKET_URL: url, PICTURES_BUCKET_KEY: id, PICTURES_BUCKET_SECRET: secret } = env;
  if (url === undefined || id === undefined || secret === undefined) return undefined;
  return { url, id, secret, region: env.PICTURES_BUCKET_REGION };
}

/** The S3-compatible bucket with object lock in which seals are published, and for how many years; undefined: none. */
function sealBucketOf(env: z.infer<typeof schema>) {
  const { SEALS_PUBLISH_BUCKET: url, SEALS_PUBLISH_BUCKET_KEY: id, SEALS_PUBLISH_BUCKET_SECRET: secret } = env;
  if (url === undefined || id === undefined || secret === undefined) return undefined;
  return { url, id, secret, region: env.SEALS_PUBLISH_BUCKET_REGION, years: env.SEALS_PUBLISH_YEARS };
}

/** Requires that all of these settings are given, or none. */
function requireTogether<Name extends string>(
  env: Readonly<Partial<Record<Name, string>>>,
  names: readonly Name[],
): void {
  const given = names.filter((name) => env[name] !== undefined);
  if (given.length === 0 || given.length === names.length) return;
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  throw new Error(`The settings do not fit (see .env.example): ${list} are given together`);
}

/** Requires that at most one of these settings is given. @throws Error that names those given */
function requireOne<Name extends string>(env: Readonly<Partial<Record<Name, string>>>, names: readonly Name[]): void {
  const given = names.filter((name) => env[name] !== undefined);
  if (given.length < 2) return;
  throw new Error(`The settings do not fit (see .env.example): ${given.join(' and ')} are not given together`);
}

export type Settings = ReturnType<typeof readSettings>;

/** The settings, read once at the start. A wrong setting ends the process with one sentence that names it. */
export const settings: Settings = settingsOfProcess();

/** Ends the process itself, because an error thrown while modules load would be printed with its stack. */
function settingsOfProcess(): Settings {
  try {
    readEnvFile(process.env);
    return readSettings(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

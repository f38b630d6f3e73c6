import { z } from 'zod';
import { readEnvFile } from './env-file';
import { parseRetentionDays, refuseEarlierDays } from './retention-days';
import { type ServiceAddress, serviceAddress } from './service-address';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const keyRing = list.optional();

/** How many messages a second a provider accepts. */
const perSecond = z.coerce.number().min(0.1).max(10_000).optional();

/** The origin of a page: scheme, host and port. */
const WEB_PAGE = /^https:\/\/[a-z0-9.-]+(?::\d+)?$/;
const REGION = /^[a-z0-9-]{1,40}$/;
/** Brokers with commas between, behind `kafka://user:password@`, or `kafkas://…` for TLS, where they need it. */
const KAFKA = /^(?:(kafkas?):\/\/(?:((?:[\w.~-]|%[0-9a-f]{2})+):((?:[\w.~-]|%[0-9a-f]{2})+)@)?)?([^@/]+)$/i;
/** The pool of the platform's role has so many connections for each of the application's: 4 for 10. */
const PLATFORM_POOL_SHARE = 0.4;
/** Years for which nobody can remove a seal from the bucket, where its address names none. */
const SEAL_YEARS = 10;
const DEFAULT_REGION = 'us-east-1';
/** Signs of a secret by which a provider signs its reports. */
const SHORTEST_SECRET = 8;

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
  CELL: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/)
    .optional(),
  CELL_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  CELL_DATABASES: z.string().optional(),
  DIRECTORY_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  DATABASE_PREPARED: z.enum(['on', 'off']).default('on'),
  REDIS_URL: z.string().optional(),
  EXTENSIONS: z
    .string()
    .max(200)
    .regex(/^[a-z-]+(?:,[a-z-]+)*$/, 'is names of packages with commas between, or none')
    .default('demo,compat'),
  DEMO: z.enum(['full', 'small', '0']).optional(),
  JWT_KEYS: keyRing,
  QR_KEYS: keyRing,
  PII_KEYS: keyRing,
  INDEX_KEY: z.string().optional(),
  SEAL_KEYS: keyRing,
  SEAL_DIR: z.string().optional(),
  SEALS_PUBLISH_FILE: z.string().optional(),
  SEALS_PUBLISH_BUCKET: serviceAddress({
    needs: ['user', 'password'],
    parameters: { region: REGION, years: /^(?:[1-9]\d?|100)$/ },
  }).optional(),
  SEALS_PUBLISH_MAIL: z.email().optional(),
  SEALS_TIMESTAMP_URL: z.url({ protocol: /^https?$/ }).optional(),
  SPOOL_DIR: z.string().optional(),
  TILL_WAIT_MS: z.coerce.number().int().min(40).max(5_000).default(280),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  API_DOCS: z.enum(['on', 'off']).optional(),
  SESSION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  RETENTION_DAYS: z
    .string()
    .default('')
    .transform((text, context) => {
      const days = parseRetentionDays(text);
      if (typeof days === 'object') return days;
      context.addIssue({ code: 'custom', message: days });
      return z.NEVER;
    }),
  SIGN_UP: z.enum(['on', 'off']).default('off'),
  SIGN_UP_TRIAL_DAYS: z.coerce.number().int().min(0).max(90).default(14),
  TILL_SYSTEM_HOSTS: list.optional(),
  PRIVATE_ADDRESSES: z.enum(['on', 'loopback', 'off']).optional(),
  KAFKA_BROKERS: z
    .string()
    .max(10_000)
    .regex(KAFKA, 'is host:port with commas between, or kafkas://user:password@host:port,…')
    .optional(),
  CONSUMER_GROUP_ID: z
    .string()
    .regex(/^[\w.-]{1,200}$/)
    .default('loyalty-stream-processor'),
  CLICKHOUSE_URL: serviceAddress({ needs: [], parameters: { database: /^[a-zA-Z_]\w{0,62}$/ } }).optional(),
  METRICS_TOKEN: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SENDGRID_URL: serviceAddress({ needs: ['password'] }).optional(),
  SENDGRID_WEBHOOK_KEY: z.string().optional(),
  MAIL_FROM: z
    .string()
    .max(500)
    .regex(/^(?:[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'is an address, or a name and <address>')
    .optional(),
  MAIL_PER_SECOND: perSecond,
  TWILIO_URL: serviceAddress({ needs: ['user', 'password'], parameters: { apiKey: /^[^:]+:.+$/ } }).optional(),
  VONAGE_URL: serviceAddress({
    needs: ['user', 'password'],
    parameters: { privateKey: /./ },
    requires: ['privateKey'],
  })
    .refine(({ password }) => password.length >= SHORTEST_SECRET, 'has a signature secret that can be guessed')
    .optional(),
  SMS_GATEWAY_URL: serviceAddress({ needs: ['password'], parameters: { form: /./ }, requires: ['form'] }).optional(),
  SMS_GATEWAY_REPORT_SECRET: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .optional(),
  SMS_FROM: z.string().optional(),
  SMS_PER_SECOND: perSecond,
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
  MAX_URL: serviceAddress({ needs: [], parameters: { page: WEB_PAGE } }).optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  VAPID_SUBJECT: z.url({ protocol: /^(?:https|mailto)$/ }).optional(),
  PICTURES_BUCKET_URL: serviceAddress({ needs: ['user', 'password'], parameters: { region: REGION } }).optional(),
  YOOKASSA_URL: serviceAddress({ needs: ['user', 'password'] }).optional(),
});

/** The settings that an environment gives. @throws Error that names a setting that does not fit */
export function readSettings(environment: NodeJS.ProcessEnv) {
  refuseEarlierDays(environment);
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
  requireOne(env, ['SMTP_URL', 'SENDGRID_URL']);
  requireWith(env, 'MAIL_FROM', ['SMTP_URL', 'SENDGRID_URL']);
  requireOne(env, ['TWILIO_URL', 'VONAGE_URL', 'SMS_GATEWAY_URL']);
  requireWith(env, 'SMS_FROM', ['TWILIO_URL', 'VONAGE_URL']);
  requireTogether(env, ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET']);
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
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
    cell: env.CELL,
    cellAddress: env.CELL_ADDRESS?.replace(/(?<!\/)\/+$/, ''),
    /** JSON: how to reach the databases of other cells, for `network move`. */
    cellDatabases: env.CELL_DATABASES,
    directoryUrl: env.DIRECTORY_URL ?? env.DATABASE_PLATFORM_URL,
    isHomeCell: env.DIRECTORY_URL === undefined,
    /** The series in invoice numbers. Every cell has one except the cell with the directory; empty: none. */
    invoiceSeries: env.DIRECTORY_URL === undefined ? '' : (env.CELL ?? ''),
    databasePoolSize: env.DATABASE_POOL_SIZE,
    databasePlatformPoolSize: Math.ceil(env.DATABASE_POOL_SIZE * PLATFORM_POOL_SHARE),
    preparedStatements: env.DATABASE_PREPARED === 'on',
    redisUrl: env.REDIS_URL,
    /** Packages to load beside the server. */
    extensions: env.EXTENSIONS === 'none' ? [] : [...new Set(env.EXTENSIONS.split(','))],
    demo: env.DEMO ?? (production ? '0' : 'full'),
    jwtKeys: env.JWT_KEYS,
    qrKeys: env.QR_KEYS,
    piiKeys: env.PII_KEYS,
    indexKey: env.INDEX_KEY,
    sealKeys: env.SEAL_KEYS,
    sealDirectory: env.SEAL_DIR ?? `${env.DATA_DIR}/seals`,
    sealPlaces: {
      file: env.SEALS_PUBLISH_FILE,
      bucket: sealBucketOf(env.SEALS_PUBLISH_BUCKET),
      mail: env.SEALS_PUBLISH_MAIL,
      timeStampUrl: env.SEALS_TIMESTAMP_URL,
    },
    spoolDirectory: env.SPOOL_DIR ?? `${env.DATA_DIR}/spool`,
    tillWaitMs: env.TILL_WAIT_MS,
    rateLimits: env.RATE_LIMITS === 'on' || production,
    apiDocs: env.API_DOCS === undefined ? !production : env.API_DOCS === 'on',
    sessionSeconds: env.SESSION_DAYS * 24 * 60 * 60,
    /** For how many days each kind of data is kept; 0: for good. */
    retentionDays: env.RETENTION_DAYS,
    signUp: env.SIGN_UP === 'on',
    signUpTrialDays: env.SIGN_UP_TRIAL_DAYS,
    // Outside production, a test double on this machine may stand in for a till system.
    tillSystemHosts: env.TILL_SYSTEM_HOSTS ?? [
      'api-ru.iiko.services',
      ...(production ? [] : ['localhost', '127.0.0.1', '[::1]']),
    ],
    /** Which addresses that are not public people of a network may enter. Outside production a receiver or a provider may run on this machine. */
    privateAddresses: env.PRIVATE_ADDRESSES ?? (production ? 'off' : 'loopback'),
    ...kafkaOf(env.KAFKA_BROKERS),
    kafkaGroup: env.CONSUMER_GROUP_ID,
    ...clickhouseOf(env.CLICKHOUSE_URL),
    metricsToken: env.METRICS_TOKEN,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    mailPerSecond: env.MAIL_PER_SECOND,
    sendgrid: env.SENDGRID_URL,
    sendgridWebhookKey: env.SENDGRID_WEBHOOK_KEY,
    twilio: env.TWILIO_URL,
    vonage: env.VONAGE_URL,
    smsGateway: env.SMS_GATEWAY_URL,
    smsGatewayReportSecret: env.SMS_GATEWAY_REPORT_SECRET,
    smsFrom: env.SMS_FROM,
    smsPerSecond: env.SMS_PER_SECOND,
    telegramBotToken: env.TELEGRAM_BOT_TOKEN,
    telegramWebhookSecret: env.TELEGRAM_WEBHOOK_SECRET,
    telegramBotName: env.TELEGRAM_BOT_NAME,
    telegramBaseUrl: env.TELEGRAM_BASE_URL,
    max: env.MAX_URL,
    vapidPrivateKey: env.VAPID_PRIVATE_KEY,
    vapidSubject: env.VAPID_SUBJECT ?? (env.PUBLIC_URL?.startsWith('https:') === true ? env.PUBLIC_URL : undefined),
    // Guests' browsers supply these addresses, so no setting opens the server's own networks to them.
    pushPrivateAddresses: production ? ('off' as const) : ('loopback' as const),
    picturesBucket: bucketOf(env.PICTURES_BUCKET_URL),
    yookassa: env.YOOKASSA_URL,
  } as const;
}

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

/** An S3-compatible bucket. Undefined: the settings name none. */
function bucketOf(address: ServiceAddress | undefined) {
  if (address === undefined) return undefined;
  const { url, user: id, password: secret, parameters } = address;
  return { url, id, secret, region: parameters['region'] ?? DEFAULT_REGION };
}

/** The bucket with object lock in which seals are published, and for how many years they stay there. */
function sealBucketOf(address: ServiceAddress | undefined) {
  const bucket = bucketOf(address);
  return bucket && { ...bucket, years: Number(address?.parameters['years'] ?? SEAL_YEARS) };
}

/** The brokers and what signs in to them, from a text that fits `KAFKA`. */
function kafkaOf(text = '') {
  const [, scheme, user, password, brokers = ''] = KAFKA.exec(text) ?? [];
  return {
    kafkaBrokers: brokers
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker !== ''),
    kafkaTls: scheme?.toLowerCase() === 'kafkas',
    kafkaUser: user && decodeURIComponent(user),
    kafkaPassword: password && decodeURIComponent(password),
  };
}

/** The warehouse; without an address there is none. ClickHouse itself has a user of this name without a password. */
function clickhouseOf(address: ServiceAddress | undefined) {
  const { url, user = '', password = '', parameters = {} } = address ?? {};
  return {
    clickhouseUrl: url,
    clickhouseUser: user === '' ? 'default' : user,
    clickhousePassword: password === '' ? undefined : password,
    clickhouseDatabase: parameters['database'] ?? 'loyalty',
  };
}

/** Requires that all of these settings are given, or none. */
function requireTogether<Name extends string>(
  env: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
): void {
  const given = names.filter((name) => env[name] !== undefined);
  if (given.length === 0 || given.length === names.length) return;
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  throw new Error(`The settings do not fit (see .env.example): ${list} are given together`);
}

/** Requires that at most one of these settings is given. @throws Error that names those given */
function requireOne<Name extends string>(env: Readonly<Partial<Record<Name, unknown>>>, names: readonly Name[]): void {
  const given = names.filter((name) => env[name] !== undefined);
  if (given.length < 2) return;
  throw new Error(`The settings do not fit (see .env.example): ${given.join(' and ')} are not given together`);
}

/** Requires a setting where one of `others` is given. @throws Error that names both */
function requireWith<Name extends string>(
  env: Readonly<Partial<Record<Name, unknown>>>,
  name: Name,
  others: readonly Name[],
): void {
  const other = others.find((one) => env[one] !== undefined);
  if (other === undefined || env[name] !== undefined) return;
  throw new Error(`The settings do not fit (see .env.example): ${other} needs ${name}`);
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

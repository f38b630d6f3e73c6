import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const keyRing = list.optional();

/** Every setting of the process with its bounds; `.env.example` describes them for people. */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: port.default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  TRUST_PROXY: list.optional(),
  CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(0).max(100_000).default(500),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKERS: z.enum(['on', 'off']).default('on'),
  DATA_DIR: z.string().default('.data'),
  // Commands that only speak of the code (openapi) run without a database; what opens one checks that it is named.
  DATABASE_URL: z.string().default(''),
  DATABASE_PLATFORM_URL: z.string().default(''),
  DATABASE_OWNER_URL: z.string().optional(),
  DATABASE_DIRECT_URL: z.string().optional(),
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
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  API_DOCS: z.enum(['on', 'off']).default('on'),
  SESSION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  METRICS_TOKEN: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

function readSettings(environment: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Error(`The settings do not fit (see .env.example): ${faults}`);
  }
  const env = parsed.data;
  if ((env.TLS_CERT === undefined) !== (env.TLS_KEY === undefined))
    throw new Error('The settings do not fit (see .env.example): TLS_CERT and TLS_KEY are given together');
  const production = env.NODE_ENV === 'production';
  return {
    environment: env.NODE_ENV,
    production,
    port: env.PORT,
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: env.PUBLIC_URL,
    tlsCertificate: env.TLS_CERT,
    tlsKey: env.TLS_KEY,
    // A peer on loopback is a proxy of this machine; others are believed only when named.
    trustProxy: ['loopback', ...(env.TRUST_PROXY ?? [])],
    connectionsPerAddress: env.CONNECTIONS_PER_ADDRESS,
    logLevel: env.LOG_LEVEL,
    workers: env.WORKERS === 'on',
    dataDirectory: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databasePlatformUrl: env.DATABASE_PLATFORM_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
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
    rateLimits: env.RATE_LIMITS === 'on' || production,
    apiDocs: env.API_DOCS === 'on',
    sessionSeconds: env.SESSION_DAYS * 24 * 60 * 60,
    metricsToken: env.METRICS_TOKEN,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  } as const;
}

export type Settings = ReturnType<typeof readSettings>;

/** Read once, at start; a wrong setting ends the process with one sentence that names it. */
export const settings: Settings = settingsOfProcess();

/** Thrown while the modules are loaded, it would reach nobody who could tell it without its stack. */
function settingsOfProcess(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Settings of earlier versions that nothing reads any more, and what takes their place. */
const REMOVED: Readonly<Record<string, string>> = {
  APPLE_PUSH_URL: "the address is Apple's own",
  BACKUP_EVERY_HOURS: 'a base backup is made each day',
  CLICKHOUSE_DATABASE: 'it stands in CLICKHOUSE_URL, as ?database=',
  CLICKHOUSE_PASSWORD: 'it stands in CLICKHOUSE_URL, as http://user:password@host:8123',
  CLICKHOUSE_USER: 'it stands in CLICKHOUSE_URL, as http://user:password@host:8123',
  DATABASE_PLATFORM_POOL_SIZE: 'it follows from DATABASE_POOL_SIZE',
  DATABASE_REPLICA_MAX_LAG_SECONDS: 'a replica that is more than 10 seconds late answers nothing',
  GOOGLE_TOKEN_URL: "the address is Google's own",
  GOOGLE_WALLET_URL: "the address is Google's own",
  KAFKA_PASSWORD: 'it stands in KAFKA_BROKERS, as kafkas://user:password@host:9092',
  KAFKA_TLS: 'KAFKA_BROKERS begins with kafkas:// where the brokers speak TLS',
  KAFKA_USER: 'it stands in KAFKA_BROKERS, as kafkas://user:password@host:9092',
  PICTURES_BUCKET_KEY: 'it stands in PICTURES_BUCKET_URL, as https://key:secret@host/bucket',
  PICTURES_BUCKET_REGION: 'it stands in PICTURES_BUCKET_URL, as ?region=',
  PICTURES_BUCKET_SECRET: 'it stands in PICTURES_BUCKET_URL, as https://key:secret@host/bucket',
  PROVIDER_PRIVATE_ADDRESSES: 'PRIVATE_ADDRESSES is for webhooks and sign-in providers alike',
  SEALS_PUBLISH_BUCKET_KEY: 'it stands in SEALS_PUBLISH_BUCKET, as https://key:secret@host/bucket',
  SEALS_PUBLISH_BUCKET_REGION: 'it stands in SEALS_PUBLISH_BUCKET, as ?region=',
  SEALS_PUBLISH_BUCKET_SECRET: 'it stands in SEALS_PUBLISH_BUCKET, as https://key:secret@host/bucket',
  SEALS_PUBLISH_YEARS: 'it stands in SEALS_PUBLISH_BUCKET, as ?years=',
  SENDGRID_API_KEY: 'SENDGRID_URL=https://:key@api.sendgrid.com',
  SENDGRID_BASE_URL: 'SENDGRID_URL=https://:key@api.sendgrid.com',
  SENDGRID_FROM: 'MAIL_FROM',
  SENDGRID_PER_SECOND: 'MAIL_PER_SECOND',
  SMS_GATEWAY: 'it stands in SMS_GATEWAY_URL, as ?form=',
  SMS_GATEWAY_BASE_URL: 'SMS_GATEWAY_URL=https://login:secret@host?form=',
  SMS_GATEWAY_LOGIN: 'SMS_GATEWAY_URL=https://login:secret@host?form=',
  SMS_GATEWAY_PER_SECOND: 'SMS_PER_SECOND',
  SMS_GATEWAY_SECRET: 'SMS_GATEWAY_URL=https://login:secret@host?form=',
  SMS_GATEWAY_SENDER: 'SMS_FROM',
  SMTP_FROM: 'MAIL_FROM',
  SMTP_PER_SECOND: 'MAIL_PER_SECOND',
  SPOOL_MAX_MB: 'the spool takes 128 MB',
  TELEGRAM_PER_SECOND: 'a bot sends 25 messages a second',
  TELEGRAM_PUBLIC_KEY: "the key is Telegram's own",
  TWILIO_ACCOUNT_SID: 'TWILIO_URL=https://account:token@api.twilio.com',
  TWILIO_API_KEY: 'it stands in TWILIO_URL, as ?apiKey=id:secret',
  TWILIO_API_SECRET: 'it stands in TWILIO_URL, as ?apiKey=id:secret',
  TWILIO_AUTH_TOKEN: 'TWILIO_URL=https://account:token@api.twilio.com',
  TWILIO_BASE_URL: 'TWILIO_URL=https://account:token@api.twilio.com',
  TWILIO_FROM: 'SMS_FROM',
  TWILIO_PER_SECOND: 'SMS_PER_SECOND',
  VONAGE_APPLICATION_ID: 'VONAGE_URL=https://application:signature-secret@api.nexmo.com?privateKey=',
  VONAGE_BASE_URL: 'VONAGE_URL=https://application:signature-secret@api.nexmo.com?privateKey=',
  VONAGE_FROM: 'SMS_FROM',
  VONAGE_PER_SECOND: 'SMS_PER_SECOND',
  VONAGE_PRIVATE_KEY: 'it stands in VONAGE_URL, as ?privateKey=file',
  VONAGE_SIGNATURE_SECRET: 'VONAGE_URL=https://application:signature-secret@api.nexmo.com?privateKey=',
  WEBHOOK_PRIVATE_ADDRESSES: 'PRIVATE_ADDRESSES is for webhooks and sign-in providers alike',
  YOOKASSA_BASE_URL: 'YOOKASSA_URL=https://shop:secret-key@api.yookassa.ru',
  YOOKASSA_SECRET_KEY: 'YOOKASSA_URL=https://shop:secret-key@api.yookassa.ru',
  YOOKASSA_SHOP_ID: 'YOOKASSA_URL=https://shop:secret-key@api.yookassa.ru',
};
export const REMOVED_NAMES = Object.keys(REMOVED);

/** Names in the environment that nothing reads any more. */
export function removedNamesIn(environment: NodeJS.ProcessEnv): readonly string[] {
  return REMOVED_NAMES.filter((name) => (environment[name] ?? '') !== '');
}

/** One sentence for each setting in the environment that nothing reads any more, without its value. */
export function complaintsOfRemoved(environment: NodeJS.ProcessEnv): string[] {
  return removedNamesIn(environment).map(
    (name) => `The setting ${name} is read no more: ${REMOVED[name] ?? ''} (docs/upgrading.md).`,
  );
}

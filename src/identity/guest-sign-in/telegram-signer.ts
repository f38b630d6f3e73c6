/** The key by which Telegram signs the data of Mini Apps. */
export interface TelegramSigner {
  /** The 32 bytes of an Ed25519 key, hexadecimal. */
  readonly publicKey: string;
}

/** Token of the provider of `TelegramSigner`. */
export const TELEGRAM_SIGNER = Symbol('TELEGRAM_SIGNER');

/** Telegram's key for all bots: https://core.telegram.org/bots/webapps#validating-data-for-third-party-use */
export const telegramSigner: TelegramSigner = {
  publicKey: 'e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d',
};

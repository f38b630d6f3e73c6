/** Where Apple is told that passes have changed, and Google takes passes. */
export interface WalletServices {
  readonly applePush: string;
  /** Certificate, as PEM, of an authority of Apple's service that Node.js does not trust by itself. */
  readonly appleAuthority?: string;
  readonly googleWallet: string;
  readonly googleToken: string;
}

/** Token of the provider of `WalletServices`. */
export const WALLET_SERVICES = Symbol('WALLET_SERVICES');

/** Apple and Google have one address each for everybody. */
export const walletServices: WalletServices = {
  applePush: 'https://api.push.apple.com',
  googleWallet: 'https://walletobjects.googleapis.com/walletobjects/v1',
  googleToken: 'https://oauth2.googleapis.com/token',
};

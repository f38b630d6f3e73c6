import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type WalletAccount = Schemas['Wallets']['items'][number];
export type WalletName = WalletAccount['wallet'];

export const walletsQuery = ask('/api/wallets');

export const testWallet = (wallet: WalletName) => call('POST', '/api/wallets/{wallet}/test', { wallet });

import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type WalletAccount = Schemas['Wallets']['items'][number];
export type WalletName = WalletAccount['wallet'];

export const walletsQuery = ask('/api/wallets');

export const putAppleWallet = (body: Schemas['PutAppleWallet']) => call('PUT', '/api/wallets/apple', {}, body);

export const putGoogleWallet = (body: Schemas['PutGoogleWallet']) => call('PUT', '/api/wallets/google', {}, body);

export const removeWallet = (wallet: WalletName) => call('DELETE', '/api/wallets/{wallet}', { wallet });

export const testWallet = (wallet: WalletName) => call('POST', '/api/wallets/{wallet}/test', { wallet });

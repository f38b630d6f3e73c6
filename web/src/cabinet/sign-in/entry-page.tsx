import type { ReactNode } from 'react';
import { NetworkBrand } from '../../entities/look/network-brand';
import { SignInPage } from '../../entities/session/sign-in-page';

/** A page before the sign-in of the cabinet, with logo and name of the network that its address names. */
export function EntryPage({ children }: { readonly children: ReactNode }) {
  const [, , network = ''] = location.pathname.split('/');
  return <SignInPage brand={<NetworkBrand network={network.toLowerCase()} />}>{children}</SignInPage>;
}

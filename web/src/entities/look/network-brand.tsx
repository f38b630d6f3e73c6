import { Brand } from '../../shared/ui/brand';
import { useLook } from './look.api';
import classes from './network-brand.module.css';

/** Logo and name of a network on a page before the sign-in; without a network code, or if no network has the code, the logo and name of the product. */
export function NetworkBrand({ network }: { readonly network: string }) {
  const { data: look } = useLook(network);
  if (network === '' || look === null) return <Brand />;
  return (
    <span className={classes.brand}>
      {look?.logo != null && <img className={classes.logo} src={look.logo.url} alt="" />}
      {look?.name}
    </span>
  );
}

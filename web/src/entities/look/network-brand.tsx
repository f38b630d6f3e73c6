import { Brand } from '../../shared/ui/brand';
import { useLook } from './look.api';
import classes from './network-brand.module.css';

/** Logo and name of a network on a page before the sign-in. Without such a network, it shows the product's. */
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

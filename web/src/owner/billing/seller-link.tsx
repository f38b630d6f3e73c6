import { Link } from 'react-router';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './billing.module.css';

/** A link to the page of the seller, shown if a request failed because no seller is stored. */
export function SellerLink({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('owner');
  return (
    error instanceof ApiProblem &&
    error.code === 'seller_missing' && (
      <Link className={classes.to ?? ''} to="/billing/seller">
        {t('seller.title')}
      </Link>
    )
  );
}

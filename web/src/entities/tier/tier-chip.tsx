import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './tier-chip.module.css';

/** A tier as a coloured chip. Colours are known for the usual names; another name is as legible, only neutral. */
export function TierChip({ code }: { readonly code: string | null }) {
  const { t } = useTranslation();
  return (
    <span className={classes.chip} data-tier={code ?? 'none'}>
      {code ?? t('tier.none')}
    </span>
  );
}

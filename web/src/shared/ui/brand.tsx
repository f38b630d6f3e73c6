import { useTranslation } from '../i18n/use-translation';
import classes from './brand.module.css';

interface MarkProps {
  readonly size: number;
}

/** The product's mark; a text beside it says whose page it is. */
export function Mark({ size }: MarkProps) {
  return <img src="/mark.svg" alt="" width={size} height={size} />;
}

/** The product's mark and name. */
export function Brand() {
  const { t } = useTranslation();
  return (
    <span className={classes.brand}>
      <Mark size={28} />
      {t('product')}
    </span>
  );
}

import { useTranslation } from '../i18n/use-translation';
import classes from './brand.module.css';

interface MarkProps {
  readonly size: number;
}

/** The product's mark, inline because a reload would request `public/mark.svg`; text beside it names the page's owner. */
export function Mark({ size }: MarkProps) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0b6b50" />
      <path
        d="M9 16.5l4.6 4.6L23.4 11"
        fill="none"
        stroke="#fff"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
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

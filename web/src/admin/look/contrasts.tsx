import { Button } from '@mantine/core';
import type { ColourCheck } from '../../entities/look/look.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './look-page.module.css';

type Finding = ColourCheck['items'][number];

interface ContrastsProps {
  readonly check: ColourCheck;
  readonly onMend: (path: Finding['path'], colour: string) => void;
}

/** Each pair of colours with its contrast; one that is too weak has a mend to take with a tap. */
export function Contrasts({ check, onMend }: ContrastsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const decimal = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1 });
  return (
    <ul className={classes.contrasts} aria-label={t('look.contrast.title')}>
      {check.items.map(({ path, ratio, least, passes, mend }) => (
        <li key={path} data-weak={!passes}>
          <span>
            {t(passes ? 'look.contrast.passes' : 'look.contrast.weak', {
              what: t(`look.contrast.${path}`),
              ratio: decimal.format(ratio),
              least: decimal.format(least),
            })}
          </span>
          {!passes && (
            <Button variant="default" onClick={() => onMend(path, mend)}>
              <span className={classes.swatch} style={{ background: mend }} aria-hidden />
              {t('look.contrast.mend', { colour: mend })}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

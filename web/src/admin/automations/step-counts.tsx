import { useTranslation } from '../../shared/i18n/use-translation';
import type { AutomationVersion } from '../../entities/automation/automation.api';
import classes from './automations.module.css';

export type StepFigures = Pick<AutomationVersion['steps'][number], 'waiting' | 'passed' | 'left' | 'refused'>;

interface StepCountsProps {
  readonly label: string;
  readonly figures: StepFigures;
  readonly onShow: () => void;
}

/** How many guests wait at a step, passed it and left the automation there; a press lists those who wait or left. */
export function StepCounts({ label, figures, onShow }: StepCountsProps) {
  const { t } = useTranslation('admin');
  const { waiting, passed, left, refused } = figures;
  return (
    <ul className={classes.counts} aria-label={label}>
      <li>
        {waiting + left === 0 ? (
          t('automations.counts.waiting', { count: waiting })
        ) : (
          <button type="button" className={classes.link} onClick={onShow}>
            {t('automations.counts.waiting', { count: waiting })}
          </button>
        )}
      </li>
      <li>{t('automations.counts.passed', { count: passed })}</li>
      <li>{t('automations.counts.left', { count: left })}</li>
      {refused > 0 && <li>{t('automations.counts.refused', { count: refused })}</li>}
    </ul>
  );
}

/** Numbers of guests by the name of the step, summed over the versions of an automation. */
export function figuresOf(versions: readonly AutomationVersion[]): ReadonlyMap<string, StepFigures> {
  const sums = new Map<string, StepFigures>();
  for (const { steps } of versions)
    for (const { step, waiting, passed, left, refused } of steps) {
      const sum = sums.get(step) ?? { waiting: 0, passed: 0, left: 0, refused: 0 };
      sums.set(step, {
        waiting: sum.waiting + waiting,
        passed: sum.passed + passed,
        left: sum.left + left,
        refused: sum.refused + refused,
      });
    }
  return sums;
}

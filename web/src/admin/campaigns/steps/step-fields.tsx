import { Button, Flex } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { FIRST_STEP, type StepValues } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

/** The most steps that a campaign document takes. */
const MOST = 5;

/** Points on the way to the payouts of a challenge. */
export function StepFields({ values: { steps }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const change = (index: number, to: Partial<StepValues>) =>
    set({ steps: steps.map((step, place) => (place === index ? { ...step, ...to } : step)) });
  return (
    <div className={classes.wide}>
      {steps.map(({ percent, points }, index) => {
        const path = `challenge.steps[${String(index)}]`;
        return (
          <Flex key={index} gap={12} wrap="wrap" align="flex-end" mb={12}>
            <WholeNumberInput
              label={t('campaigns.field.stepPercent', { number: index + 1 })}
              min={1}
              max={99}
              value={percent}
              error={mistakeIn(errors, `${path}.sharePpm`)}
              onChange={(changed) => change(index, { percent: changed })}
            />
            <WholeNumberInput
              label={t('campaigns.field.stepPoints', { number: index + 1 })}
              min={1}
              max={1_000_000_000}
              value={points}
              error={mistakeIn(errors, `${path}.points`)}
              onChange={(changed) => change(index, { points: changed })}
            />
            <Button
              variant="subtle"
              aria-label={t('campaigns.removeStep', { number: index + 1 })}
              onClick={() => set({ steps: steps.filter((_, place) => place !== index) })}
            >
              {t('campaigns.remove')}
            </Button>
          </Flex>
        );
      })}
      <Button variant="default" disabled={steps.length >= MOST} onClick={() => set({ steps: [...steps, FIRST_STEP] })}>
        {t('campaigns.addStep')}
      </Button>
    </div>
  );
}

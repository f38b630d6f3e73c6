import { Progress, Text } from '@mantine/core';
import { amountOfTask } from '../../entities/campaign/task-units';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './tasks.module.css';

type Task = CampaignOfGuest['tasks'][number];

const PPM_OF_PERCENT = 10_000;

interface TasksProps {
  /** The name of the campaign, by which a screen reader calls its bars. */
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly steps: CampaignOfGuest['steps'];
}

/** The tasks of a campaign, each with what to do and how far it is, and the points on the way. */
export function Tasks({ name, tasks, steps }: TasksProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const done = tasks.map(({ task, collected, target, unit, categories }) => (
    <div key={task} className={classes.task}>
      <Text lh={1.4}>{t(`campaigns.task.${unit}`, { count: target, amount: amountOfTask(target, unit, format) })}</Text>
      {categories.length > 0 && (
        <p className={classes.about}>{t('campaigns.goods', { goods: categories.join(', ') })}</p>
      )}
      <Progress value={(Math.min(collected, target) / target) * 100} size="md" radius="xl" aria-label={name} />
      <p className={classes.about}>{progress(unit, collected, target)}</p>
    </div>
  ));
  return (
    <>
      {done}
      {steps.length > 0 && (
        <ul className={classes.steps}>
          {steps.map(({ sharePpm, points, isPaid }) => (
            <li key={sharePpm} className={classes.about}>
              {t(isPaid ? 'campaigns.stepPaid' : 'campaigns.step', {
                count: points,
                percent: format.number(sharePpm / PPM_OF_PERCENT),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );

  function progress(unit: Task['unit'], collected: number, target: number): string {
    const of = { collected: amountOfTask(collected, unit, format), target: amountOfTask(target, unit, format) };
    return unit === 'VISITS' ? t('campaigns.visits', { ...of, count: target }) : t('campaigns.of', of);
  }
}
